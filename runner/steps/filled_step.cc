#include "runner/steps/filled_step.h"

#include <algorithm>
#include <utility>

#include "base/error_mark.h"
#include "runner/steps/fit_values.h"
#include "runner/world/facts.h"

namespace ricochet::runner {

namespace {

/// How the step wants to be filled in. What is not a step at all is filled in whole, and refused
/// then.
Fill fill_of(const base::JsonReader& element) {
  const auto members = element.members();
  if (members.size() != 1) return Fill::kAll;
  const auto& kinds = step_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const StepKind& each) {
    return each.key == members.front().key();
  });
  return kind == kinds.end() ? Fill::kAll : kind->fill;
}

/// All members of the step's object but "steps".
std::shared_ptr<const base::Json> fill_around_steps(const base::JsonReader& element,
                                                    const ScenarioScope& scope) {
  const auto body = element.members().front();
  if (!body.is_object()) return scope.expand(element);
  base::Json filled = base::Json::object();
  for (const auto& member : body.members()) {
    if (member.key() == "steps") {
      filled["steps"] = member.value();
      continue;
    }
    const auto value = scope.expand(member);
    if (!value) return nullptr;
    filled[member.key()] = *value;
  }
  base::Json out = base::Json::object();
  out[body.key()] = std::move(filled);
  return std::make_shared<const base::Json>(std::move(out));
}

std::shared_ptr<const base::Json> filled(const base::JsonReader& element,
                                         const ScenarioScope& scope) {
  switch (fill_of(element)) {
    case Fill::kAll:
      return scope.expand(element);
    case Fill::kSessions:
      return scope.expand(element, true);
    case Fill::kAllButSteps:
      return fill_around_steps(element, scope);
    case Fill::kNothing:
      break;
  }
  return std::make_shared<const base::Json>(element.value());
}

/// Most of it needs no change, and no copy.
std::shared_ptr<const base::Json> fitted(const base::JsonReader& element,
                                         std::shared_ptr<const base::Json> filled) {
  if (!filled || *filled == element.value()) return filled;
  auto changed = std::make_shared<base::Json>(*filled);
  fit_values(element, *changed, step_shape());
  return changed;
}

}  // namespace

FilledStep fill_step(const base::JsonReader& element, const Scenario& scenario,
                     const ScenarioScope& scope) {
  FilledStep out;
  const base::ErrorMark mark(element.diags());
  out.json = fitted(element, filled(element, scope));
  if (out.json && mark.clean()) out.step = parse_step(element.with_value(*out.json), scenario);
  if (!out.step) return out;
  out.step->stands_at(element.location());
  out.step->knows(scope);
  return out;
}

void look_inside(
    const Step& step, ScenarioScope& scope,
    const std::function<void(const base::JsonReader& list, ScenarioScope& inside)>& each) {
  const auto* frame = step.as_frame();
  if (frame == nullptr) {
    for (const auto& name : step.defines()) scope.define(name, kUnknownValue);
    return;
  }
  ScenarioScope inside(scope);
  for (const auto& name : step.defines()) inside.define_here(name, kUnknownValue);
  if (!frame->prepare(inside)) return;
  for (const auto& list : frame->lists()) each(list, inside);
}

}  // namespace ricochet::runner
