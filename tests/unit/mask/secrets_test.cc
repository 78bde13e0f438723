#include "runner/mask/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/random.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "runner/mask/forms.h"

namespace ricochet::runner::mask {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SecretsTest : public ::testing::Test {
 protected:
  /// What the suite named.
  void know(const std::string& value) {
    secrets_.add_name("MY_KEY");
    secrets_.learn("MY_KEY", value);
  }
  std::string mask(const std::string& text) { return secrets_.mask(text); }
  Secrets secrets_;
};

TEST_F(SecretsTest, OneMaskForOneValue) {
  know("hunter2");
  secrets_.learn("password", "correct horse");
  EXPECT_EQ(mask("hunter2, correct horse, hunter2"), "***1, ***2, ***1");
}

TEST_F(SecretsTest, ADiffSaysThatTheValuesDiffer) {
  EXPECT_EQ(mask("header authorization: expected \"Bearer aaaa1111\", was \"Bearer bbbb2222\""),
            "header authorization: expected \"Bearer ***1\", was \"Bearer ***2\"");
  EXPECT_EQ(mask("got aaaa1111"), "got ***1");
}

TEST_F(SecretsTest, EverySpellingIsFound) {
  const std::string value = "p\xC3\xA4ss w/rd+\"1\"&<x>";
  know(value);
  const std::string json = base::compact_json(base::Json(value));
  const std::string ascii = base::ascii_json(base::Json(value));
  std::string form = base::percent_encode(value, "-._* ");
  std::replace(form.begin(), form.end(), ' ', '+');
  for (const std::string& spelling :
       {value, base::percent_encode(value), form, json.substr(1, json.size() - 2),
        ascii.substr(1, ascii.size() - 2), base::base64_encode(value),
        base::base64_encode("user:" + value), base::base64_encode("u:" + value + "tail"),
        base::base64_encode("ab:" + value)}) {
    EXPECT_THAT(mask("<" + spelling + ">"), ::testing::MatchesRegex("<\\*\\*\\*[0-9]+>"))
        << spelling;
  }
}

TEST_F(SecretsTest, EveryFormIsFound) {
  const std::string value = "p\xC3\xA4ss w/rd+\"1\"&'<x>";
  know(value);
  for (const auto& form : forms())
    EXPECT_EQ(mask("(" + form.write(value) + ")"), "(***1)") << form.name;
}

TEST_F(SecretsTest, FormsAreThoseThatProgramsWrite) {
  const std::string value = "\xC3\xA4/&'";
  std::map<std::string_view, std::string> written;
  for (const auto& form : forms()) written[form.name] = form.write(value);
  EXPECT_EQ(written["percent-encoded, in lower case"], "%c3%a4%2f%26%27");
  EXPECT_EQ(written["in JSON, in ASCII"], "\\u00e4/&'");
  EXPECT_EQ(written["in JSON, in ASCII of Java's"], "\\u00E4/&'");
  EXPECT_EQ(written["in JSON as PHP writes it"], "\\u00e4\\/&'");
  EXPECT_EQ(written["in JSON as Go writes it"], "\xC3\xA4/\\u0026'");
  EXPECT_EQ(written["in HTML"], "\xC3\xA4/&amp;&#39;");
  EXPECT_EQ(forms().back().write("1234567"), "1,234,567");
}

TEST_F(SecretsTest, ShortValuesOfTheSuiteAreFoundInBase64) {
  for (const std::string value : {"4711", "p$s&", "x1y2z", "ab12cd"}) {
    Secrets secrets;
    secrets.add_name("pin");
    secrets.learn("pin", value);
    for (const std::string before : {"", "u:", "us:", "usr:", "anna:"}) {
      const std::string coded = base::base64_encode(before + value);
      EXPECT_EQ(secrets.mask("sent " + coded + " so"), "sent ***1 so") << before << value;
      const std::string bare = coded.substr(0, coded.find('='));
      EXPECT_EQ(secrets.mask("\"" + bare + "\""), "\"***1\"") << before << value;
    }
  }
}

TEST_F(SecretsTest, WhatOnlyLooksLikeTheirBase64Stays) {
  know("4711");  // NDcxMQ: the core is NDcxM, and Q has two more bits
  for (const char* other : {"NDcxMz", "xNDcxM", "NDcxM", "xxNDcxMzAA", "NDcx MQ"})
    EXPECT_EQ(mask(other), other);
  EXPECT_EQ(mask("http://NDcxMQ@host, /a/NDcxMQ"), "http:***1@host, ***1");
}

TEST_F(SecretsTest, NumbersAreFoundHoweverTheyAreWritten) {
  secrets_.add_name("card");
  const auto document = base::JsonDocument::parse(
      "a.json", R"({"card": 411111111111111111111111, "login": {"pwd": 1234567890.5}})");
  secrets_.learn(document.value()->root());
  EXPECT_EQ(mask("411111111111111111111111, 411,111,111,111,111,111,111,111 and 1234567890.5"),
            "***1, ***1 and ***2");
}

/// Whatever the value: none of its spellings is left, wherever it stands in the base64.
TEST_F(SecretsTest, NoSpellingOfAnyValueIsLeft) {
  base::Random random(11);
  for (int round = 0; round < 300; ++round) {
    Secrets secrets;
    std::string value;
    for (auto n = 8 + random.below(24); n > 0; --n)
      value += static_cast<char>(33 + random.below(94));
    secrets.add_name("k");
    secrets.learn("k", value);
    const std::string before(random.below(5), 'u');
    for (const std::string& text :
         {value, base::percent_encode(value), base::base64_encode(before + ":" + value)}) {
      const std::string masked = secrets.mask("say " + text + " end");
      EXPECT_THAT(masked, Not(HasSubstr(text))) << value;
      EXPECT_THAT(masked, HasSubstr("***")) << value;
      EXPECT_EQ(secrets.mask(masked), masked) << value;
    }
  }
}

TEST_F(SecretsTest, WhatWasCutIsKnownAgain) {
  know("abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(mask("was \"abcdefghijkl...\""), "was \"***1...\"");
  EXPECT_EQ(mask("abc... and so on..."), "abc... and so on...");
}

