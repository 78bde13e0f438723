#include "match/template/syntax/expression_parser.h"

#include <cctype>

namespace ricochet::match::tpl {

using Kind = Expr::Kind;

ExpressionParser::Nested::Nested(ExpressionParser& p) : parser(p) {
  if (++parser.depth_ > kMaxTemplateNesting)
    parser.fail("the expression is nested too deeply", parser.at_, "split it with <#assign>");
}

/// Chains make the tree deep without nesting the text: they are bounded too.
void ExpressionParser::count_step() {
  if (++steps_ > kMaxSteps) fail("the expression is too long", at_, "split it with <#assign>");
}

bool ExpressionParser::eat(std::string_view word) {
  if (text_.compare(at_, word.size(), word) != 0) return false;
  at_ += word.size();
  return true;
}

void ExpressionParser::expect(char c, std::string_view why) {
  space();
  if (peek() != c)
    fail(std::string("expected ") + c + " " + std::string(why), at_,
         std::string("write ") + c + " here");
  ++at_;
}

std::unique_ptr<Expr> ExpressionParser::make(Kind kind, std::size_t begin) const {
  auto out = std::make_unique<Expr>();
  out->kind = kind;
  out->begin = begin;
  out->end = at_;
  return out;
}

std::unique_ptr<Expr> ExpressionParser::wrap(Kind kind, ExprPtr inner) {
  count_step();
  auto out = make(kind, inner->begin);
  out->args.push_back(std::move(inner));
  return out;
}

ExprPtr ExpressionParser::binary(Op op, ExprPtr left, ExprPtr right) {
  auto out = wrap(Kind::kBinary, std::move(left));
  out->op = op;
  out->args.push_back(std::move(right));
  return out;
}

ExprPtr ExpressionParser::expression() {
  const Nested nested(*this);
  auto left = conjunction();
  while (operator_of(OpClass::kOr)) left = binary(Op::kOr, std::move(left), conjunction());
  return left;
}

ExprPtr ExpressionParser::conjunction() {
  auto left = equality();
  while (operator_of(OpClass::kAnd)) left = binary(Op::kAnd, std::move(left), equality());
  return left;
}

std::optional<Op> ExpressionParser::operator_of(OpClass level) {
  const auto before = at_;
  space();
  if (auto op = scan_operator(text_, at_, level, in_tag_ && open_ == 0)) return op;
  at_ = before;
  return std::nullopt;
}

ExprPtr ExpressionParser::equality() {
  auto left = relation();
  if (const auto op = operator_of(OpClass::kEquality))
    return binary(*op, std::move(left), relation());
  return left;
}

ExprPtr ExpressionParser::relation() {
  auto left = range();
  if (const auto op = operator_of(OpClass::kRelation)) return binary(*op, std::move(left), range());
  return left;
}

ExprPtr ExpressionParser::range() {
  auto left = sum();
  const auto before = at_;
  space();
  if (!eat("..")) {
    at_ = before;
    return left;
  }
  auto end = RangeEnd::kInclusive;
  if (eat("<") || eat("!"))
    end = RangeEnd::kExclusive;
  else if (eat("*"))
    end = RangeEnd::kCount;
  const auto after = at_;
  space();
  const bool open = end == RangeEnd::kInclusive && !value_starts();
  if (open) at_ = after;
  auto right = open ? nullptr : sum();
  auto out = wrap(Kind::kRange, std::move(left));
  out->range = open ? RangeEnd::kOpen : end;
  if (right) out->args.push_back(std::move(right));
  return out;
}

ExprPtr ExpressionParser::sum() {
  auto left = product();
  while (true) {
    const auto before = at_;
    space();
    if (text_.compare(at_, 2, "--") == 0 || text_.compare(at_, 2, "++") == 0)
      fail("two signs in a row", at_, "write a blank between them: a - -b");
    if (eat("+")) {
      left = binary(Op::kAdd, std::move(left), product());
    } else if (eat("-")) {
      left = binary(Op::kSub, std::move(left), product());
    } else {
      at_ = before;
      return left;
    }
  }
}

/// The `/` of `/>`, which is not a division.
bool ExpressionParser::closes_tag() const {
  return in_tag_ && open_ == 0 && peek() == '/' && peek(1) == '>';
}

ExprPtr ExpressionParser::product() {
  auto left = unary();
  while (true) {
    const auto before = at_;
    space();
    if (eat("*")) {
      left = binary(Op::kMul, std::move(left), unary());
    } else if (!closes_tag() && eat("/")) {
      left = binary(Op::kDiv, std::move(left), unary());
    } else if (eat("%")) {
      left = binary(Op::kMod, std::move(left), unary());
    } else {
      at_ = before;
      return left;
    }
  }
}

ExprPtr ExpressionParser::unary() {
  const Nested nested(*this);
  space();
  const auto begin = at_;
  const char sign = peek();
  if (sign != '-' && sign != '!' && sign != '+') return postfix();
  ++at_;
  space();
  // As in FreeMarker: one sign and then a value, or as many `!` as one likes.
  const char next = peek();
  const bool again = next == '-' || next == '+' || next == '!';
  if (again && (sign != '!' || next != '!'))
    fail("two signs in a row", begin, "write parentheses: -(-x)");
  auto inner = unary();
  auto out = make(sign == '-' ? Kind::kNegate : sign == '!' ? Kind::kNot : Kind::kPlus, begin);
  out->args.push_back(std::move(inner));
  return out;
}

/// Whether a value could begin here: behind `x!` and `1..`, where none has to.
bool ExpressionParser::value_starts() const {
  const char c = peek();
  if (text_.compare(at_, 2, "!=") == 0) return false;
  if (c == '.') return name_starts(text_, at_ + 1);
  for (const auto* word : {"as", "in", "gt", "gte", "lt", "lte", "using"}) {
    if (word_at(text_, at_) == word) return false;
  }
  return name_starts(text_, at_) || std::isdigit(static_cast<unsigned char>(c)) != 0 ||
         (c != '\0' && std::string_view("'\"([{!+-").find(c) != std::string_view::npos);
}

}  // namespace ricochet::match::tpl
