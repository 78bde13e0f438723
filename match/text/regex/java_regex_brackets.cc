#include "match/text/regex/java_regex_brackets.h"
#include "match/text/unicode_case.h"

namespace ricochet::match::java_regex {

namespace {
constexpr std::optional<std::uint32_t> kVerticalTab = 0x0B;
}

Class ClassParser::cased(std::uint32_t first, std::uint32_t last) const {
  const CodePoints set{{first, last}};
  if (!flags_.ignore_case) return Class(set);
  if (!flags_.unicode_case) return Class(set).with_ascii_case();
  return Class(first == last ? same_but_for_case(first) : with_other_cases(set));
}

Class ClassParser::bracketed(std::size_t open) {
  const Nested nested(*this);
  const bool negated = eat('^');
  Class out = operand(open, true);
  while (is('&')) {
    next_ += 2;
    skip();
    if (is('&') && !is('&', 1))
      fail("a third & behind the intersection &&", at(), "write \\& for the character");
    // Java takes an empty side for no intersection at all.
    if (is(']') || (is('&') && is('&', 1))) continue;
    out = out.intersected(operand(open, false));
  }
  ++next_;  // the bracket
  return negated ? out.negated() : out;
}

/// What stands between `[`, `&&` and `]`. At the very beginning `]` is a character.
Class ClassParser::operand(std::size_t open, bool first) {
  Class out;
  bool empty = true, bracket = false;
  while (true) {
    skip();
    if (ended())
      fail("this class is never closed", open, "write ] at its end, or \\[ for the character");
    if (is(']') && !(first && empty)) return out;
    if (is('&') && is('&', 1)) {
      if (first && empty) fail("nothing stands before &&", at(), "write \\& for the character", 2);
      return out;
    }
    if (eat('[')) {
      out = out.united(bracketed(at_back(1)));
      bracket = true;
    } else {
      if (!first && bracket)
        fail("behind && a class in brackets is followed by something else", at(),
             "write all of it into brackets: [a-z&&[[bc]d]]");
      out = out.united(element());
    }
    empty = false;
  }
}

Class ClassParser::element() {
  if (!is('\\')) return range(chars_[next_++].point);
  ++next_;
  if (const auto point = escaped_character()) return range(*point);
  const auto letter = peek();
  // At an end of a range Java's \v is what it was before Java 8.
  if (letter == 'v' && is('-', 1)) return ++next_, range(*kVerticalTab);
  if (letter == 'p' || letter == 'P') {
    ++next_;
    return escaped_property(letter == 'P');
  }
  const auto known = predefined(letter, flags_);
  if (!known)
    fail("this escape has no meaning in a class", at_back(1), "leave the backslash out", 2);
  ++next_;
  return *known;
}

/// One character, or all up to another one.
Class ClassParser::range(std::uint32_t first) {
  const auto start = at_back(1);
  skip();
  if (!is('-') || is('[', 1) || is(']', 1)) return cased(first, first);
  const auto before = next_;
  ++next_;
  skip();
  if (ended() || is(']') || is('[')) {
    next_ = before;
    return cased(first, first);
  }
  std::uint32_t last = 0;
  const auto last_at = at();
  if (eat('\\')) {
    const auto point = eat('v') ? kVerticalTab : escaped_character();
    if (!point) fail("a range cannot end in a class", last_at, "write \\- for the character -", 2);
    last = *point;
  } else {
    last = chars_[next_++].point;
  }
  if (last < first)
    fail("the range ends before it begins", start, "the lower character stands first",
         at() - start);
  return cased(first, last);
}

}  // namespace ricochet::match::java_regex
