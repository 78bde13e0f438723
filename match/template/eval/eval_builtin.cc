#include "match/template/eval/evaluator.h"

namespace ricochet::match::tpl {

using Kind = Expr::Kind;

namespace {

/// A text that the client sent: `req.queries['n']`, also with built-ins behind it.
bool comes_from_request(const Expr& expr) {
  const Expr* root = &expr;
  while (root->kind == Kind::kMember || root->kind == Kind::kIndex || root->kind == Kind::kParen ||
         root->kind == Kind::kBuiltin)
    root = root->args.front().get();
  return root != &expr && root->kind == Kind::kName && root->name == "req";
}

/// Those that read a text, which may be none of the kind.
bool is_reading(std::string_view name) {
  return name == "number" || name == "boolean" || name == "date" || name == "time" ||
         name == "datetime";
}

}  // namespace

Datum Evaluator::built_in(const Expr& expr) {
  const auto& spec = *expr.builtin;
  const auto& target = *expr.args.front();
  if (spec.kind == Builtin::Kind::kLazy) return lazy_built_in(expr);
  const bool of_loop = spec.kind == Builtin::Kind::kLoop;
  const auto subject = of_loop                                  ? Datum()
                       : spec.kind == Builtin::Kind::kForgiving ? value(target)
                                                                : present(target);
  Items args;
  for (std::size_t i = 1; i < expr.args.size(); ++i) args.push_back(present(*expr.args[i]));
  const auto* loop = of_loop ? &loop_of(target) : nullptr;
  auto out = guarded(expr, [&] {
    try {
      return spec.apply(BuiltinCall{*this, spec.name, subject, args, loop});
    } catch (const BuiltinError& e) {
      const bool sent = is_reading(spec.name) && args.empty() && subject.text() != nullptr &&
                        comes_from_request(target);
      if (!sent || e.code == "template/limit") throw;
      throw BuiltinError{e.message, e.hint, "template/request", base::Diag::Kind::kRequest};
    }
  });
  return out.depth() > 0 ? checked(std::move(out), expr) : out;
}

/// Built-ins that leave some of their arguments alone.
Datum Evaluator::lazy_built_in(const Expr& expr) {
  const auto& args = expr.args;
  if (expr.builtin->name == "then") return value(*args[condition(*args[0]) ? 1 : 2]);
  if (expr.builtin->name == "default") {
    for (const auto& arg : args) {
      auto found = value(*arg);
      if (!found.missing()) return found;
    }
    return {};
  }
  // ?switch(case, result, ..., otherwise)
  const auto subject = present(*args[0]);
  for (std::size_t i = 1; i + 1 < args.size(); i += 2) {
    const auto wanted = present(*args[i]);
    if (guarded(*args[i], [&] { return equal(subject, wanted, false); }))
      return value(*args[i + 1]);
  }
  if (args.size() % 2 == 0) return value(*args.back());
  fail("template/wrong-type", "?switch has no case for this value", expr,
       "add a last argument for all else");
}

const LoopState& Evaluator::loop_of(const Expr& expr) const {
  for (auto it = frame_->locals.rbegin(); it != frame_->locals.rend(); ++it) {
    if (it->loop != nullptr && it->name == expr.name) return *it->loop;
  }
  fail("template/undefined", expr.name + " is not the variable of a loop here", expr,
       "write it inside of <#list xs as " + expr.name + ">");
}

Datum Evaluator::fallback(const Expr& expr) {
  auto found = value(*expr.args[0]);
  if (!found.missing()) return found;
  if (expr.args.size() == 1) return Datum::nothing();
  return value(*expr.args[1]);
}

}  // namespace ricochet::match::tpl
