#include "match/template/eval/rehearsal.h"

#include <algorithm>

#include "match/template/eval/evaluator.h"
#include "match/work.h"

namespace ricochet::match::tpl {

namespace {

bool has_setting(const Block& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind == Node::Kind::kSetting || has_setting(node.body) ||
           has_setting(node.otherwise) ||
           std::any_of(node.branches.begin(), node.branches.end(),
                       [](const Branch& branch) { return has_setting(branch.body); });
  });
}

class Rehearsal {
 public:
  Rehearsal(const Parsed& parsed, const NameScope& scope)
      : parsed_(parsed), scope_(scope), settings_(has_setting(parsed.nodes)) {}

  void look(const Block& nodes) {
    for (const auto& node : nodes) look(node);
  }
  std::vector<base::Diag> take() { return std::move(found_); }

 private:
  void look(const Node& node) {
    look(node.expr);
    for (const auto& arg : node.args) look(arg);
    for (const auto& binding : node.bindings) look(binding.expr);
    for (const auto& branch : node.branches) {
      for (const auto& condition : branch.conditions) look(condition);
      look(branch.body);
    }
    if (node.kind != Node::Kind::kAttempt) look(node.body);
    look(node.otherwise);
  }

  void look(const ExprPtr& expr) {
    if (expr == nullptr || expr->kind == Expr::Kind::kLiteral) return;
    if (is_constant(*expr)) return attempt(*expr);
    for (const auto& arg : expr->args) look(arg);
  }

  bool is_constant(const Expr& expr) const {
    using Kind = Expr::Kind;
    switch (expr.kind) {
      case Kind::kText:
      case Kind::kName:
      case Kind::kSpecial:
      case Kind::kLambda:
        return false;
      case Kind::kCall:
        if (!is_function_of_scope(expr.name)) return false;
        break;
      case Kind::kBuiltin:
        if (settings_) return false;
        break;
      default:
        break;
    }
    return std::all_of(expr.args.begin(), expr.args.end(),
                       [this](const ExprPtr& arg) { return arg == nullptr || is_constant(*arg); });
  }

  /// The references are without the template's own names.
  bool is_function_of_scope(const std::string& name) const {
    const auto known = scope_.function_names();
    return std::find(known.begin(), known.end(), name) != known.end() &&
           std::any_of(parsed_.references.begin(), parsed_.references.end(),
                       [&](const auto& r) { return r.function && r.name == name; });
  }

  /// What is missing may have a default around it.
  void attempt(const Expr& expr) {
    if (Work::in_passing()) return;  // it would fail for that reason
    const RenderLimits limits;
    const Work work;
    try {
      Evaluator(parsed_, scope_, limits).rehearse(expr);
    } catch (const Failure& failure) {
      if (failure.diag.code != "template/undefined") found_.push_back(failure.diag);
    }
  }

  const Parsed& parsed_;
  const NameScope& scope_;
  const bool settings_;
  std::vector<base::Diag> found_;
};

}  // namespace

std::vector<base::Diag> rehearse(const Parsed& parsed, const NameScope& scope) {
  Rehearsal rehearsal(parsed, scope);
  rehearsal.look(parsed.nodes);
  return rehearsal.take();
}

}  // namespace ricochet::match::tpl
