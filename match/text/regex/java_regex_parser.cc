#include "match/text/regex/java_regex_items.h"

#include <algorithm>

#include "base/text/utf8.h"
#include "match/text/error.h"
#include "match/text/regex/java_regex.h"
#include "match/text/regex/java_regex_emit.h"

namespace ricochet::match {

namespace java_regex {

namespace {

constexpr const char* kUnclosed = "each ( needs its ); write \\( for the character";

class Parser final : ItemParser {
 public:
  Parser(std::string_view pattern, bool ignore_case, bool whole) : ItemParser(pattern, whole) {
    flags_.ignore_case = ignore_case;
  }

  Node parse() {
    Node tree = alternatives();
    if (!ended()) fail("unmatched closing parenthesis", at(), "write \\) for the character");
    return tree;
  }
  std::size_t groups() const { return groups_.size(); }

 private:
  Node alternatives() {
    Node out;
    out.kind = Node::Kind::kAlternatives;
    out.at = at();
    out.children.push_back(sequence());
    while (eat('|')) out.children.push_back(sequence());
    if (out.children.size() > 1) return out;
    Node only = std::move(out.children.front());
    return only;
  }

  Node sequence() {
    Node out;
    out.kind = Node::Kind::kSequence;
    out.at = at();
    while (true) {
      skip();
      if (ended() || is('|') || is(')')) return out;
      if (is('(') && modes()) continue;
      if (is('{') && is_digit(1)) {
        quantified(item("", 0, at()));  // a{2}{3}: Java repeats nothing there, too
        continue;
      }
      out.children.push_back(quantified(atom()));
    }
  }

  bool is_digit(std::size_t ahead) const {
    for (const char digit : std::string_view("0123456789")) {
      if (is(digit, ahead)) return true;
    }
    return false;
  }

  Node atom() {
    const auto start = at();
    if (chars_[next_].quoted) return character(chars_[next_++].point, start);
    switch (peek()) {
      case '(':
        return group();
      case '[':
        ++next_;
        return item(bracketed(start), start);
      case '\\':
        ++next_;
        return escape(start);
      case '.':
        ++next_;
        return item(flags_.dot_all ? Class::all() : Class(line_ends()).negated(), start);
      case '^':
        ++next_;
        return item(flags_.multiline ? line_begin() : "\\A", 0, start);
      case '$':
        ++next_;
        return item(flags_.multiline ? line_end() : text_end(), 0, start);
      case '*':
      case '+':
      case '?':
        fail("quantifier does not follow a repeatable item: nothing stands before " +
                 std::string(1, static_cast<char>(peek())),
             start, "write \\" + std::string(1, static_cast<char>(peek())) + " for the character");
      case '{':
        fail("a { here repeats nothing", start, "write \\{ for the character");
      default:
        return character(chars_[next_++].point, start);
    }
  }

  // ---- groups

  /// `(?i)` and the like, which hold up to the end of the group that they stand in.
  bool modes() {
    const auto before = next_;
    ++next_;
    skip();
    if (eat('?')) {
      Flags flags = flags_;
      if (read_modes(flags) && eat(')')) {
        flags_ = flags;
        return true;
      }
      if (ended()) fail("missing closing parenthesis", at(), kUnclosed);
    }
    next_ = before;
    return false;
  }

  /// False at what is none; `flags` are changed so far.
  bool read_modes(Flags& flags) {
    bool on = true;
    while (!ended() && !chars_[next_].quoted) {
      switch (peek()) {
        case 'i':
          flags.ignore_case = on;
          break;
        case 'd':
          flags.unix_lines = on;
          break;
        case 'm':
          flags.multiline = on;
          break;
        case 's':
          flags.dot_all = on;
          break;
        case 'u':
          flags.unicode_case = on;
          break;
        case 'x':
          flags.comments = on;
          break;
        case 'U':
          flags.unicode_classes = flags.unicode_case = on;
          break;
        case '-':
          if (!on) return false;
          on = false;
          break;
        default:
          return true;
      }
      ++next_;
    }
    return true;
  }

