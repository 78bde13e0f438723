#include <cctype>

#include "base/text.h"
#include "match/template/ast.h"
#include "match/text/error.h"

namespace ricochet::match::tpl {

namespace {

using base::Json;
using Kind = Expr::Kind;

constexpr std::size_t kMaxSteps = 1000;  // operators and accesses in one expression
bool name_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '@';
}
bool name_char(char c) { return name_start(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

class ExpressionParser {
 public:
  ExpressionParser(const std::string& text, std::size_t at, bool in_tag, Dialect dialect,
                   std::vector<Template::Reference>& references)
      : text_(text), at_(at), in_tag_(in_tag), dialect_(dialect), references_(references) {}

  ExprPtr expression() {
    const Nested nested(*this);
    auto left = conjunction();
    while (space(), eat("||")) left = binary(Op::kOr, std::move(left), conjunction());
    return left;
  }
  std::size_t at() const { return at_; }

 private:
  [[noreturn]] void fail(std::string message, std::size_t at, std::string hint = {}) const {
    throw Failure{text_error("template/syntax", std::move(message), text_, at, 1, std::move(hint))};
  }

  struct Nested {
    explicit Nested(ExpressionParser& p) : parser(p) {
      if (++parser.depth_ > Template::kMaxNesting)
        parser.fail("the expression is nested too deeply", parser.at_, "split it with <#assign>");
    }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    ~Nested() { --parser.depth_; }
    ExpressionParser& parser;
  };

  /// Chains make the tree deep without nesting the text: they are bounded too.
  void count_step() {
    if (++steps_ > kMaxSteps) fail("the expression is too long", at_, "split it with <#assign>");
  }

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool eat(std::string_view word) {
    if (text_.compare(at_, word.size(), word) != 0) return false;
    at_ += word.size();
    return true;
  }
  void space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  void expect(char c, std::string_view why) {
    space();
    if (peek() != c)
      fail(std::string("expected ") + c + " " + std::string(why), at_,
           std::string("write ") + c + " here");
    ++at_;
  }
  std::string name() {
    const auto start = at_;
    while (name_char(peek())) ++at_;
    return text_.substr(start, at_ - start);
  }

  std::unique_ptr<Expr> make(Kind kind, std::size_t begin) const {
    auto out = std::make_unique<Expr>();
    out->kind = kind;
    out->begin = begin;
    out->end = at_;
    return out;
  }
  ExprPtr binary(Op op, ExprPtr left, ExprPtr right) {
    count_step();
    auto out = make(Kind::kBinary, left->begin);
    out->op = op;
    out->args.push_back(std::move(left));
    out->args.push_back(std::move(right));
    return out;
  }

  ExprPtr conjunction() {
    auto left = equality();
    while (space(), eat("&&")) left = binary(Op::kAnd, std::move(left), equality());
    return left;
  }

  std::optional<Op> operator_of(OpClass level) {
    space();
    return scan_operator(text_, at_, level, in_tag_ && open_ == 0);
  }

  ExprPtr equality() {
    auto left = relation();
    if (const auto op = operator_of(OpClass::kEquality))
      return binary(*op, std::move(left), relation());
    return left;
  }
  ExprPtr relation() {
    auto left = range();
    if (const auto op = operator_of(OpClass::kRelation))
      return binary(*op, std::move(left), range());
    return left;
  }
  ExprPtr range() {
    auto left = sum();
    if (space(), eat("..")) return binary(Op::kRange, std::move(left), sum());
    return left;
  }
  ExprPtr sum() {
    auto left = product();
    while (true) {
      space();
      if (eat("+"))
        left = binary(Op::kAdd, std::move(left), product());
      else if (eat("-"))
        left = binary(Op::kSub, std::move(left), product());
      else
        return left;
    }
  }
  /// The `/` of `/>`, which is not a division.
  bool closes_tag() const { return in_tag_ && open_ == 0 && peek() == '/' && peek(1) == '>'; }

  ExprPtr product() {
    auto left = unary();
    while (true) {
      space();
      if (eat("*"))
        left = binary(Op::kMul, std::move(left), unary());
      else if (!closes_tag() && eat("/"))
        left = binary(Op::kDiv, std::move(left), unary());
      else if (eat("%"))
        left = binary(Op::kMod, std::move(left), unary());
      else
        return left;
    }
  }
  ExprPtr unary() {
    const Nested nested(*this);
    space();
    const auto begin = at_;
    const bool negate = peek() == '-';
    if (!negate && peek() != '!') return postfix();
    ++at_;
    auto inner = unary();
    auto out = make(negate ? Kind::kNegate : Kind::kNot, begin);
    out->args.push_back(std::move(inner));
    return out;
  }

  ExprPtr postfix() {
    ExprPtr left = primary();
    while (true) {
      const auto before = at_;
      space();
      const char c = peek();
      if (c == '.' && peek(1) != '.')
        left = member(std::move(left));
      else if (c == '[')
        left = index(std::move(left));
      else if (c == '(')
        fail("this is not a function", at_,
             "a function is called by its plain name: uuid(), now('...'), random(...)");
      else if (eat("??"))
        left = wrap(Kind::kExists, std::move(left));
      else if (c == '?')
        left = built_in(std::move(left));
      else if (c == '!' && peek(1) != '=')
        left = fallback(std::move(left));
      else {
        at_ = before;
        return left;
      }
    }
  }

  std::unique_ptr<Expr> wrap(Kind kind, ExprPtr inner) {
    count_step();
    auto out = make(kind, inner->begin);
    out->args.push_back(std::move(inner));
    return out;
  }

  ExprPtr member(ExprPtr left) {
    ++at_;
    space();
    auto word = name();
    if (word.empty())
      fail("a name is missing after the dot", at_,
           "names with other characters are written ['like this']");
    auto out = wrap(Kind::kMember, std::move(left));
    out->name = std::move(word);
    return out;
  }

  ExprPtr index(ExprPtr left) {
    ++at_;
    ++open_;
    auto inner = expression();
    --open_;
    expect(']', "to close the bracket");
    auto out = wrap(Kind::kIndex, std::move(left));
    out->args.push_back(std::move(inner));
    return out;
  }

  ExprPtr built_in(ExprPtr left) {
    ++at_;
    space();
    const auto start = at_;
    const auto word = name();
    const auto* spec = find_builtin(word);
    if (spec == nullptr)
      fail("unknown built-in ?" + word, start, base::did_you_mean(word, builtin_names()));
    std::vector<ExprPtr> args;
    if (peek() == '(') args = arguments();
    if (args.size() < spec->min_args || args.size() > spec->max_args) {
      fail("?" + word + " takes " +
               (spec->min_args == spec->max_args
                    ? base::plural(spec->min_args, "argument")
                    : "at most " + base::plural(spec->max_args, "argument")),
           start);
    }
    auto out = wrap(Kind::kBuiltin, std::move(left));
    out->builtin = spec;
    for (auto& arg : args) out->args.push_back(std::move(arg));
    return out;
  }

  /// `x!` and `x!default`; as in FreeMarker the default takes all that follows, so `(x!1) + 2`
  /// needs parentheses.
  ExprPtr fallback(ExprPtr left) {
    ++at_;
    const auto after = at_;
    space();
    const char c = peek();
    const bool starts =
        name_char(c) ||
        (c != '\0' && std::string_view("'\"([{!").find(c) != std::string_view::npos) ||
        (c == '-' && digit(peek(1)));
    if (!starts || text_.compare(at_, 2, "!=") == 0) {
      at_ = after;
      return wrap(Kind::kDefault, std::move(left));
    }
    auto value = expression();
    auto out = wrap(Kind::kDefault, std::move(left));
    out->args.push_back(std::move(value));
    return out;
  }

  std::vector<ExprPtr> arguments() {
    ++at_;
    ++open_;
    auto out = list_until(')');
    --open_;
    return out;
  }

  std::vector<ExprPtr> list_until(char close) {
    std::vector<ExprPtr> out;
    space();
    if (peek() == close) {
      ++at_;
      return out;
    }
    while (true) {
      out.push_back(expression());
      space();
      if (!eat(",")) break;
    }
    expect(close, "after the last element");
    return out;
  }

  ExprPtr primary() {
    space();
    const auto begin = at_;
    const char c = peek();
    if (c == '\'' || c == '"') return string(false);
    if (c == 'r' && (peek(1) == '\'' || peek(1) == '"')) {
      ++at_;
      return string(true);
    }
    if (digit(c)) return number();
    if (c == '(' || c == '[' || c == '{') return bracketed(c);
    if (!name_start(c)) {
      const bool end = at_ >= text_.size() || c == '}' || c == '>';
      fail(end ? "a value is missing here" : "unexpected " + base::in_quotes(std::string(1, c)),
           at_, end ? "write a variable, a string or a number" : "strings stand in quotes");
    }
    auto word = name();
    if (word == "true" || word == "false") {
      auto out = make(Kind::kLiteral, begin);
      out->literal = word == "true";
      return out;
    }
    const auto after = at_;
    space();
    const bool call = peek() == '(';
    auto args = call ? arguments() : std::vector<ExprPtr>();
    if (!call) at_ = after;
    references_.push_back({word, begin, call});
    auto out = make(call ? Kind::kCall : Kind::kName, begin);
    out->name = std::move(word);
    out->args = std::move(args);
    return out;
  }

  ExprPtr bracketed(char open) {
    const auto begin = at_;
    ++at_;
    ++open_;
    std::vector<ExprPtr> parts;
    if (open == '(') {
      parts.push_back(expression());
      expect(')', "to close the parenthesis");
    } else if (open == '[') {
      parts = list_until(']');
    } else {
      space();
      while (peek() != '}') {
        parts.push_back(expression());
        expect(':', "between key and value");
        parts.push_back(expression());
        space();
        if (!eat(",")) break;
        space();
      }
      expect('}', "to close the object");
    }
    --open_;
    auto out = make(open == '(' ? Kind::kParen : open == '[' ? Kind::kList : Kind::kHash, begin);
    out->args = std::move(parts);
    return out;
  }

  ExprPtr number() {
    const auto begin = at_;
    auto value = scan_number(text_, at_);
    auto out = make(Kind::kLiteral, begin);
    out->literal = std::move(value);
    return out;
  }

  ExprPtr string(bool raw) {
    const auto begin = raw ? at_ - 1 : at_;
    auto content = scan_string(text_, at_, raw);
    const bool filled = !raw && content.find("${") != std::string::npos;
    auto expr = make(filled ? Kind::kText : Kind::kLiteral, begin);
    if (!filled) {
      expr->literal = std::move(content);
      return expr;
    }
    try {
      expr->text = parse(std::move(content), dialect_);
    } catch (const Failure& inner) {
      fail("inside this string: " + inner.diag.message, begin, inner.diag.hint);
    }
    for (const auto& reference : expr->text->references)
      references_.push_back({reference.name, begin, reference.function});
    return expr;
  }

  const std::string& text_;
  std::size_t at_;
  bool in_tag_;
  Dialect dialect_;
  std::vector<Template::Reference>& references_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  std::size_t open_ = 0;  // parentheses and brackets around this place
};

}  // namespace

ExprPtr parse_expression(const std::string& text, std::size_t& at, bool in_tag, Dialect dialect,
                         std::vector<Template::Reference>& references) {
  ExpressionParser parser(text, at, in_tag, dialect, references);
  auto out = parser.expression();
  at = parser.at();
  return out;
}

}  // namespace ricochet::match::tpl
