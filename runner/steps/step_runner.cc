#include "runner/steps/step_runner.h"

#include <utility>

#include "runner/steps/filled_step.h"
#include "runner/world/scenario_watch.h"
#include "runner/world/told/late_blame.h"
#include "runner/world/told/likely_causes.h"
#include "runner/world/told/made_of.h"

namespace ricochet::runner {

namespace {

std::string titled(const std::string& path, const std::string& title) {
  return path.empty() ? title : path + ": " + title;
}

/// What a step that was not reached, or cannot be read, would have been called: with its values as
/// far as they are known, else only its kind.
std::string title_ahead(const base::JsonReader& element, const Scenario& scenario,
                        const ScenarioScope& names) {
  const auto filled = fill_step(element, scenario, names);
  if (filled.step) return filled.step->title();
  const auto members = element.members();
  return members.empty() ? std::string() : members.front().key();
}

/// The findings behind the first `known` of the list: those of this step.
base::DiagList findings_after(const base::DiagList& all, std::size_t known) {
  base::DiagList out;
  for (std::size_t i = known; i < all.all().size(); ++i) out.add(all.all()[i]);
  return out;
}

}  // namespace

StepRunner::StepRunner(ScenarioContext& context, Told told, Begins begins)
    : context_(context), told_(std::move(told)), begins_(std::move(begins)) {}

Task<StepOutcome> StepRunner::run(base::JsonReader list, std::string path) {
  return run_list(std::move(list), std::move(path), context_.scope());
}

Task<StepOutcome> StepRunner::run_list(base::JsonReader list, std::string path,
                                       ScenarioScope& names) {
  StepOutcome outcome;
  for (const auto& element : list.elements()) {
    if (outcome.outcome == Outcome::kPassed)
      outcome = co_await run_one(element, path, names);
    else
      skip(element, path, names);
  }
  co_return outcome;
}

Task<StepOutcome> StepRunner::run_one(base::JsonReader element, std::string path,
                                      ScenarioScope& names) {
  co_await context_.ready();
  StepResult told = begin(element);
  const std::size_t known = element.diags().all().size();
  const FilledStep filled = fill_step(element, context_.scenario(), names);
  StepOutcome outcome;
  if (filled.step && filled.step->as_frame() != nullptr) {
    ScenarioScope inner(names);
    FrameStep::RunList run_inner = [this, path, &inner](base::JsonReader list, std::string below) {
      return run_list(std::move(list), titled(path, below), inner);
    };
    outcome = co_await filled.step->as_frame()->run_lists(context_, inner, run_inner);
    co_return outcome;
  }
  if (filled.step) {
    told.title = titled(path, filled.step->title());
    if (begins_) begins_(told);
    outcome = co_await filled.step->run(context_);
    for (const auto& name : filled.step->defines()) {
      if (outcome.outcome == Outcome::kPassed) names.uncover(name);
    }
  } else {
    outcome = StepOutcome::error_of(findings_after(element.diags(), known));
    told.title = titled(path, title_ahead(element, context_.scenario(), names));
  }
  if (outcome.outcome == Outcome::kPassed && context_.life().trouble())
    outcome = context_.trouble_outcome();
  told.outcome = outcome.outcome;
  told.error = outcome.error;
  told.cause = std::exchange(outcome.cause, {});
  if (told.outcome == Outcome::kFailed) {
    told.bus = context_.bus_story();
    told.made = made_of(context_, told.cause);
    add_likely_causes(context_, told.cause);
    blame_late_work(context_, told.cause);
  }
  told.took = context_.world().loop().now() - context_.started() - told.started;
  if (context_.watch() != nullptr) context_.watch()->told(told);
  told_(std::move(told));
  co_return outcome;
}

void StepRunner::skip(const base::JsonReader& element, const std::string& path,
                      const ScenarioScope& names) {
  StepResult told = begin(element);
  told.title = titled(path, title_ahead(element, context_.scenario(), names));
  told_(std::move(told));
}

StepResult StepRunner::begin(const base::JsonReader& element) const {
  StepResult told;
  told.where = element.location();
  if (const auto members = element.members(); !members.empty()) told.kind = members.front().key();
  told.started = context_.world().loop().now() - context_.started();
  return told;
}

}  // namespace ricochet::runner
