#include "base/json/json.h"
#include "base/json/reader.h"
#include "match/template/eval/evaluator.h"

namespace ricochet::match::tpl {

using Kind = Expr::Kind;

Datum Evaluator::present(const Expr& expr) {
  auto found = value(expr);
  if (found.null())
    fail("template/undefined", source(expr) + " is null", expr,
         "give a default: " + source(expr) + "!'...'");
  if (found.missing()) undefined(expr);
  return found;
}

bool Evaluator::condition(const Expr& expr) {
  const auto v = present(expr);
  const auto* boolean = v.boolean();
  if (boolean == nullptr)
    fail("template/wrong-type",
         source(expr) + " is " + kind_of(v) + ", but a condition must be true or false", expr,
         "compare it, or ask whether it is there: x??");
  return *boolean;
}

std::string Evaluator::text(const Expr& expr) {
  const auto v = present(expr);
  try {
    return to_text(v, *this);
  } catch (const BuiltinError& e) {
    fail(e.code, source(expr) + ": " + e.message, expr, e.hint);
  }
}

Datum Evaluator::value(const Expr& expr, bool forgiving) {
  step(expr.begin);
  const Deeper deeper(*this, expr.begin);
  switch (expr.kind) {
    case Kind::kLiteral:
      return expr.literal;
    case Kind::kName:
      return name(expr.name);
    case Kind::kParen:
      return value(*expr.args[0], true);
    case Kind::kMember:
      return member(expr, expr.name, forgiving);
    case Kind::kIndex:
      return index(expr, forgiving);
    case Kind::kCall:
      return function_call(expr);
    case Kind::kBuiltin:
      return built_in(expr);
    case Kind::kDefault:
      return fallback(expr);
    default:
      return compound(expr);
  }
}

Datum Evaluator::compound(const Expr& expr) {
  switch (expr.kind) {
    case Kind::kText:
      return Datum(inner_text(expr));
    case Kind::kSpecial:
      return special(expr);
    case Kind::kExists:
      return Datum(!value(*expr.args[0]).missing());
    case Kind::kNot:
      return Datum(!condition(*expr.args[0]));
    case Kind::kNegate:
    case Kind::kPlus:
      return signed_number(expr);
    case Kind::kBinary:
      return binary(expr);
    case Kind::kRange:
      return range(expr);
    case Kind::kList:
      return list(expr);
    case Kind::kHash:
      return hash(expr);
    default:
      return Datum(Callable{nullptr, &expr});
  }
}

std::string Evaluator::inner_text(const Expr& expr) {
  std::string out;
  const Restore restore(*this);
  const auto* outer = parsed_;
  parsed_ = expr.text.get();
  try {
    run(parsed_->nodes, out);
  } catch (const Failure& inner) {
    parsed_ = outer;
    fail(inner.diag, expr);
  }
  guarded(expr, [&] { charge(out.size()); });
  return out;
}

Datum Evaluator::checked(Datum container, const Expr& expr) {
  return guarded(expr, [&] {
    if (container.depth() > base::kMaxJsonDepth)
      throw BuiltinError{
          "a value nested deeper than " + std::to_string(base::kMaxJsonDepth) + " levels",
          "flatten it", "template/limit"};
    charge(container.weight());
    return std::move(container);
  });
}

Datum Evaluator::list(const Expr& expr) {
  Items out;
  for (const auto& arg : expr.args) out.push_back(present(*arg));
  return checked(Datum::list(std::move(out)), expr);
}

Datum Evaluator::hash(const Expr& expr) {
  std::vector<std::pair<std::string, Datum>> out;
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    const auto key = present(*expr.args[i]);
    if (key.text() == nullptr)
      fail("template/wrong-type", "a key must be a string, got " + kind_of(key), *expr.args[i]);
    guarded(expr, [&] { charge(key.weight()); });
    out.emplace_back(*key.text(), present(*expr.args[i + 1]));
  }
  return checked(Datum::hash(std::move(out)), expr);
}

