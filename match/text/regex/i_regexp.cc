// I-Regexp (RFC 9485), by its grammar.
#include <algorithm>

#include "base/text/printable.h"
#include "base/text/utf8.h"
#include "match/text/error.h"
#include "match/text/regex/java_regex.h"
#include "match/text/regex/java_regex_class.h"
#include "match/text/regex/java_regex_emit.h"

namespace ricochet::match {

namespace java_regex {

namespace {

constexpr std::size_t kMaxNesting = 100;

class IRegexpParser {
 public:
  explicit IRegexpParser(std::string_view text) : text_(text) {}

  Node parse() {
    Node tree = alternatives(0);
    if (at_ < text_.size())
      fail("unmatched closing parenthesis", at_, "write \\) for the character");
    return tree;
  }

 private:
  [[noreturn]] void fail(std::string message, std::size_t at, std::string hint = {}) const {
    throw Failure{
        text_error("match/bad-pattern",
                   "not a regular expression of JSONPath (RFC 9485): " + std::move(message), text_,
                   at, 1, std::move(hint))};
  }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool more() const { return at_ < text_.size(); }
  bool eat(char c) {
    if (!more() || peek() != c) return false;
    ++at_;
    return true;
  }

  static Node node(Node::Kind kind, std::size_t at, std::string text = {}, std::size_t length = 0) {
    Node out;
    out.kind = kind;
    out.at = at;
    out.text = std::move(text);
    out.length = length;
    return out;
  }

  Node alternatives(std::size_t depth) {
    if (depth > kMaxNesting) fail("nested too deeply", at_);
    Node out = node(Node::Kind::kAlternatives, at_);
    do {
      Node branch = node(Node::Kind::kSequence, at_);
      while (more() && peek() != '|' && peek() != ')') branch.children.push_back(piece(depth));
      out.children.push_back(std::move(branch));
    } while (eat('|'));
    return out;
  }

  Node piece(std::size_t depth) {
    Node what = atom(depth);
    Node out = node(Node::Kind::kRepeat, at_);
    if (!read_sign(out, [this](char c) { return eat(c); })) {
      if (peek() != '{') return what;
      counts(out);
    }
    if (more() && std::string_view("*+?{").find(peek()) != std::string_view::npos)
      fail("a quantifier behind a quantifier", at_, "there are no lazy and no possessive ones");
    out.children.push_back(std::move(what));
    return out;
  }

  void counts(Node& out) {
    const auto start = at_++;
    out.min = out.max = number(start);
    if (eat(',')) out.max = peek() == '}' ? Node::kEndless : number(start);
    if (!eat('}')) fail("this repetition is never closed", start, "write {2} or {2,5}");
    if (out.max < out.min)
      fail("the repetition ends before it begins", start, "the smaller number stands first");
  }

  std::uint32_t number(std::size_t start) {
    const auto digits = at_;
    std::uint32_t value = 0;
    for (; more() && peek() >= '0' && peek() <= '9'; ++at_) {
      value = value * 10 + static_cast<std::uint32_t>(peek() - '0');
      if (value > kMaxRepeat)
        fail("nothing can be repeated more than " + std::to_string(kMaxRepeat) + " times", start);
    }
    if (at_ == digits) fail("a number is missing", at_, "write {2} or {2,5}");
    return value;
  }

  Node atom(std::size_t depth) {
    const auto start = at_;
    if (eat('(')) {
      Node out = node(Node::Kind::kGroup, start, "(?:");
      out.children.push_back(alternatives(depth + 1));
      if (!eat(')')) fail("missing closing parenthesis", at_);
      return out;
    }
    // Normal characters by the grammar; section 5 maps them to what they are elsewhere.
    if (eat('^')) return node(Node::Kind::kItem, start, "\\A");
    if (eat('$')) return node(Node::Kind::kItem, start, "\\z");
    Class what;
    if (eat('.'))
      what = Class(CodePoints({{'\n', '\n'}, {'\r', '\r'}}).complement());
    else if (eat('['))
      what = bracketed(start);
    else if (peek() == '\\' && (peek(1) == 'p' || peek(1) == 'P'))
      what = category();
    else
      return node(Node::Kind::kItem, start, literal_text(single("*+?{}])", start)), 1);
    return node(Node::Kind::kItem, start, what.text(), 1);
  }

