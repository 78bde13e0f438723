#include "match/text/regex/java_regex_scanner.h"

#include <cctype>

#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/text/error.h"

namespace ricochet::match::java_regex {

namespace {

constexpr std::uint32_t kFirstHigh = 0xD800, kFirstLow = 0xDC00, kLastLow = 0xDFFF;

int hex_value(std::uint32_t c) {
  if (c >= '0' && c <= '9') return static_cast<int>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<int>(c - 'a') + 10;
  return c >= 'A' && c <= 'F' ? static_cast<int>(c - 'A') + 10 : -1;
}

bool line_end(std::uint32_t c, bool unix_lines) {
  if (unix_lines) return c == '\n';
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

}  // namespace

Scanner::Scanner(std::string_view pattern) : pattern_(pattern) {
  bool quoting = false;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern.substr(i, 2) == (quoting ? "\\E" : "\\Q")) {
      quoting = !quoting;
      i += 2;
      continue;
    }
    const bool escape = !quoting && pattern[i] == '\\';
    for (int n = escape ? 2 : 1; n > 0 && i < pattern.size(); --n) {
      const auto start = i;
      const auto point = base::next_code_point(pattern, i);
      chars_.push_back({point, start, quoting});
    }
  }
}

void Scanner::fail(std::string message, std::size_t at, std::string hint,
                   std::size_t length) const {
  throw Failure{text_error("match/bad-pattern", "bad regular expression: " + std::move(message),
                           pattern_, at, length, std::move(hint))};
}

std::uint32_t Scanner::peek(std::size_t ahead) const {
  return next_ + ahead < chars_.size() ? chars_[next_ + ahead].point : kEnd;
}

bool Scanner::is(char c, std::size_t ahead) const {
  return next_ + ahead < chars_.size() && !chars_[next_ + ahead].quoted &&
         chars_[next_ + ahead].point == static_cast<unsigned char>(c);
}

bool Scanner::eat(char c) {
  if (!is(c)) return false;
  ++next_;
  return true;
}

std::size_t Scanner::at(std::size_t ahead) const {
  return next_ + ahead < chars_.size() ? chars_[next_ + ahead].at : pattern_.size();
}

void Scanner::skip() {
  if (!flags_.comments) return;
  while (!ended() && !chars_[next_].quoted) {
    const auto c = peek();
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      ++next_;
    } else if (c == '#') {
      while (!ended() && !line_end(peek(), flags_.unix_lines)) ++next_;
    } else {
      return;
    }
  }
}

std::optional<std::uint32_t> Scanner::escaped_character() {
  const auto c = peek();
  if (c == kEnd)
    fail("it ends with a backslash", pattern_.size() - 1, "write \\\\ for the character");
  if (c >= 0x80 || std::isalnum(static_cast<int>(c)) == 0) {
    ++next_;
    return c;
  }
  switch (c) {
    case 't':
      return ++next_, '\t';
    case 'n':
      return ++next_, '\n';
    case 'r':
      return ++next_, '\r';
    case 'f':
      return ++next_, '\f';
    case 'a':
      return ++next_, 7;
    case 'e':
      return ++next_, 0x1B;
    case '0':
      return ++next_, octal();
    case 'x':
      return ++next_, hexadecimal();
    case 'u':
      return ++next_, utf16();
    case 'c':
      if (++next_; ended()) fail("\\c needs a character behind it", at_back(1), "as in \\cA");
      return chars_[next_++].point ^ 0x40;
    case 'N':
      fail("characters are not known by their names here", at(), "write \\x{...} with its number");
    default:
      return std::nullopt;
  }
}

std::uint32_t Scanner::octal() {
  const auto digit = [this](std::size_t ahead) {
    const auto c = peek(ahead);
    return c >= '0' && c <= '7' ? static_cast<int>(c - '0') : -1;
  };
  if (digit(0) < 0)
    fail("\\0 needs one to three octal digits behind it", at_back(1), "as in \\012");
  std::uint32_t value = 0;
  const int most = digit(0) <= 3 ? 3 : 2;
  for (int n = 0; n < most && digit(0) >= 0; ++n) {
    value = value * 8 + static_cast<std::uint32_t>(digit(0));
    ++next_;
  }
  return value;
}

std::uint32_t Scanner::hex_digits(std::size_t count, const char* what) {
  std::uint32_t value = 0;
  for (std::size_t n = 0; n < count; ++n) {
    const int digit = ended() ? -1 : hex_value(peek());
    if (digit < 0) fail(what, at());
    value = value * 16 + static_cast<std::uint32_t>(digit);
    ++next_;
  }
  return value;
}

std::uint32_t Scanner::hexadecimal() {
  if (!eat('{')) return hex_digits(2, "\\x needs two hexadecimal digits, or {...}");
  std::uint32_t value = 0;
  const auto start = next_;
  for (; !ended() && hex_value(peek()) >= 0; ++next_) {
    value = value * 16 + static_cast<std::uint32_t>(hex_value(peek()));
    if (value > CodePoints::kLast) fail("there is no character of that number", at());
  }
  if (next_ == start || !eat('}')) fail("\\x{ needs hexadecimal digits and } behind it", at());
  return value;
}

std::uint32_t Scanner::utf16() {
  constexpr const char* kWhat = "\\u needs four hexadecimal digits";
  const auto high = hex_digits(4, kWhat);
  if (high < kFirstHigh || high >= kFirstLow || !is('\\') || !is('u', 1)) return high;
  const auto back = next_;
  next_ += 2;
  const auto low = hex_digits(4, kWhat);
  if (low >= kFirstLow && low <= kLastLow)
    return 0x10000 + ((high - kFirstHigh) << 10) + (low - kFirstLow);
  next_ = back;
  return high;
}

Class Scanner::escaped_property(bool negated) {
  const auto start = at_back(2);
  std::string name;
  if (ended()) fail("\\p needs a letter or {name} behind it", start);
  if (eat('{')) {
    while (!ended() && !is('}')) base::append_utf8(name, chars_[next_++].point);
    if (!eat('}')) fail("\\p{ is never closed", start);
  } else {
    base::append_utf8(name, chars_[next_++].point);
  }
  const auto found = property(name, flags_);
  if (!found) {
    fail("unknown property " + base::in_quotes(name), start,
         "known: categories as \\p{Lu}, \\p{Alpha}, \\p{IsAlphabetic}, scripts as \\p{IsGreek}, "
         "blocks "
         "as \\p{InGreek}, \\p{javaLowerCase}",
         at() - start);
  }
  return negated ? found->negated() : *found;
}

}  // namespace ricochet::match::java_regex
