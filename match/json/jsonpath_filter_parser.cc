#include <algorithm>
#include <array>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/json/jsonpath_parser.h"
#include "match/text/error.h"

namespace ricochet::match::jsonpath {

namespace {

struct FunctionSpec {
  std::string_view name;
  Function function;
  std::size_t arity;
};
constexpr std::array kFunctions = {
    FunctionSpec{"length", Function::kLength, 1}, FunctionSpec{"count", Function::kCount, 1},
    FunctionSpec{"match", Function::kMatch, 2}, FunctionSpec{"search", Function::kSearch, 2},
    FunctionSpec{"value", Function::kValue, 1}};

bool logical(Function f) { return f == Function::kMatch || f == Function::kSearch; }

}  // namespace

Expr Parser::disjunction() { return chain("||", Expr::Kind::kOr, &Parser::conjunction); }
Expr Parser::conjunction() { return chain("&&", Expr::Kind::kAnd, &Parser::basic); }

Expr Parser::chain(std::string_view op, Expr::Kind kind, Expr (Parser::*next)()) {
  const Nested nested(*this);
  Expr first = (this->*next)();
  space();
  if (!eat(op)) return first;
  Expr out;
  out.kind = kind;
  out.args.push_back(std::make_shared<Expr>(std::move(first)));
  do {
    space();
    out.args.push_back(std::make_shared<Expr>((this->*next)()));
    space();
  } while (eat(op));
  return out;
}

Expr Parser::basic() {
  space();
  if (eat('!')) {
    const Nested nested(*this);
    space();
    Expr out;
    out.kind = Expr::Kind::kNot;
    const auto start = at_;
    Expr inner = peek() == '(' ? group() : test(operand(), start);
    out.args.push_back(std::make_shared<Expr>(std::move(inner)));
    return out;
  }
  if (peek() == '(') return group();
  const auto start = at_;
  Expr left = operand();
  space();
  const auto op_at = at_;
  const auto op = compare_operator();
  if (!op) return test(std::move(left), start);
  return comparison(std::move(left), start, *op, op_at);
}

Expr Parser::group() {
  const auto start = at_++;
  ++groups_;
  space();
  Expr inner = disjunction();
  space();
  expect(')', "to close the parenthesis");
  --groups_;
  group_begin_ = start;
  group_end_ = at_;
  return inner;
}

/// An operand that stands alone is a test.
Expr Parser::test(Expr expr, std::size_t start) {
  if (expr.kind == Expr::Kind::kQuery) {
    expr.kind = Expr::Kind::kExists;
    return expr;
  }
  if (expr.kind == Expr::Kind::kCall && logical(expr.function)) return expr;
  fail(expr.kind == Expr::Kind::kCall ? "the result of this function must be compared"
                                      : "a literal alone is not a condition",
       start, "compare it: == != < <= > >=");
}

Expr Parser::comparison(Expr left, std::size_t left_at, Compare op, std::size_t op_at) {
  Expr out;
  out.kind = Expr::Kind::kCompare;
  out.compare = op;
  require_value(left, left_at);
  out.args.push_back(std::make_shared<Expr>(std::move(left)));
  space();
  const auto right_at = at_;
  if (op == Compare::kRegex) {
    out.regex = slashed_regex();
    return out;
  }
  if (op == Compare::kIn || op == Compare::kNin || op == Compare::kSubsetOf ||
      op == Compare::kAnyOf || op == Compare::kNoneOf) {
    out.args.push_back(std::make_shared<Expr>(list_operand(right_at)));
    return out;
  }
  if (at_ >= text_.size() || peek() == ']' || peek() == ')')
    fail("the right side of the comparison is missing", op_at);
  Expr right = operand();
  require_value(right, right_at);
  if (op == Compare::kContains && right.kind == Expr::Kind::kLiteral &&
      right.literal.is_structured())
    fail("behind contains stands one value, not a list or an object", right_at,
         "for several values: anyof ['a', 'b'], or 'a' in @.items");
  if (op == Compare::kEmpty && !(right.kind == Expr::Kind::kLiteral && right.literal.is_boolean()))
    fail("behind empty stands true or false", right_at, "as in ?(@.items empty false)");
  out.args.push_back(std::make_shared<Expr>(std::move(right)));
  return out;
}

/// RFC 9535 section 2.4.3: only what yields at most one value may be compared.
void Parser::require_value(const Expr& expr, std::size_t at) const {
  if (expr.kind == Expr::Kind::kQuery && !expr.query.singular()) {
    fail("a path that may lead to several values cannot be compared", at,
         "name one value, or use count() or value()");
  }
  if (expr.kind == Expr::Kind::kCall && logical(expr.function))
    fail("this function is true or false already", at, "leave the comparison out");
}

Regex Parser::slashed_regex() {
  const auto start = at_;
  expect('/', "before the pattern");
  std::string pattern;
  while (!eat('/')) {
    if (at_ >= text_.size()) fail("the pattern is never closed", start, "write =~ /pattern/");
    if (peek() == '\\' && peek(1) == '/')
      ++at_;
    else if (peek() == '\\')
      pattern += text_[at_++];
    if (at_ < text_.size()) pattern += text_[at_++];
  }
  const auto flags_at = at_;
  while (std::string_view("idmsuxU").find(peek()) != std::string_view::npos && peek() != '\0')
    ++at_;
  std::string flags(text_.substr(flags_at, at_ - flags_at));
  if (!flags.empty()) flags = "(?" + flags + ")";
  return compiled(flags + pattern, {}, start + 1, flags.size());
}

Regex Parser::compiled(std::string_view pattern, Regex::Options options, std::size_t at,
                       std::size_t prefix) const {
  auto regex = Regex::compile(pattern, options);
  if (!regex)
    fail(regex.error().message, at + std::max(offset_of(regex.error(), pattern), prefix) - prefix,
         regex.error().hint);
  return std::move(*regex);
}

/// A list, or the path to one.
Expr Parser::list_operand(std::size_t at) {
  Expr out;
  if (peek() == '[') {
    out.literal = literal_list();
    return out;
  }
  if (peek() != '@' && peek() != '$')
    fail("expected [ before the list", at, "write ['a', 'b'], or the path to a list");
  out = operand();
  require_value(out, at);
  return out;
}

/// `{"a": 1}`, in either kind of quotes.
base::Json Parser::literal_object() {
  base::Json object = base::Json::object();
  expect('{', "before the object");
  space();
  if (eat('}')) return object;
  do {
    space();
    if (peek() != '\'' && peek() != '"') fail("expected a name in quotes", at_, "write {'a': 1}");
    const auto name = string();
    space();
    expect(':', "behind the name");
    space();
    const auto at = at_;
    Expr member = operand();
    if (member.kind != Expr::Kind::kLiteral) fail("only literals may stand in this object", at);
    object[name] = std::move(member.literal);
    space();
  } while (eat(','));
  expect('}', "to close the object");
  return object;
}

base::Json Parser::literal_list() {
  base::Json list = base::Json::array();
  expect('[', "before the list");
  space();
  if (eat(']')) return list;
  do {
    space();
    const auto at = at_;
    Expr element = operand();
    if (element.kind != Expr::Kind::kLiteral) fail("only literals may stand in this list", at);
    list.push_back(std::move(element.literal));
    space();
  } while (eat(','));
  expect(']', "to close the list");
  return list;
}

Expr Parser::operand() {
  const Nested nested(*this);
  Expr out;
  const char c = peek();
  if (c == '@' || c == '$') {
    ++at_;
    out.kind = Expr::Kind::kQuery;
    out.query.relative = c == '@';
    segments(out.query);
    return out;
  }
  if (c == '\'' || c == '"') {
    out.literal = string();
    return out;
  }
  if (starts_integer()) {
    out.literal = number();
    return out;
  }
  // RFC 9535 has neither; Jayway compares with both.
  if (groups_ > 0 && (c == '[' || c == '{')) {
    out.literal = c == '[' ? literal_list() : literal_object();
    return out;
  }
  const auto start = at_;
  while (std::isalnum(static_cast<unsigned char>(peek())) != 0 || peek() == '_') ++at_;
  const auto word = text_.substr(start, at_ - start);
  if (word == "null") return out;
  if (word == "true" || word == "false")
    out.literal = word == "true";
  else if (peek() == '(' && !word.empty())
    return call(word, start);
  else if (word.empty())
    fail("a value or a path is missing", start,
         "paths in a filter begin with @ (this element) or $ (the root)");
  else
    fail("unknown word " + base::in_quotes(word), start,
         "strings need quotes; paths in a filter begin with @ or $");
  return out;
}

Expr Parser::call(std::string_view name, std::size_t start) {
  Expr out;
  out.kind = Expr::Kind::kCall;
  const FunctionSpec* spec = nullptr;
  std::vector<std::string> names;
  for (const auto& known : kFunctions) {
    if (known.name == name) spec = &known;
    names.emplace_back(known.name);
  }
  if (spec == nullptr)
    fail("unknown function " + base::in_quotes(name), start, base::did_you_mean(name, names));
  out.function = spec->function;
  ++at_;
  std::vector<std::size_t> starts;
  space();
  if (peek() != ')') {
    do {
      space();
      starts.push_back(at_);
      out.args.push_back(std::make_shared<Expr>(operand()));
      space();
    } while (eat(','));
  }
  expect(')', "after the arguments");
  if (out.args.size() != spec->arity)
    fail(std::string(name) + "() takes " + base::plural(spec->arity, "argument"), start);
  check_arguments(out, starts);
  return out;
}

void Parser::check_arguments(Expr& call, const std::vector<std::size_t>& starts) const {
  const bool wants_nodes = call.function == Function::kCount || call.function == Function::kValue;
  for (std::size_t i = 0; i < call.args.size(); ++i) {
    if (!wants_nodes)
      require_value(*call.args[i], starts[i]);
    else if (call.args[i]->kind != Expr::Kind::kQuery)
      fail("the argument must be a path", starts[i], "as in count(@.items[*])");
  }
  if (logical(call.function) && call.args[1]->kind == Expr::Kind::kLiteral &&
      call.args[1]->literal.is_string()) {
    Regex::Options options;
    options.whole = call.function == Function::kMatch;
    options.dialect = Regex::Dialect::kIRegexp;
    call.regex =
        compiled(call.args[1]->literal.get_ref<const std::string&>(), options, starts[1] + 1);
  }
}

}  // namespace ricochet::match::jsonpath
