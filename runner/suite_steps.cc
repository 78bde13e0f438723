#include "runner/suite_steps.h"

#include <filesystem>

#include "base/duration.h"
#include "base/json/json.h"
#include "runner/report/cause_text.h"
#include "runner/world/rest.h"
#include "runner/world/unmatched.h"

namespace ricochet::runner {

std::shared_ptr<const Scenario> suite_as_scenario(const std::shared_ptr<const Suite>& suite,
                                                  std::size_t round) {
  auto owner = std::make_shared<Scenario>();
  owner->document = suite->document;
  owner->suite = suite;
  owner->file = suite->file;
  owner->origin =
      (std::filesystem::path(suite->folder).filename() / kSuiteFileName).generic_string();
  owner->name = "suite";
  owner->round = round;
  return owner;
}

SuiteSteps::SuiteSteps(World& world, const std::shared_ptr<const Suite>& suite, std::uint64_t seed)
    : world_(world),
      owner_(suite_as_scenario(suite, world.scopes().round())),
      scope_(*owner_, world.facts(), seed, world.loop().wall_now(), &world.secrets()),
      life_(world, *owner_, scope_.mark()),
      stubs_(life_, /*for_all=*/true),
      context_(life_, scope_, stubs_) {}

Task<StepOutcome> SuiteSteps::set_up(ScenarioResult& result) {
  StepOutcome outcome;
  if (!owner_->document) co_return outcome;
  const auto list = owner_->reader(diags_).find("setup");
  if (!list) co_return outcome;
  StepRunner runner(context_, [&result](StepResult step) {
    const bool wrong = step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
    if (wrong && !result.where.known()) result.where = step.where;
    result.steps.push_back(std::move(step));
  });
  std::string path = "suite setup";
  const CallMark mark(context_);
  outcome = co_await runner.run(*list, std::move(path));
  result.warnings = unmatched_since(context_, mark, "in the suite's setup");
  if (outcome.outcome == Outcome::kPassed) world_.add_facts(scope_.defined());
  co_return outcome;
}

Task<std::vector<std::string>> SuiteSteps::rest() {
  std::vector<std::string> lines;
  if (world_.stray_work() == nullptr) co_return lines;
  const Defaults& defaults = world_.suite().defaults;
  life_.clear_trouble();
  RestWanted wanted;
  wanted.quiet = defaults.settle;
  wanted.limit = defaults.rest;
  std::function<bool()> nothing_else = [] { return true; };
  bool rested = defaults.rest.count() == 0;
  if (!rested) rested = co_await come_to_rest(life_, wanted, nothing_else);
  lines = world_.stray_work()->take_late();
  if (!rested && !life_.trouble())
    lines.push_back("the services are not at rest " + base::format_duration(defaults.rest) +
                    " after the last scenario: calls and events go on; what they do from now on is "
                    "not looked at");
  co_return lines;
}

Task<std::vector<std::string>> SuiteSteps::tear_down() {
  std::vector<std::string> problems;
  if (!owner_->document) co_return problems;
  CallMark mark(context_);
  mark.triggers = 0;
  const auto list = owner_->reader(diags_).find("teardown");
  if (!list) co_return untriggered_since(context_, mark);
  life_.begin_teardown();
  StepRunner runner(context_, [&problems](StepResult step) {
    if (step.outcome == Outcome::kPassed || step.outcome == Outcome::kSkipped) return;
    problems.push_back(step.title + ": " + message_of(step.cause) + " (" + step.where.str() + ")");
  });
  std::string path = "suite teardown";
  co_await runner.run(*list, std::move(path));
  for (auto& line : unmatched_since(context_, mark, "in the suite's teardown"))
    problems.push_back(std::move(line));
  for (auto& line : untriggered_since(context_, mark)) problems.push_back(std::move(line));
  co_return problems;
}

}  // namespace ricochet::runner