Datum Evaluator::range(const Expr& expr) {
  const auto first = present(*expr.args[0]);
  if (expr.args.size() == 1)
    return guarded(expr, [&] { return make_range(expr.range, first, nullptr); });
  const auto last = present(*expr.args[1]);
  return guarded(expr, [&] { return make_range(expr.range, first, &last); });
}

Datum Evaluator::binary(const Expr& expr) {
  const Expr& left = *expr.args[0];
  const Expr& right = *expr.args[1];
  if (expr.op == Op::kOr) return Datum(condition(left) || condition(right));
  if (expr.op == Op::kAnd) return Datum(condition(left) && condition(right));
  const auto a = present(left);
  const auto b = present(right);
  return checked(guarded(expr, [&] { return apply_operator(expr.op, a, b, *this); }), expr);
}

Datum Evaluator::signed_number(const Expr& expr) {
  const auto v = present(*expr.args[0]);
  const bool minus = expr.kind == Kind::kNegate;
  const auto* number = v.number();
  if (number == nullptr)
    fail("template/wrong-type",
         std::string(minus ? "-" : "+") + " needs a number, got " + kind_of(v), expr);
  if (!minus) return v;
  return Datum(Number{number->value.negated(), std::nullopt});
}

// ---- members

Datum Evaluator::owner_of(const Expr& expr, bool forgiving) {
  const auto& owner = *expr.args.front();
  auto found = value(owner, forgiving);
  if (!found.missing() || forgiving) return found;
  if (!found.null()) undefined(owner);
  fail("template/undefined", source(owner) + " is null", owner, "it has no members");
}

base::Result<Datum> Evaluator::find(const Expr& expr, const Hash& hash, const std::string& key) {
  const auto* object = hash.json();
  if (object == nullptr || object->json()->size() < MemberIndex::kMany) return hash.get(key);
  return guarded(expr, [&] { return members_.find(*object, key, *this); });
}

Datum Evaluator::member(const Expr& expr, const std::string& key, bool forgiving) {
  const auto owner = owner_of(expr, forgiving);
  if (owner.missing()) return {};
  const auto* hash = owner.hash();
  if (hash == nullptr) {
    fail(
        "template/wrong-type",
        source(*expr.args.front()) + " is " + kind_of(owner) + " and has no member \"" + key + "\"",
        expr, owner.sequence() != nullptr ? "take an element first: x[0]" : "");
  }
  auto found = find(expr, *hash, key);
  if (!found) fail(found.error(), expr);
  if (const auto* text = found->text()) guarded(expr, [&] { charge(text->size() / 16); });
  return std::move(*found);
}

Datum Evaluator::index(const Expr& expr, bool forgiving) {
  const auto key = present(*expr.args[1]);
  if (key.text() != nullptr) return member(expr, *key.text(), forgiving);
  const auto owner = owner_of(expr, forgiving);
  if (owner.missing()) return {};
  const auto list = owner.sequence();
  const bool text =
      owner.text() != nullptr || owner.number() != nullptr || owner.moment() != nullptr;
  if (!list && !text) {
    fail("template/wrong-type", source(*expr.args.front()) + " is not a list", expr,
         "a member is named: x.name or x['name']");
  }
  if (const auto* range = key.range())
    return guarded(expr, [&] { return slice(owner, *range, *this); });
  if (key.number() == nullptr)
    fail("template/wrong-type", "an index is a whole number or a string, got " + kind_of(key),
         *expr.args[1]);
  const std::int64_t at = key.number()->to_int();
  if (list) {
    if (at < 0 || static_cast<std::size_t>(at) >= list->size()) return {};
    return guarded(expr, [&] { return list->at(static_cast<std::size_t>(at)); });
  }
  const auto one = make_range(RangeEnd::kInclusive, Datum::whole(at), &key);
  return guarded(expr, [&] { return slice(owner, *one.range(), *this); });
}

}  // namespace ricochet::match::tpl
