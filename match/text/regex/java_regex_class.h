#pragma once
#include <string>

#include "match/text/code_points.h"

namespace ricochet::match::java_regex {

/// What fits one character: a set, and properties that only PCRE2 has the data of. Java unites,
/// intersects and negates such classes as it likes; PCRE2 10 has `[...]` and `[^...]` only. What is
/// known as a set is computed; what is left is put into look-aheads.
class Class {
 public:
  Class() = default;  ///< fits nothing
  explicit Class(CodePoints set) : set_(std::move(set)) {}
  /// `properties` in PCRE2's dialect, one behind the other: `\p{Lu}\p{Nd}`.
  Class(CodePoints set, std::string properties)
      : set_(std::move(set)), properties_(std::move(properties)) {}

  static Class all() { return Class(CodePoints{{0, CodePoints::kLast}}); }

  Class united(const Class& other) const;
  Class intersected(const Class& other) const;
  Class negated() const;
  /// With the other case of each ASCII letter: Java's (?i).
  Class with_ascii_case() const;

  /// An item for PCRE2 (with PCRE2_DOTALL), which a quantifier may follow.
  std::string text() const;
  bool ascii() const;  ///< fits no character beyond ASCII

 private:
  bool simple() const { return composite_.empty(); }

  CodePoints set_;
  std::string properties_;
  bool negated_ = false;   ///< all but these
  std::string composite_;  ///< when not empty: an item, and nothing else holds
};

/// A character outside of a class.
std::string literal_text(std::uint32_t point);

}  // namespace ricochet::match::java_regex
