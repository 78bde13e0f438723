// Our numbers and charsets beside those of the Java on this machine.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/number/decimal.h"
#include "base/number/java_double.h"
#include "base/text/encoding.h"
#include "judge.h"
#include "match/charset.h"

namespace ricochet {
namespace {

using base::Decimal;

struct Question {
  std::string words;  ///< as NumberJudge.java reads them
  std::string ours;
};

/// Java before 19 has a digit too many for some doubles (JDK-4511638).
bool is_too_long(const std::string& java, const std::string& ours) {
  return java.size() > ours.size() &&
         std::strtod(java.c_str(), nullptr) == std::strtod(ours.c_str(), nullptr);
}

void compare(const std::vector<Question>& questions) {
  std::string input;
  for (const auto& q : questions) input += q.words + "\n";
  std::string why_not;
  const auto answers = judge::ask("NumberJudge.java", "", input, why_not);
  if (!answers) GTEST_SKIP() << why_not;
  ASSERT_EQ(answers->size(), questions.size());
  std::size_t shown = 0;
  for (std::size_t i = 0; i < questions.size() && shown < 20; ++i) {
    if ((*answers)[i] == questions[i].ours) continue;
    if (questions[i].words.starts_with("double ") && is_too_long((*answers)[i], questions[i].ours))
      continue;
    ++shown;
    ADD_FAILURE() << questions[i].words << ": Java says " << (*answers)[i] << ", we say "
                  << questions[i].ours;
  }
}

class Numbers {
 public:
  explicit Numbers(unsigned seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::string next() {
    std::string out = below(3) == 0 ? "-" : below(9) == 0 ? "+" : "";
    const auto digits = [&](std::size_t n) {
      const auto kind = below(3);
      for (; n > 0; --n)
        out += kind == 0 ? '9' : kind == 1 ? "05"[below(2)] : static_cast<char>('0' + below(10));
    };
    digits(below(25) + 1);
    if (below(2) == 0) {
      out += '.';
      digits(below(25) + (below(5) == 0 ? 0 : 1));
    }
    if (below(3) == 0) out += "eE"[below(2)] + std::to_string(static_cast<int>(below(40)) - 20);
    return out;
  }

 private:
  std::mt19937_64 random_;
};

std::string java(const std::optional<Decimal>& value) { return value ? value->to_java() : "error"; }

TEST(NumberJava, BigDecimal) {
  Numbers numbers(1);
  std::vector<Question> questions;
  for (int i = 0; i < 4000; ++i) {
    const auto x = numbers.next();
    const auto y = numbers.next();
    const auto a = Decimal::parse(x).value();
    const auto b = Decimal::parse(y).value();
    const auto scale = static_cast<std::int64_t>(numbers.below(50)) - 25;
    const auto rounding = numbers.below(7);
    const auto how = " " + std::to_string(scale) + " " + std::to_string(rounding);
    const auto mode = static_cast<Decimal::Rounding>(rounding);
    const auto both = " " + x + " " + y;
    questions.push_back({"text " + x, a.to_java()});
    questions.push_back({"plain " + x, a.to_plain().value()});
    questions.push_back({"strip " + x, a.stripped().to_java()});
    questions.push_back({"long " + x, std::to_string(a.to_int64_wrapping())});
    questions.push_back({"format " + x, a.to_rounded(3).value()});
    questions.push_back({"scale " + x + how, java(a.with_scale(scale, mode))});
    questions.push_back({"plus" + both, java(a.plus(b))});
    questions.push_back({"minus" + both, java(a.minus(b))});
    questions.push_back({"times" + both, java(a.times(b))});
    questions.push_back({"compare" + both, std::to_string(a.compare(b))});
    questions.push_back({"divide" + both + how, java(a.divided_by(b, scale, mode))});
  }
  compare(questions);
}

TEST(NumberJava, DoubleToString) {
  Numbers numbers(2);
  std::vector<Question> questions;
  for (int i = 0; i < 20'000; ++i) {
    const auto digits = std::to_string(numbers.below(1'000'000'000'000));
    const auto text = digits + "e" + std::to_string(static_cast<int>(numbers.below(60)) - 30);
    const double value = std::strtod(text.c_str(), nullptr) * (numbers.below(2) == 0 ? 1 : -1);
    questions.push_back(
        {"double " + std::to_string(std::bit_cast<std::uint64_t>(value)), base::java_text(value)});
  }
  compare(questions);
}

TEST(NumberJava, NearestDouble) {
  Numbers numbers(3);
  std::vector<Question> questions;
  for (int i = 0; i < 5000; ++i) {
    const auto text = std::to_string(numbers.below(100'000'000)) + "." +
                      std::to_string(numbers.below(1'000)) + "e" +
                      std::to_string(static_cast<int>(numbers.below(40)) - 20);
    const auto value = Decimal::parse(text).value();
    questions.push_back(
        {"double-bits " + text, std::to_string(std::bit_cast<std::uint64_t>(value.to_double()))});
  }
  compare(questions);
}

/// Each two bytes from 0x81 to 0xFE are asked for, where both know the pair.
TEST(NumberJava, Charsets) {
  std::vector<Question> questions;
  const std::string ascii = "{\"a\\b\": [1, 2]}~";
  for (const char* charset :
       {"GBK", "Big5", "EUC-JP", "windows-31j", "EUC-KR", "ISO-8859-1", "ISO-8859-15",
        "windows-1251", "windows-1252", "KOI8-R", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"}) {
    const std::string name = charset;
    const bool wide = name.starts_with("UTF");
    for (int lead = 0x81; lead < 0xFF; lead += 3) {
      std::string bytes = wide ? std::string() : ascii;
      if (wide) {
        for (const char c : ascii) {
          const std::string zeros(name == "UTF-32" ? 3 : 1, '\0');
          bytes += name == "UTF-16LE" ? c + zeros : zeros + c;
        }
      } else if (name.starts_with("ISO") || name.starts_with("windows-12") || name == "KOI8-R") {
        if (lead < 0xA0) continue;
        bytes += static_cast<char>(lead);
      } else if (lead >= 0xB0 && lead < 0xC6) {  // the characters of each day
        bytes += static_cast<char>(lead);
        bytes += static_cast<char>(0xA1 + lead % 0x50);
      }
      const auto text = match::decode_charset(name, bytes);
      questions.push_back({"charset " + name + " " + base::hex_encode(bytes),
                           text ? "." + base::hex_encode(*text) : "error"});
    }
  }
  compare(questions);
}

}  // namespace
}  // namespace ricochet
