#include "match/text/regex/java_regex_class.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text/utf8.h"

namespace ricochet::match::java_regex {

namespace {

constexpr std::uint32_t kFirstSurrogate = 0xD800, kLastSurrogate = 0xDFFF;
constexpr const char* kNothing = "(?:(?!).)";  // one character long, for a look-behind

std::string escaped(std::uint32_t point) {
  if (point >= 0x80) {
    std::string out;
    base::append_utf8(out, point);
    return out;
  }
  const auto byte = static_cast<unsigned char>(point);
  if (std::isalnum(byte) != 0) return {static_cast<char>(byte)};
  if (std::ispunct(byte) != 0) return {'\\', static_cast<char>(byte)};
  constexpr std::string_view kHex = "0123456789abcdef";
  return {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

/// What stands between the brackets. Surrogates are left out: UTF-8 has none.
std::string body_of(const CodePoints& set) {
  std::string out;
  const auto put = [&out](std::uint32_t first, std::uint32_t last) {
    if (first > last) return;
    out += escaped(first);
    if (last > first) out += (last > first + 1 ? "-" : "") + escaped(last);
  };
  for (const auto& [first, last] : set.ranges()) {
    const bool begins_in = first >= kFirstSurrogate && first <= kLastSurrogate;
    const bool ends_in = last >= kFirstSurrogate && last <= kLastSurrogate;
    put(begins_in ? kLastSurrogate + 1 : first, ends_in ? kFirstSurrogate - 1 : last);
  }
  return out;
}

struct Short {
  const char* text;
  CodePoints set;
};

const std::array<Short, 3>& shorts() {
  static const std::array<Short, 3> kShorts = {
      Short{"\\d", {{'0', '9'}}}, Short{"\\w", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      Short{"\\s", {{'\t', '\r'}, {' ', ' '}}}};
  return kShorts;
}

bool ascii_letter(std::uint32_t c) { return c < 0x80 && std::isalpha(static_cast<int>(c)) != 0; }

CodePoints ascii_cases(const CodePoints& set) {
  CodePoints out = set;
  for (std::uint32_t c = 'A'; c <= 'z'; ++c) {
    if (ascii_letter(c) && set.contains(c)) out.add(c ^ 0x20);
  }
  return out;
}

}  // namespace

Class Class::united(const Class& other) const {
  const auto nothing = [](const Class& c) {
    return c.simple() && !c.negated_ && c.set_.empty() && c.properties_.empty();
  };
  if (nothing(*this)) return other;
  if (nothing(other)) return *this;
  if (simple() && other.simple() && !negated_ && !other.negated_) {
    Class out = *this;
    out.set_.add(other.set_);
    out.properties_ += other.properties_;
    return out;
  }
  Class out;
  out.composite_ = "(?:" + text() + "|" + other.text() + ")";
  return out;
}

Class Class::intersected(const Class& other) const {
  const auto only_set = [](const Class& c) {
    return c.simple() && c.properties_.empty() && !c.negated_;
  };
  if (only_set(*this) && only_set(other)) return Class(set_.intersection(other.set_));
  Class out;
  out.composite_ = "(?:(?=" + text() + ")" + other.text() + ")";
  return out;
}

Class Class::negated() const {
  Class out = *this;
  if (!simple()) {
    out.composite_ = "(?:(?!" + composite_ + ").)";
  } else if (properties_.empty()) {
    out.set_ = set_.complement();
  } else if (set_.empty() && std::count(properties_.begin(), properties_.end(), '\\') == 1) {
    out.properties_[1] = properties_[1] == 'p' ? 'P' : 'p';
  } else {
    out.negated_ = !negated_;
  }
  return out;
}

Class Class::with_ascii_case() const {
  Class out = *this;
  out.set_ = ascii_cases(set_);
  return out;
}

std::string Class::text() const {
  if (!simple()) return composite_;
  if (properties_.empty()) {
    const auto others = set_.complement();
    if (others.empty()) return ".";
    for (const auto& known : shorts()) {
      if (known.set == set_) return known.text;
      if (known.set == others)
        return {'\\', static_cast<char>(std::toupper(static_cast<unsigned char>(known.text[1])))};
    }
    if (set_.contains(CodePoints::kLast)) {
      const auto body = body_of(others);
      return body.empty() ? "." : "[^" + body + "]";
    }
    if (set_.ranges().size() == 1 && set_.ranges()[0].first == set_.ranges()[0].last &&
        !body_of(set_).empty())
      return escaped(set_.ranges()[0].first);
  }
  if (set_.empty() && !negated_ && std::count(properties_.begin(), properties_.end(), '\\') == 1)
    return properties_;
  const auto body = body_of(set_) + properties_;
  if (body.empty()) return negated_ ? "." : kNothing;
  return (negated_ ? "[^" : "[") + body + "]";
}

bool Class::ascii() const { return simple() && !negated_ && properties_.empty() && set_.ascii(); }

std::string literal_text(std::uint32_t point) {
  const bool surrogate = point >= kFirstSurrogate && point <= kLastSurrogate;
  return surrogate ? kNothing : escaped(point);
}

}  // namespace ricochet::match::java_regex