  Node group() {
    const Nested nested(*this);
    const auto start = at();
    const Flags outside = flags_;
    ++next_;
    skip();
    const auto number = groups_.size();
    std::string open = "(";
    if (!eat('?'))
      groups_.emplace_back();
    else
      open = special(start);
    const bool captures = open == "(";
    const auto beyond_before = beyond_ascii_;
    ++open_;
    Node content = alternatives();
    --open_;
    if (!eat(')')) fail("missing closing parenthesis", at(), kUnclosed);
    flags_ = outside;
    if (captures) groups_[number].ascii = beyond_ascii_ == beyond_before;
    Node out = grouped(open, std::move(content), start);
    if (open != "(" && open != "(?:" && open != "(?>") out.kind = Node::Kind::kLook;
    return out;
  }

  /// Behind `(?`: how the group opens.
  std::string special(std::size_t start) {
    for (const char* open : {":", ">", "=", "!", "<=", "<!"}) {
      const std::string_view text = open;
      if (!is(text[0]) || (text.size() > 1 && !is(text[1], 1))) continue;
      next_ += text.size();
      return "(?" + std::string(text);
    }
    if (eat('<')) {
      auto name = group_name(start);
      if (std::any_of(groups_.begin(), groups_.end(),
                      [&](const auto& g) { return g.name == name; }))
        fail("there are two groups of the name " + name, start, "name one otherwise");
      groups_.push_back({std::move(name)});
      return "(";
    }
    if (!read_modes(flags_) || !eat(':'))
      fail("Java has no group that begins so", start,
           "known: (?:...), (?>...), (?=...), (?!...), (?<=...), (?<!...), (?<name>...), (?i)",
           at() - start + 1);
    return "(?:";
  }

  // ---- quantifiers

  Node quantified(Node what) {
    skip();
    Node out;
    out.at = at();
    if (!read_sign(out, [this](char c) { return eat(c); })) {
      if (!is('{')) return what;
      counts(out);
    }
    skip();
    if (eat('+'))
      out.mode = "+";
    else if (eat('?'))
      out.mode = "?";
    out.kind = Node::Kind::kRepeat;
    out.children.push_back(std::move(what));
    return out;
  }

  void counts(Node& out) {
    const auto start = at();
    ++next_;
    skip();
    if (ended() || peek() < '0' || peek() > '9')
      fail("a number is missing behind {", start, "write {2} or {2,5}, or \\{ for the character");
    out.min = out.max = number(start);
    skip();
    if (eat(',')) {
      skip();
      out.max = is('}') ? Node::kEndless : number(start);
    }
    skip();
    if (!eat('}')) fail("this repetition is never closed", start, "write {2} or {2,5}");
    if (out.max < out.min)
      fail("the repetition ends before it begins", start, "the smaller number stands first",
           at() - start);
  }

  std::uint32_t number(std::size_t start) {
    std::uint32_t value = 0;
    for (; !ended() && peek() >= '0' && peek() <= '9'; ++next_) {
      value = value * 10 + (peek() - '0');
      if (value > kMaxRepeat)
        fail("nothing can be repeated more than " + std::to_string(kMaxRepeat) + " times", start,
             "leave the number out: {2,}");
    }
    return value;
  }
};

}  // namespace

}  // namespace java_regex

base::Result<TranslatedRegex> translate_java(std::string_view pattern, bool ignore_case,
                                             bool whole) {
  if (pattern.size() > kMaxPattern) {
    return text_error(
        "match/bad-pattern",
        "bad regular expression: it has more than " + std::to_string(kMaxPattern) + " bytes",
        pattern, kMaxPattern, 1, "make several of it");
  }
  if (const auto valid = base::valid_utf8_prefix(pattern); valid != pattern.size()) {
    return text_error("match/bad-pattern", "bad regular expression: it is not UTF-8", pattern,
                      valid, 1, "write \\x{...} for a character");
  }
  try {
    java_regex::Parser parser(pattern, ignore_case, whole);
    const auto tree = parser.parse();
    auto written = java_regex::write(tree, parser.groups(), pattern);
    return TranslatedRegex{std::move(written.pattern), std::move(written.origin)};
  } catch (const java_regex::Failure& failure) {
    return failure.diag;
  }
}

}  // namespace ricochet::match
