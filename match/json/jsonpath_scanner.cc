#include "match/json/jsonpath_scanner.h"

#include <array>
#include <cctype>
#include <charconv>

#include "base/json/document.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/json/jsonpath.h"
#include "match/text/code_points.h"
#include "match/text/error.h"

namespace ricochet::match::jsonpath {

namespace {

using base::Json;

constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;  // RFC 9535 section 2.1

}  // namespace

Scanner::Nested::Nested(Scanner& s) : scanner(s) {
  if (++scanner.depth_ > JsonPath::kMaxNesting)
    scanner.fail("nested too deeply", scanner.at_, "split it up");
}

void Scanner::fail(std::string message, std::size_t at, std::string hint) const {
  throw Failure{text_error("match/bad-json-path", "bad JSONPath: " + std::move(message), text_, at,
                           1, std::move(hint))};
}

bool Scanner::eat(char c) {
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool Scanner::eat(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return false;
  at_ += word.size();
  return true;
}

void Scanner::expect(char c, std::string_view why) {
  if (!eat(c))
    fail(std::string("expected ") + c + " " + std::string(why), at_,
         at_ >= text_.size() ? "the path ends too early" : "");
}

void Scanner::space() {
  while (at_ < text_.size() &&
         std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
    ++at_;
}

bool Scanner::name_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  // RFC 9535 has letters, digits, _ and what is beyond ASCII; Jayway nearly everything.
  return std::isalnum(u) != 0 || u >= 0x80 ||
         (c != '\0' && std::string_view("_-@$:#/%~;").find(c) != std::string_view::npos);
}

bool Scanner::starts_integer() const {
  return peek() == '-' || std::isdigit(static_cast<unsigned char>(peek())) != 0;
}

std::int64_t Scanner::integer() {
  const auto start = at_;
  if (peek() == '-') ++at_;
  const auto digits = at_;
  while (std::isdigit(static_cast<unsigned char>(peek())) != 0) ++at_;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text_.data() + start, text_.data() + at_, value);
  const bool leading_zero = at_ - digits > 1 && text_[digits] == '0';
  if (at_ == digits || leading_zero || text_.substr(start, at_ - start) == "-0")
    fail("bad index", start, "write a whole number without leading zeros");
  if (error != std::errc() || value > kMaxInteger || value < -kMaxInteger)
    fail("the index is too large", start);
  return value;
}

std::string Scanner::string() {
  const auto start = at_;
  const char quote = text_[at_++];
  std::string out;
  while (!eat(quote)) {
    if (at_ >= text_.size()) fail("the string is never closed", start);
    const char c = text_[at_++];
    if (static_cast<unsigned char>(c) < 0x20)
      fail("a control character in a string", at_ - 1, "write it as an escape, like \\n");
    if (c == '\\')
      escape(out, quote);
    else
      out += c;
  }
  return out;
}

void Scanner::escape(std::string& out, char quote) {
  constexpr std::string_view kNames = "btnfr/\\'\"";
  constexpr std::string_view kBytes = "\b\t\n\f\r/\\'\"";
  const char c = peek();
  if (c == 'u') {
    ++at_;
    std::uint32_t point = hex4();
    if (point >= 0xD800 && point < 0xDC00 && eat("\\u")) {
      const auto low = hex4();
      if (low < 0xDC00 || low > 0xDFFF) fail("half a surrogate pair", at_ - 4);
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    if (point >= 0xD800 && point < 0xE000) fail("half a surrogate pair", at_ - 4);
    base::append_utf8(out, point);
    return;
  }
  const auto known = c == '\0' ? std::string_view::npos : kNames.find(c);
  const bool other_quote = (c == '\'' || c == '"') && c != quote;
  if (known == std::string_view::npos || other_quote)
    fail("unknown escape", at_,
         other_quote ? "only the quote that ends the string needs a backslash"
                     : "known: \\b \\t \\n \\f \\r \\/ \\\\ \\' \\\" \\uXXXX");
  out += kBytes[known];
  ++at_;
}

std::uint32_t Scanner::hex4() {
  std::uint32_t value = 0;
  const auto digits = text_.substr(at_, 4);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 4 || error != std::errc() || end != digits.data() + 4)
    fail("\\u needs four hex digits", at_);
  at_ += 4;
  return value;
}

Json Scanner::number() {
  const auto start = at_;
  while (name_char(peek()) || peek() == '.' || peek() == '+') ++at_;
  const auto value = base::parse_json_body(text_.substr(start, at_ - start));
  if (value == nullptr || !base::is_number(*value)) fail("bad number", start);
  return *value;
}

std::optional<Compare> Scanner::compare_operator() {
  using Named = std::pair<std::string_view, Compare>;
  static constexpr std::array<Named, 9> kSigns = {{{"===", Compare::kSame},
                                                   {"!==", Compare::kNotSame},
                                                   {"==", Compare::kEq},
                                                   {"!=", Compare::kNe},
                                                   {"<=", Compare::kLe},
                                                   {">=", Compare::kGe},
                                                   {"<", Compare::kLt},
                                                   {">", Compare::kGt},
                                                   {"=~", Compare::kRegex}}};
  static constexpr std::array<Named, 8> kWords = {{{"in", Compare::kIn},
                                                   {"nin", Compare::kNin},
                                                   {"contains", Compare::kContains},
                                                   {"size", Compare::kSize},
                                                   {"empty", Compare::kEmpty},
                                                   {"subsetof", Compare::kSubsetOf},
                                                   {"anyof", Compare::kAnyOf},
                                                   {"noneof", Compare::kNoneOf}}};
  for (const auto& [sign, op] : kSigns) {
    if (eat(sign)) return op;
  }
  if (peek() == '=') fail("= is not a comparison", at_, "write ==");
  const auto start = at_;
  while (std::isalpha(static_cast<unsigned char>(peek())) != 0) ++at_;
  if (at_ == start) return std::nullopt;
  const auto word = base::to_lower(text_.substr(start, at_ - start));
  std::vector<std::string> names;
  for (const auto& [name, op] : kWords) {
    if (word == name) return op;
    names.emplace_back(name);
  }
  fail("unknown operator " + base::in_quotes(word), start, base::did_you_mean(word, names));
}

}  // namespace ricochet::match::jsonpath
