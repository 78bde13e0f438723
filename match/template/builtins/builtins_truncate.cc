#include <algorithm>
#include <cmath>

#include "match/template/model/builtin.h"

#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

constexpr double kWordPart = 0.75;  // ?truncate ends at a word when that much of the text stays

/// Cuts a text so that it fits with what shows that it is cut. Works on UTF-16 units.
class Cut {
 public:
  enum class At { kAny, kWord, kCharacter };

  Cut(std::string_view text, std::string end, std::int64_t end_length)
      : end_(std::move(end)), end_length_(end_length) {
    for (std::size_t at = 0; at < text.size();) {
      const auto c = next_character(text, at);
      units_.push_back(c);
      if (c > 0xFFFF && c < kNotUtf8) units_.push_back(kSecond);
    }
  }

  std::string to(std::int64_t most, At mode) {
    const auto last = most - end_length_ - 1;
    const auto end = skip(last, &Cut::blank);
    if (end < 0) return end_;
    if (mode != At::kCharacter) {
      const auto word = at_word(most, end, mode);
      if (word >= 0) return text(word, end_length_ != 0);
      if (mode == At::kWord) return end_;
    }
    return at_character(end, last);
  }

 private:
  static constexpr std::uint32_t kSecond = 0xDC00;
  using Test = bool (Cut::*)(std::int64_t) const;

  std::uint32_t unit(std::int64_t i) const { return units_[static_cast<std::size_t>(i)]; }
  std::int64_t size() const { return static_cast<std::int64_t>(units_.size()); }
  bool blank(std::int64_t i) const { return is_java_space(unit(i)); }
  bool dot(std::int64_t i) const { return unit(i) == '.' || unit(i) == 0x2026; }
  bool dot_or_blank(std::int64_t i) const { return dot(i) || blank(i); }
  bool word_end(std::int64_t i) const { return i + 1 >= size() || blank(i + 1); }
  /// A cut text does not end with dots where what follows begins with one.
  bool eats_dots() const { return end_.starts_with(".") || end_.starts_with("\xE2\x80\xA6"); }
  std::int64_t skip(std::int64_t i, Test test) const {
    while (i >= 0 && (this->*test)(i)) --i;
    return i;
  }

  /// The last character of the last whole word that fits; -1: none does.
  std::int64_t at_word(std::int64_t most, std::int64_t end, At mode) const {
    const auto needed = end_length_ == 0 ? 0 : end_length_ + 1;  // a blank between them
    const auto least =
        mode == At::kAny
            ? std::max<std::int64_t>(
                  static_cast<std::int64_t>(std::ceil(static_cast<double>(most) * kWordPart)) -
                      needed - 1,
                  0)
            : 0;
    auto i = std::min(most - needed - 1, end);
    bool follows_blank = size() > i + 1 ? blank(i + 1) : true;
    for (; i >= least; --i) {
      if (!blank(i) && follows_blank) {
        if (end_length_ == 0 && dot(i) && eats_dots()) {
          while (i >= least && dot_or_blank(i)) --i;
          if (i < least) return -1;
        }
        return i;
      }
      follows_blank = blank(i);
    }
    return -1;
  }

  std::string at_character(std::int64_t end, std::int64_t last) const {
    const bool spaced = end_length_ != 0;
    if (end == last && spaced && word_end(end) && --end < 0) return end_;
    for (bool again = true; again;) {
      again = false;
      end = skip(end, &Cut::blank);
      if (end < 0) return end_;
      if (dot(end) && !(spaced && word_end(end)) && eats_dots()) {
        end = skip(end, &Cut::dot);
        if (end < 0) return end_;
        again = true;
      }
    }
    return text(end, spaced && word_end(end));
  }

  std::string text(std::int64_t last, bool blank) const {
    std::string out;
    for (std::int64_t i = 0; i <= last; ++i) {
      const auto c = unit(i);
      if (c == kSecond) continue;
      const bool half = c > 0xFFFF && c < kNotUtf8 && i == last;
      append_character(out, half ? '?' : c);
    }
    return out + (blank ? " " : "") + end_;
  }

  std::vector<std::uint32_t> units_;
  std::string end_;
  std::int64_t end_length_;
};

Datum truncated(const BuiltinCall& c, Cut::At mode) {
  auto text = c.text();
  const auto most = c.int_arg(0);
  if (most < 0) c.fail("got a negative length", "");
  auto end = c.count() > 1 ? c.text_arg(1) : std::string("[...]");
  auto length = static_cast<std::int64_t>(utf16_length(end));
  if (c.count() > 2) length = c.int_arg(2);
  if (length < 0) c.fail("got a negative length", "");
  if (utf16_length(text) <= static_cast<std::size_t>(most)) return c.made(std::move(text));
  c.charge(4 * text.size());
  return c.made(Cut(text, std::move(end), length).to(most, mode));
}
Datum truncate(const BuiltinCall& c) { return truncated(c, Cut::At::kAny); }
Datum truncate_w(const BuiltinCall& c) { return truncated(c, Cut::At::kWord); }
Datum truncate_c(const BuiltinCall& c) { return truncated(c, Cut::At::kCharacter); }

constexpr Builtin kTruncateTable[] = {
    {"truncate", 1, 3, truncate},
    {"truncate_c", 1, 3, truncate_c},
    {"truncate_w", 1, 3, truncate_w},
};

}  // namespace

std::span<const Builtin> builtins_that_truncate() { return kTruncateTable; }

}  // namespace ricochet::match::tpl