  /// A character or its escape, but none of `special`.
  std::uint32_t single(std::string_view special, std::size_t start) {
    if (!eat('\\')) {
      const char c = peek();
      if (special.find(c) != std::string_view::npos && more())
        fail(base::in_quotes(std::string(1, c)) + " cannot stand here", start,
             "write \\" + std::string(1, c) + " for the character");
      return base::next_code_point(text_, at_);
    }
    const char c = peek();
    if (more() && std::string_view("()*+-.?[\\]^{|}").find(c) != std::string_view::npos) {
      ++at_;
      return static_cast<unsigned char>(c);
    }
    static constexpr std::string_view kLetters = "nrt", kMeant = "\n\r\t";
    const auto known = more() ? kLetters.find(c) : std::string_view::npos;
    if (known == std::string_view::npos)
      fail("there is no such escape", start,
           "for \\d write [0-9], for \\w [A-Za-z0-9_], for \\s [ \\t\\n\\r]; $ and the like need "
           "none");
    ++at_;
    return static_cast<unsigned char>(kMeant[known]);
  }

  Class category() {
    const auto start = at_;
    const bool negated = peek(1) == 'P';
    at_ += 2;
    const auto close = text_.find('}', at_);
    const auto name = peek() == '{' && close != std::string_view::npos
                          ? text_.substr(at_ + 1, close - at_ - 1)
                          : std::string_view();
    static constexpr std::string_view kKnown[] = {
        "L",  "Ll", "Lm", "Lo", "Lt", "Lu", "M",  "Mc", "Me", "Mn", "N",  "Nd",
        "Nl", "No", "P",  "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Z",  "Zl",
        "Zp", "Zs", "S",  "Sc", "Sk", "Sm", "So", "C",  "Cc", "Cf", "Cn", "Co"};
    if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown))
      fail("unknown category", start, "known: general categories of Unicode, as \\p{L} or \\p{Lu}");
    at_ = close + 1;
    const Class found({}, "\\p{" + std::string(name) + "}");
    return negated ? found.negated() : found;
  }

  Class bracketed(std::size_t start) {
    const bool negated = eat('^');
    Class out;
    for (bool first = true;; first = false) {
      if (!more()) fail("this class is never closed", start, "write ] at its end");
      if (peek() == ']' && !first) break;
      if (peek() == '-' && (first || peek(1) == ']')) {
        ++at_;
        out = out.united(Class(CodePoints{{'-', '-'}}));
      } else if (peek() == '\\' && (peek(1) == 'p' || peek(1) == 'P')) {
        out = out.united(category());
      } else {
        out = out.united(range());
      }
    }
    ++at_;
    return negated ? out.negated() : out;
  }

  Class range() {
    const auto start = at_;
    const auto first = single("-[]", start);
    auto last = first;
    if (peek() == '-' && at_ + 1 < text_.size() && peek(1) != ']') {
      ++at_;
      last = single("-[]", at_);
    }
    if (last < first) fail("the range ends before it begins", start);
    return Class(CodePoints{{first, last}});
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

}  // namespace java_regex

base::Result<TranslatedRegex> translate_i_regexp(std::string_view pattern) {
  if (const auto valid = base::valid_utf8_prefix(pattern); valid != pattern.size())
    return text_error("match/bad-pattern", "bad regular expression: it is not UTF-8", pattern,
                      valid);
  try {
    const auto tree = java_regex::IRegexpParser(pattern).parse();
    auto written = java_regex::write(tree, 0, pattern);
    return TranslatedRegex{std::move(written.pattern), std::move(written.origin)};
  } catch (const java_regex::Failure& failure) {
    return failure.diag;
  }
}

}  // namespace ricochet::match
