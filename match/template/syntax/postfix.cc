#include <algorithm>

#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/template/model/builtin.h"
#include "match/template/syntax/expression_parser.h"

namespace ricochet::match::tpl {

using Kind = Expr::Kind;

ExprPtr ExpressionParser::postfix() {
  ExprPtr left = primary();
  while (true) {
    const auto before = at_;
    space();
    const char c = peek();
    if (c == '.' && peek(1) != '.') {
      no_literal(*left, "a member", [](const Datum& d) { return d.text() || d.boolean(); });
      left = member(std::move(left));
    } else if (c == '[') {
      no_literal(*left, "an element", [](const Datum& d) { return d.number() || d.boolean(); });
      left = index(std::move(left));
    } else if (c == '(') {
      left = call(std::move(left));
    } else if (eat("??")) {
      left = wrap(Kind::kExists, std::move(left));
    } else if (c == '?') {
      left = built_in(std::move(left));
    } else if (c == '!' && peek(1) != '=') {
      left = fallback(std::move(left));
    } else {
      at_ = before;
      return left;
    }
  }
}

/// As FreeMarker, which refuses `1[0]` and `'a'.b` and takes `(1)[0]`.
void ExpressionParser::no_literal(const Expr& left, std::string_view wanted,
                                  bool (*has_none)(const Datum&)) const {
  if (left.kind != Kind::kLiteral || !has_none(left.literal)) return;
  fail("a literal has not " + std::string(wanted), at_, "remove what follows, or name a variable");
}

ExprPtr ExpressionParser::callee() {
  auto left = peek() == '.' ? special() : name_or_call();
  while (peek() == '.' || peek() == '[')
    left = peek() == '.' ? member(std::move(left)) : index(std::move(left));
  return left;
}

ExprPtr ExpressionParser::member(ExprPtr left) {
  ++at_;
  space();
  const auto start = at_;
  auto word = scan_name(text_, at_);
  if (word.empty()) {
    fail("a name is missing after the dot", start,
         peek() == '*' ? ".* and .** are for XML nodes: list the members, <#list x as name, value>"
                       : "names with other characters are written ['like this']");
  }
  auto out = wrap(Kind::kMember, std::move(left));
  out->name = std::move(word);
  return out;
}

ExprPtr ExpressionParser::index(ExprPtr left) {
  ++at_;
  ++open_;
  auto inner = expression();
  --open_;
  expect(']', "to close the bracket");
  auto out = wrap(Kind::kIndex, std::move(left));
  out->args.push_back(std::move(inner));
  return out;
}

/// Functions of ours and of the template are called by their plain name.
ExprPtr ExpressionParser::call(ExprPtr left) {
  if (left->kind != Kind::kName)
    fail("this is not a function", at_,
         "a function is called by its plain name: uuid(), now('...'), random(...)");
  auto args = arguments(false);
  auto out = make(Kind::kCall, left->begin);
  count_step();
  out->name = left->name;
  out->args = std::move(args);
  return out;
}

ExprPtr ExpressionParser::built_in(ExprPtr left) {
  ++at_;
  space();
  const auto start = at_;
  const auto word = scan_name(text_, at_);
  const auto* spec = find_builtin(word);
  if (spec == nullptr) {
    const auto why = refused_builtin(word);
    if (!why.empty()) fail("?" + word + " is not supported", start, std::string(why));
    fail("unknown built-in ?" + word, start, base::did_you_mean(word, builtin_names()));
  }
  const bool of_loop = spec->kind == Builtin::Kind::kLoop;
  const auto& loops = around_.loop_names;
  if (of_loop && (left->kind != Kind::kName ||
                  std::find(loops.begin(), loops.end(), left->name) == loops.end())) {
    fail("?" + word + " is for the variable of a loop", start,
         "write it behind x inside of <#list xs as x>");
  }
  std::vector<ExprPtr> args;
  const auto after = at_;
  space();
  if (peek() == '(' && spec->max_args == 0)
    fail("?" + word + " takes 0 arguments", start, "remove the parentheses");
  if (peek() == '(')
    args = arguments(spec->kind == Builtin::Kind::kLambda);
  else if (spec->kind == Builtin::Kind::kFormat && (peek() == '.' || peek() == '['))
    args.push_back(format_key(*spec));
  else
    at_ = after;
  auto out = wrap(Kind::kBuiltin, std::move(left));
  out->builtin = spec;
  for (auto& arg : args) out->args.push_back(std::move(arg));
  check_built_in(*out, *spec, start);
  return out;
}

void ExpressionParser::check_built_in(const Expr& call, const Builtin& spec, std::size_t at) {
  const auto count = call.args.size() - 1;
  const auto shown = "?" + std::string(spec.name);
  if (count < spec.min_args || count > spec.max_args) {
    const auto n = [](std::size_t args) { return base::plural(args, "argument"); };
    std::string takes = n(spec.min_args);
    if (spec.max_args == kAnyArgs)
      takes = "at least " + takes;
    else if (spec.max_args != spec.min_args)
      takes = count < spec.min_args ? "at least " + takes : "at most " + n(spec.max_args);
    fail(shown + " takes " + takes, at);
  }
  if (spec.check == nullptr) return;
  // What is written out can be judged now: a pattern, a format, flags.
  std::vector<const Datum*> known;
  for (std::size_t i = 1; i < call.args.size(); ++i)
    known.push_back(call.args[i]->kind == Kind::kLiteral ? &call.args[i]->literal : nullptr);
  try {
    spec.check(spec, known);
  } catch (const BuiltinError& e) {
    fail(e.message, at, e.hint);
  }
}

/// `?string.short`, `?string['0.00']`.
ExprPtr ExpressionParser::format_key(const Builtin& spec) {
  const bool dot = peek() == '.';
  ++at_;
  if (!dot) {
    ++open_;
    auto inner = expression();
    --open_;
    expect(']', "to close the bracket");
    return inner;
  }
  space();
  const auto begin = at_;
  auto word = scan_name(text_, at_);
  if (word.empty())
    fail("a format is missing after ?" + std::string(spec.name) + ".", at_,
         "write ?string.short, or a pattern in brackets: ?string['0.00']");
  auto out = make(Kind::kLiteral, begin);
  out->literal = Datum(std::move(word));
  return out;
}

/// `x!` and `x!default`; as in FreeMarker the default takes all that follows, so `(x!1) + 2` needs
/// parentheses.
ExprPtr ExpressionParser::fallback(ExprPtr left) {
  ++at_;
  const auto after = at_;
  space();
  const bool blank = at_ > after && blank_ends_default_ && open_ == 0;
  if (blank || !value_starts()) {
    at_ = after;
    return wrap(Kind::kDefault, std::move(left));
  }
  auto value = expression();
  auto out = wrap(Kind::kDefault, std::move(left));
  out->args.push_back(std::move(value));
  return out;
}

std::vector<ExprPtr> ExpressionParser::arguments(bool lambdas) {
  ++at_;
  ++open_;
  auto out = list_until(')', lambdas);
  --open_;
  return out;
}

/// A comma may be left out, as in FreeMarker.
std::vector<ExprPtr> ExpressionParser::list_until(char close, bool lambdas) {
  std::vector<ExprPtr> out;
  space();
  while (peek() != close) {
    auto item = lambdas ? lambda() : nullptr;
    out.push_back(item ? std::move(item) : expression());
    space();
    if (eat(",")) {
      space();
      if (peek() == close) fail("a value is missing here", at_, "remove the comma before it");
    } else if (!value_starts() || peek() == '!') {
      break;
    }
  }
  expect(close, "after the last element");
  return out;
}

/// `x -> ...` or `(x) -> ...`; null, and nothing read: this is something else.
ExprPtr ExpressionParser::lambda() {
  const auto begin = at_;
  const bool parenthesis = eat("(");
  space();
  auto name = scan_name(text_, at_);
  space();
  const bool closed = !parenthesis || eat(")");
  space();
  if (name.empty() || !closed || !(eat("->") || eat("-&gt;"))) {
    at_ = begin;
    return nullptr;
  }
  lambda_names_.push_back(name);
  const Nested nested(*this);
  auto body = expression();
  lambda_names_.pop_back();
  auto out = make(Kind::kLambda, begin);
  out->names.push_back(std::move(name));
  out->args.push_back(std::move(body));
  return out;
}

}  // namespace ricochet::match::tpl
