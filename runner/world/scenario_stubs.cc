#include "runner/world/scenario_stubs.h"

#include <map>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/model/state_machines.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

std::shared_ptr<const stubserver::RuleSet> compile_sessions(const base::JsonReader& sessions,
                                                            const Scenario& scenario) {
  stubserver::LoadOptions options;
  options.file_root = folder_of(scenario.file);
  options.owner = scenario.owner_name();
  return stubserver::RuleSet::parse(sessions, options);
}

ScenarioStubs::ScenarioStubs(ScenarioLife& life, bool for_all)
    : life_(life), for_all_(for_all), world_(life.world()) {
  for (const auto& stub : world_.suite().stubs)
    cursors_[stub.name] = world_.log().cursor(stub.name);
  for (const auto& stub : world_.suite().stubs) {
    if (auto* server = world_.stub(stub.name)) {
      server->forget_retired(life_.owner());
      server->begin_scope(life_.scope());
    }
  }
  // One that runs again finds its machines at the start, as it does its sequences.
  world_.machines().reset_owner(life_.owner());
}

ScenarioStubs::~ScenarioStubs() {
  for (const auto& name : installed_) world_.stub(name)->retire_overlay(life_.owner());
  for (const auto& stub : world_.suite().stubs) {
    if (auto* server = world_.stub(stub.name)) server->end_scope(life_.scope());
  }
}

bool ScenarioStubs::install(const base::JsonReader& root, const ScenarioScope& scope) {
  const auto stubs = root.find("stubs");
  if (!stubs) return true;
  for (const auto& sessions : stubs->members()) {
    const auto expanded = scope.expand(sessions, true);
    if (!expanded) return false;
    auto rules = compile_sessions(sessions.with_value(*expanded), life_.scenario());
    if (!rules) return false;
    add(sessions.key(), std::move(rules));
  }
  return true;
}

void ScenarioStubs::add(const std::string& name,
                        std::shared_ptr<const stubserver::RuleSet> sessions) {
  world_.stub(name)->push_overlay(life_.owner(), std::move(sessions), for_all_ ? 0 : life_.scope());
  installed_.insert(name);
}

void ScenarioStubs::add_warnings(ScenarioResult& result) const {
  if (result.outcome == Outcome::kPassed) {
    for (const auto& name : installed_) {
      if (silent_.contains(name)) continue;
      for (const auto& rule : world_.stub(name)->unused_rules(life_.owner())) {
        result.warnings.push_back("unused stub: " + rule->describe() + " of " + name + " (" +
                                  rule->place() +
                                  ") never answered; remove it, or expect its call");
      }
    }
  }
  // With a scope late work is known by its mark (stray_work.h).
  if (life_.scope() != 0) return;
  std::map<std::string, std::size_t> late;
  for (const auto& [name, cursor] : cursors_) {
    world_.log().for_each(name, cursor, [&](const journal::RecordPtr& record) {
      if (!record->rule_owner.empty() && record->rule_owner != life_.owner())
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

}  // namespace ricochet::runner