TEST_F(SecretsTest, ShortValuesAreMaskedBesideTheirNamesOnly) {
  know("abc");
  EXPECT_EQ(mask("abc MY_KEY=abc"), "abc MY_KEY=***1");
  secrets_.learn("token", "word");
  EXPECT_EQ(mask("a word, token=word"), "a word, token=***2");
}

TEST_F(SecretsTest, LearntValuesAreNotMaskedInTheMiddleOfWords) {
  secrets_.learn("token", "payments");
  EXPECT_EQ(mask("payments prepayments payments2 (payments)"), "***1 prepayments payments2 (***1)");
}

TEST_F(SecretsTest, ValuesOfTheSuiteAreMaskedEverywhere) {
  know("payments");
  EXPECT_EQ(mask("prepayments2"), "pre***12");
}

TEST_F(SecretsTest, TheSuiteNamesMoreNames) {
  secrets_.add_name("card_number");
  EXPECT_EQ(mask(R"({"card_number": "4111111111111111", "n": 2})"),
            R"({"card_number": "***1", "n": 2})");
  EXPECT_EQ(mask("json $.card_number \"4111\""), "json $.card_number \"***2\"");
  EXPECT_EQ(mask("paid with 4111111111111111"), "paid with ***1");
}

TEST_F(SecretsTest, LearnsFromJson) {
  secrets_.learn(base::Json::parse(R"({
    "headers": {"Authorization": "Bearer tok-12345678", "X": "plain-value"},
    "json": {"deep": [{"client_secret": {"equal": "s3cr3t-value"}}]},
    "pairs": [["Cookie", "sid=cookie-value-1; theme=dark-blue-2"]],
    "exists": {"password": {"exist": "falsefalse"}},
    "stubs": {"token": [{"request": {"uri": "/not-a-secret"}}]} })"));
  EXPECT_EQ(mask("tok-12345678 plain-value s3cr3t-value cookie-value-1 dark-blue-2 falsefalse "
                 "/not-a-secret"),
            "***1 plain-value ***2 ***3 ***4 falsefalse /not-a-secret");
}

TEST_F(SecretsTest, ThePasswordOfBasicCredentialsIsOneToo) {
  secrets_.learn("Authorization", "Basic " + base::base64_encode("anna:open-sesame"));
  EXPECT_EQ(mask("anna says open-sesame"), "anna says ***1");
}

TEST_F(SecretsTest, NamesMayBePercentEncodedToo) {
  EXPECT_EQ(
      mask("GET /a?to=%7B%22api_key%22%3A%22abcd%22%7D&h=Authorization%3A%20Bearer%20xyzw1 x"),
      "GET /a?to=%7B%22api_key%22%3A%22***1%22%7D&h=Authorization%3A%20Bearer%20***2 x");
}

TEST_F(SecretsTest, LinesOfAKeyAreFoundOneByOne) {
  know("-----BEGIN KEY-----\nMIIabcdefgh\nij12345678\n-----END KEY-----");
  EXPECT_EQ(mask("log | MIIabcdefgh\nlog | ij12345678\n"), "log | ***1\nlog | ***1\n");
}

TEST_F(SecretsTest, TheLongestOfSeveralIsTaken) {
  know("secret-1");
  know("secret-1-and-more");
  EXPECT_EQ(mask("secret-1-and-more secret-1"), "***1 ***2");
  EXPECT_EQ(mask("secret-1-and-mor"), "***2-and-mor");
}

TEST_F(SecretsTest, MoreValuesThanAreRememberedAreStillMaskedBesideTheirNames) {
  for (std::size_t i = 0; i < Secrets::kMaxValues; ++i)
    secrets_.learn("token", "value-" + std::to_string(1'000'000 + i));
  EXPECT_EQ(mask("token=one-too-many"), "token=***");
  EXPECT_EQ(mask("value-1000005"), "***1");
}

}  // namespace
}  // namespace ricochet::runner::mask
