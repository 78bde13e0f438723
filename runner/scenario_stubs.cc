#include "runner/scenario_stubs.h"

#include <filesystem>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

std::string folder_of(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

ScenarioStubs::ScenarioStubs(World& world, const Scenario& scenario)
    : world_(world), scenario_(scenario) {
  for (const auto& stub : world.suite().stubs) cursors_[stub.name] = world.log().cursor(stub.name);
}

ScenarioStubs::~ScenarioStubs() {
  for (const auto& name : installed_) world_.stub(name)->retire_overlay(scenario_.name);
}

bool ScenarioStubs::install(const base::JsonReader& root, const ScenarioScope& scope) {
  const auto stubs = root.find("stubs");
  if (!stubs) return true;
  for (const auto& sessions : stubs->members()) {
    const auto expanded = scope.expand(sessions, true);
    if (!expanded) return false;
    stubserver::LoadOptions options;
    options.file_root = folder_of(scenario_.file);
    options.owner = scenario_.name;
    auto rules = stubserver::RuleSet::parse(sessions.with_value(*expanded), options);
    if (!rules) return false;
    world_.stub(sessions.key())->push_overlay(scenario_.name, std::move(rules));
    installed_.push_back(sessions.key());
  }
  return true;
}

void ScenarioStubs::add_warnings(ScenarioResult& result) const {
  if (result.outcome == Outcome::kPassed) {
    for (const auto& name : installed_) {
      for (const auto& rule : world_.stub(name)->unused_rules(scenario_.name)) {
        result.warnings.push_back("unused stub: " + rule->describe() + " of " + name + " (" +
                                  rule->place() +
                                  ") never answered; remove it, or expect its call");
      }
    }
  }
  std::map<std::string, std::size_t> late;
  for (const auto& [name, cursor] : cursors_) {
    world_.log().for_each(name, cursor, [&](const journal::RecordPtr& record) {
      if (!record->rule_owner.empty() && record->rule_owner != scenario_.name)
        ++late[record->rule_owner];
      return true;
    });
  }
  for (const auto& [owner, count] : late) {
    result.warnings.push_back(base::plural(count, "late call") + " of the earlier scenario " +
                              base::in_quotes(owner) +
                              " came meanwhile; its service was not done when it ended");
  }
}

void add_unmatched(const ScenarioContext& context, ScenarioResult& result) {
  constexpr std::size_t kShown = 3;
  const auto calls = context.unmatched_calls();
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    result.warnings.push_back("no stub of " + calls[i]->bin + " knew the call " +
                              calls[i]->title() + ", it was answered " +
                              std::to_string(calls[i]->answer.status));
  }
  if (calls.size() > kShown) {
    result.warnings.push_back("and " + base::plural(calls.size() - kShown, "more call") +
                              " that no stub knew");
  }
}

StepOutcome unmatched_outcome(const ScenarioContext& context) {
  const auto calls = context.unmatched_calls();
  if (calls.empty()) return StepOutcome::passed();
  constexpr std::size_t kShown = 5;
  std::string details = "expected: every call fits a stub\n";
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    const auto& call = *calls[i];
    details += "actual:   " + call.title() + " to " + call.bin + " after " +
               base::humanize(call.received - context.started()) + ", answered " +
               std::to_string(call.answer.status) + "\n";
    if (!call.why_not.empty()) details += "          " + call.why_not + "\n";
  }
  if (calls.size() > kShown)
    details += "          and " + std::to_string(calls.size() - kShown) + " more\n";
  details += "help:     add a stub for it, or write \"unmatched\": \"allow\" in the scenario\n";
  return StepOutcome::failed(
      base::plural(calls.size(), "call") + " that no stub knew: " + calls[0]->title(), details);
}

}  // namespace ricochet::runner
