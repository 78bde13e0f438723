#include "base/json/scanner.h"

#include <algorithm>
#include <array>

#include "base/text/encoding.h"
#include "base/text/utf8.h"

namespace ricochet::base {

namespace {

using What = JsonFault::What;

constexpr std::uint32_t kReplacementCharacter = 0xFFFD;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What a word may consist of, so that `truex` and `1a` are one word and not two.
bool in_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Bytes that stand for themselves in a string: all but quotes, backslashes and control characters.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0x20; i < plain.size(); ++i) plain[i] = i != '"' && i != '\\';
  return plain;
}();

}  // namespace

bool JsonScanner::skip_space() {
  for (;;) {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
    if (!comments_ || at_ >= text_.size() || text_[at_] != '/') return true;
    if (!skip_comment()) return false;
  }
}

bool JsonScanner::skip_comment() {
  const auto begin = text_.substr(at_, 2);
  if (begin == "//") {
    at_ = std::min(text_.find_first_of("\n\r", at_), text_.size());
    return true;
  }
  if (begin != "/*") return fail(What::kComment);
  const auto end = text_.find("*/", at_ + 2);
  if (end == std::string_view::npos) return fail(What::kOpenComment);
  at_ = end + 2;
  return true;
}

bool JsonScanner::string(std::string& out) {
  const auto open = at_++;
  for (;;) {
    const auto begin = at_;
    unsigned char all = 0;
    while (at_ < text_.size() && kPlain[static_cast<unsigned char>(text_[at_])])
      all |= static_cast<unsigned char>(text_[at_++]);
    const auto run = text_.substr(begin, at_ - begin);
    if (all >= 0x80) {
      const auto good = valid_utf8_prefix(run);
      if (good < run.size()) return fail(What::kEncoding, begin + good);
    }
    out += run;
    if (at_end()) return fail(What::kOpenString, open);
    const char c = text_[at_];
    if (c == '"') break;
    if (c != '\\') return fail(What::kControl);
    if (!escape(out)) return false;
  }
  ++at_;
  return true;
}

bool JsonScanner::escape(std::string& out) {
  if (at_ + 1 >= text_.size()) return fail(What::kOpenString, text_.size());
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  const char c = text_[at_ + 1];
  if (c == 'u') return unicode_escape(out);
  const auto found = kLetters.find(c);
  if (found == std::string_view::npos) return fail(What::kEscape, at_ + 1);
  out += kMeant[found];
  at_ += 2;
  return true;
}

std::optional<std::uint32_t> JsonScanner::four_hex_digits() {
  const auto bytes = hex_decode(text_.substr(std::min(at_ + 2, text_.size()), 4));
  if (!bytes || bytes->size() != 2) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*bytes)[i]); };
  return static_cast<std::uint32_t>(byte(0) << 8 | byte(1));
}

bool JsonScanner::unicode_escape(std::string& out) {
  const auto begin = at_;
  const auto unit = four_hex_digits();
  if (!unit) return fail(What::kHex);
  at_ += 6;
  const bool high = *unit >= 0xD800 && *unit < 0xDC00;
  const bool low = *unit >= 0xDC00 && *unit < 0xE000;
  if (high && text_.substr(at_, 2) == "\\u") {
    const auto next = four_hex_digits();
    if (!next) return fail(What::kHex);
    if (*next >= 0xDC00 && *next < 0xE000) {
      at_ += 6;
      append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*next - 0xDC00));
      return true;
    }
  }
  if ((high || low) && !repair_) return fail(What::kSurrogate, begin);
  append_utf8(out, high || low ? kReplacementCharacter : *unit);
  return true;
}

std::size_t JsonScanner::digits() {
  const auto begin = at_;
  while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  return at_ - begin;
}

std::string_view JsonScanner::number() {
  const auto begin = at_;
  const auto bad = [&] {
    fail(What::kNumber, begin);
    return std::string_view();
  };
  if (peek() == '-') ++at_;
  const bool zero = peek() == '0';
  const auto whole = digits();
  if (whole == 0 || (zero && whole > 1)) return bad();
  if (peek() == '.') {
    ++at_;
    if (digits() == 0) return bad();
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (digits() == 0) return bad();
  }
  if (peek() == '.' || in_word(peek())) return bad();
  return text_.substr(begin, at_ - begin);
}

bool JsonScanner::literal(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return fail(What::kValue);
  const auto end = at_ + word.size();
  if (end < text_.size() && in_word(text_[end])) return fail(What::kValue);
  at_ = end;
  return true;
}

}  // namespace ricochet::base
