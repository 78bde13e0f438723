#include <algorithm>

#include "match/template/eval/evaluator.h"
#include "match/template/format/moment_format.h"

namespace ricochet::match::tpl {

namespace {

constexpr std::string_view kIndex = "_index", kHasNext = "_has_next";

/// `x_index` of the loop over x.
Datum of_loop(const std::string& name, const std::string& variable, const LoopState& loop) {
  if (!name.starts_with(variable)) return {};
  const auto rest = std::string_view(name).substr(variable.size());
  if (rest == kIndex) return Datum::whole(static_cast<std::int64_t>(loop.index));
  if (rest == kHasNext) return Datum(loop.has_next);
  return {};
}

/// What the template was given.
class ScopeHash final : public Hash {
 public:
  explicit ScopeHash(const NameScope& scope) : scope_(scope) {}
  base::Result<Datum> get(const std::string& name) const override {
    const auto found = scope_.lookup(name);
    return found ? Datum::of(*found) : Datum();
  }
  std::vector<std::string> keys() const override { return scope_.names(); }

 private:
  const NameScope& scope_;
};

}  // namespace

Datum Evaluator::local(const std::string& name, bool& hidden) const {
  for (auto it = frame_->locals.rbegin(); it != frame_->locals.rend(); ++it) {
    if (it->name == name) {
      if (!it->value.missing()) return it->value;
      if (it->hides) {
        hidden = true;
        return {};
      }
    }
    if (it->loop == nullptr) continue;
    if (auto found = of_loop(name, it->name, *it->loop); !found.missing()) return found;
  }
  const auto own = frame_->variables.find(name);
  return own == frame_->variables.end() ? Datum() : own->second;
}

Datum Evaluator::name(const std::string& name) const {
  bool hidden = false;
  if (auto found = local(name, hidden); hidden || !found.missing()) return found;
  for (const auto* variables : {&assigned_, &globals_}) {
    const auto own = variables->find(name);
    if (own != variables->end()) return own->second;
  }
  const auto given = scope_.lookup(name);
  return given ? Datum::of(*given) : Datum();
}

Datum Evaluator::variables_of(std::string_view which) const {
  std::vector<std::pair<std::string, Datum>> out;
  const auto add = [&out](const std::map<std::string, Datum>& variables) {
    for (const auto& variable : variables) out.push_back(variable);
  };
  if (which == "vars" || which == "globals" || which == "data_model") {
    for (auto& given : scope_.names()) {
      const auto found = scope_.lookup(given);
      if (found) out.emplace_back(std::move(given), Datum::of(*found));
    }
  }
  if (which == "vars" || which == "globals") add(globals_);
  if (which == "vars" || which == "main" || which == "namespace") add(assigned_);
  if (which == "vars" || which == "locals") {
    add(frame_->variables);
    for (const auto& own : frame_->locals) out.emplace_back(own.name, own.value);
  }
  return Datum::hash(std::move(out));
}

std::int64_t Evaluator::now() const {
  const auto now = scope_.now();
  if (!now)
    throw BuiltinError{
        "what time it is is not known: this template has no clock", {}, "template/undefined"};
  return std::chrono::floor<std::chrono::milliseconds>(now->time_since_epoch()).count();
}

Datum Evaluator::special(const Expr& expr) {
  const auto& name = expr.name;
  if (name == "now") {
    return guarded(expr, [&] { return Datum(Moment{Moment::Kind::kDateTime, now()}); });
  }
  if (name == "data_model")
    return Datum(std::shared_ptr<const Hash>(std::make_shared<ScopeHash>(scope_)));
  if (name == "error") {
    for (const auto* frame = frame_; frame != nullptr; frame = frame->caller) {
      if (frame->error) return Datum(*frame->error);
    }
    return {};
  }
  if (name == "args") return frame_->arguments;
  if (name == "version") return Datum(std::string("2.3.34"));
  if (name == "incompatible_improvements") return Datum(std::string("2.3.31"));
  if (name == "locale") return Datum(std::string("en_US"));
  if (name == "lang") return Datum(std::string("en"));
  if (name == "output_format") return Datum(std::string("undefined"));
  if (name == "auto_esc") return Datum(false);
  if (name == "time_zone") {
    if (!settings_.time_zone.empty()) return Datum(settings_.time_zone);
    return guarded(expr, [&] { return Datum(local_zone_name(now())); });
  }
  if (name == "url_escaping_charset") return Datum(std::string("UTF-8"));
  if (name == "pass") return {};
  auto out = checked(variables_of(name), expr);
  return out;
}

std::optional<Datum> Evaluator::get(Node::VariableScope where, const std::string& name) const {
  const auto& variables = where == Node::VariableScope::kLocal    ? frame_->variables
                          : where == Node::VariableScope::kGlobal ? globals_
                                                                  : assigned_;
  const auto own = variables.find(name);
  return own == variables.end() ? std::nullopt : std::optional(own->second);
}

/// An assignment lives until the end of the template, one of <#local> until that of its macro; loop
/// variables hide both while they last.
void Evaluator::set(Node::VariableScope where, const std::string& name, Datum value) {
  auto& variables = where == Node::VariableScope::kLocal    ? frame_->variables
                    : where == Node::VariableScope::kGlobal ? globals_
                                                            : assigned_;
  variables.insert_or_assign(name, std::move(value));
}

void Evaluator::bind(const Node& node, const Binding& binding) {
  using How = Binding::How;
  if (binding.how == How::kSet)
    return set(node.variable_scope, binding.name, present(*binding.expr));
  const auto before = get(node.variable_scope, binding.name);
  const auto old = before ? *before : Datum();
  if (old.missing())
    fail_at("template/undefined", binding.name + " is not defined", binding.begin,
            "it needs a value of the template's own first: <#assign " + binding.name + " = 0>");
  const bool by_one = binding.how == How::kIncrement || binding.how == How::kDecrement;
  const auto by = by_one ? Datum::whole(1) : present(*binding.expr);
  const auto op = binding.how == How::kAdd || binding.how == How::kIncrement   ? Op::kAdd
                  : binding.how == How::kSub || binding.how == How::kDecrement ? Op::kSub
                  : binding.how == How::kMul                                   ? Op::kMul
                  : binding.how == How::kDiv                                   ? Op::kDiv
                                                                               : Op::kMod;
  Expr place;
  place.begin = binding.begin;
  place.end = binding.begin + binding.name.size();
  set(node.variable_scope, binding.name,
      checked(guarded(place, [&] { return apply_operator(op, old, by, *this); }), place));
}

}  // namespace ricochet::match::tpl
