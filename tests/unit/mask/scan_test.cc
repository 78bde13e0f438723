#include "runner/mask/scan.h"

#include <gtest/gtest.h>

#include <string>

#include "base/random.h"
#include "runner/mask/names.h"

namespace ricochet::runner::mask {
namespace {

/// The text with `#` in place of each secret.
std::string marked(const std::string& text) {
  std::string out;
  std::size_t done = 0;
  for (const auto& span : named_secrets(text, names_secret)) {
    out += text.substr(done, span.begin - done) + "#";
    done = span.end;
  }
  return out + text.substr(done);
}

TEST(Scan, FindsValuesBehindTheirNames) {
  const struct {
    const char *text, *want;
  } cases[] = {
      {"Authorization: Bearer abc.def", "Authorization: Bearer #"},
      {"authorization: abc", "authorization: #"},
      {"Authorization: Bearer abc\r\nAccept: x", "Authorization: Bearer #\r\nAccept: x"},
      {"Cookie: a=1; session=xyz", "Cookie: a=#; session=#"},
      {"Set-Cookie: s=1; Path=/; HttpOnly; Max-Age=3",
       "Set-Cookie: s=#; Path=/; HttpOnly; Max-Age=3"},
      {R"({"access_token":"a\"b","type":"x"})", R"({"access_token":"#","type":"x"})"},
      {R"({"password" : 12345, "n": 1})", R"({"password" : #, "n": 1})"},
      {R"({"password": null, "secret": true})", R"({"password": null, "secret": true})"},
      {R"({"tokens": ["a", "b"], "x": "c"})", R"({"tokens": ["#", "#"], "x": "c"})"},
      {R"("{\"token\":\"abc\",\"n\":\"1\"}")", R"("{\"token\":\"#\",\"n\":\"1\"}")"},
      {R"({"authorization": "Basic dTpw"})", R"({"authorization": "Basic #"})"},
      {"GET /a?access_token=abc&b=2 -> 200", "GET /a?access_token=#&b=2 -> 200"},
      {"to=%2Fa%3Faccess_token%3Dabc%26b%3D1", "to=%2Fa%3Faccess_token%3D#%26b%3D1"},
      {"password=a&user=b", "password=#&user=b"},
      {"DB_PASSWORD = 'p w'", "DB_PASSWORD = '#'"},
      {"name=\"password\"\r\n\r\nhunter2\r\n--x", "name=\"password\"\r\n\r\n#\r\n--x"},
      {"<password>abc</password>", "<password>#</password>"},
      {"<ns:secret>abc</ns:secret>", "<ns:secret>#</ns:secret>"},
      {"header x-api-key: expected \"abc\", was \"xyz\"",
       "header x-api-key: expected \"#\", was \"#\""},
      {"header authorization: expected match \"Bearer a.*\", was absent",
       "header authorization: expected match \"Bearer #\", was absent"},
      {"    0  json $.access_token \"abc\"; the others: \"x\" x9",
       "    0  json $.access_token \"#\"; the others: \"#\" x9"},
      {"header Authorization \"Bearer x\"), but uri should be \"/ok\"",
       "header Authorization \"Bearer #\"), but uri should be \"/ok\""},
      {"with header Authorization \"x\", json $.password \"y\", json $.note \"z\"",
       "with header Authorization \"#\", json $.password \"#\", json $.note \"z\""},
      {"json $.token: got \"a\", expected \"b\" (photos: GET /a)",
       "json $.token: got \"#\", expected \"#\" (photos: GET /a)"},
      {"sent Bearer abcdefgh12345678 to it", "sent Bearer # to it"},
      {"postgres://bob:pa55@db:5432/x", "postgres://bob:#@db:5432/x"},
      {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is it", "# is it"},
      {"token: abc123", "token: #"},
      {"api_key => \"k\"", "api_key => \"#\""},
      {"curl -H 'X-Api-Key: k1'", "curl -H 'X-Api-Key: #'"},
  };
  for (const auto& c : cases) EXPECT_EQ(marked(c.text), c.want) << c.text;
}

TEST(Scan, LeavesSentencesAndTemplatesAlone) {
  for (const char* text :
       {"password: required", "the token: not set", "Bearer authentication is needed",
        "\"password\": \"${env.DB}\"", "\"password\": \"***1\"", "token == null",
        "http://host:8080/a@b", "unknown key \"password\", did you mean \"pass\"?",
        "Cookie:", "token", "password=", "\"token\""})
    EXPECT_EQ(marked(text), text);
}

TEST(Scan, AValueOfOneLineEndsWithIt) {
  EXPECT_EQ(marked("\"token\": \"abc\nnext \"line\""), "\"token\": \"#\nnext \"line\"");
}

/// Any bytes: spans are in order, within the text, and none overlaps another.
TEST(Scan, SpansAreSoundForAnyText) {
  base::Random random(7);
  const std::vector<std::string> pieces = {
      "token",     "\"",  "'", ":",       "=",   " ", "\\\"", "\\",      "\n",  "[",
      "]",         "://", "@", "Cookie",  ";",   "<", ">",    "</",      "%3D", "%26",
      "expected ", "...", ",", "Bearer ", "eyJ", ".", "a1",   "\r\n\r\n"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random.below(30); n > 0; --n) text += pieces[random.below(pieces.size())];
    std::size_t last = 0;
    for (const auto& span : named_secrets(text, names_secret)) {
      ASSERT_LE(last, span.begin) << text;
      ASSERT_LT(span.begin, span.end) << text;
      ASSERT_LE(span.end, text.size()) << text;
      last = span.end;
    }
  }
}

}  // namespace
}  // namespace ricochet::runner::mask
