#include "runner/check.h"

#include <algorithm>
#include <map>

#include "base/json/json.h"
#include "bus/kafka/kafka_bus.h"
#include "runner/model/binding.h"
#include "runner/steps/filled_step.h"
#include "runner/suite_steps.h"
#include "runner/sut/launch.h"
#include "runner/world/bind_suite.h"
#include "runner/world/facts.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/rules/state_check.h"

namespace ricochet::runner {

namespace {

/// Whether the finding is about a value, not its key, that is not known here.
bool is_about_unknown_value(const base::Diag& diag, const base::JsonReader& step,
                            const base::Json& filled) {
  const auto& pointer = diag.where.pointer;
  if (!pointer.starts_with(step.pointer())) return false;
  const base::Json::json_pointer below(pointer.substr(step.pointer().size()));
  if (below.empty() || !filled.contains(below)) return false;
  const base::Json& value = filled.at(below);
  if (!value.is_string() ||
      value.get_ref<const std::string&>().find(kUnknownValue) == std::string::npos)
    return false;
  if (!filled.at(below.parent_pointer()).is_object()) return true;
  const auto key = step.document()->locate(pointer, base::JsonDocument::Token::kKey);
  return key.line != diag.where.line || key.column != diag.where.column;
}

void check_steps(const base::JsonReader& list, const Scenario& scenario, ScenarioScope& scope) {
  for (const auto& step : list.elements()) {
    base::DiagList found(1000);
    const auto filled = fill_step(step.with_diags(found), scenario, scope);
    for (const auto& diag : found.all()) {
      if (!filled.json || !is_about_unknown_value(diag, step, *filled.json)) step.diags().add(diag);
    }
    if (!filled.step) {  // what it captures is known: its mistake is not that of those who use it
      const auto members = step.members();
      const auto captures = members.empty() ? std::nullopt : members.front().find("capture");
      if (captures && captures->is_object()) {
        for (const auto& one : captures->members()) scope.define(one.key(), kUnknownValue);
      }
      continue;
    }
    look_inside(*filled.step, scope, [&](const auto& inner, ScenarioScope& inside) {
      check_steps(inner.with_diags(step.diags()), scenario, inside);
    });
  }
}

/// Checks "setup" or "teardown" of a suite; what its steps define is known to `scope` then.
void check_suite_list(const Suite& suite, const char* part, ScenarioScope& scope,
                      base::DiagList& diags) {
  if (!suite.document) return;
  // Not owned: it is needed for as long as this call takes.
  const auto owner =
      suite_as_scenario(std::shared_ptr<const Suite>(std::shared_ptr<void>(), &suite));
  const auto list = owner->reader(diags).find(part);
  if (list && list->is_array()) check_steps(*list, *owner, scope);
}

bool holds_stub_step(const base::Json& value) {
  if (value.is_object() && value.size() == 1 && value.contains("stub")) return true;
  return value.is_structured() && std::any_of(value.begin(), value.end(), holds_stub_step);
}

/// The sessions under "stubs", and the states of their machines, which all stubs of a scenario
/// share.
void check_sessions(const base::JsonReader& root, const Scenario& scenario,
                    const ScenarioScope& scope) {
  const auto stubs = root.find("stubs");
  if (!stubs) return;
  stubserver::StateCheck states;
  for (const auto& sessions : stubs->members()) {
    if (!sessions.is_array()) continue;  // the frame says so
    const auto expanded = scope.expand(sessions, true);
    const auto rules =
        expanded ? compile_sessions(sessions.with_value(*expanded), scenario) : nullptr;
    if (!rules) continue;
    for (const auto& rule : rules->rules()) states.add(*rule);
  }
  // Sessions that come later may lead to what these wait for.
  if (!holds_stub_step(root.value())) states.warn(root.diags());
}

/// What librdkafka would refuse when the run begins.
void check_properties(const Suite& suite, base::DiagList& diags) {
  if (!suite.document || !suite.bus) return;
  const auto bus = base::JsonReader(suite.document, diags, "suite").find("bus");
  const auto properties = bus ? bus->find("properties") : std::nullopt;
  if (!properties) return;
  for (const auto& property : properties->members()) {
    const auto value = suite.bus->properties.find(property.key());
    if (value == suite.bus->properties.end()) continue;  // not a text, which was told
    const auto status = bus::check_kafka_property(value->first, value->second);
    if (!status) property.repeat_at_key(status.error());
  }
}

}  // namespace

void bind_all(Discovery& found, const std::string& bin_dir, std::uint64_t seed,
              base::WallTime now) {
  std::map<const Suite*, std::shared_ptr<const Suite>> bound;
  const auto bind = [&](std::shared_ptr<const Suite>& suite) {
    auto& made = bound[suite.get()];
    if (!made) made = bind_suite(suite, bin_dir, seed, now);
    suite = made;
  };
  const auto hand_over = [&](std::shared_ptr<const Scenario>& scenario) {
    auto copy = std::make_shared<Scenario>(*scenario);
    bind(copy->suite);
    scenario = std::move(copy);
  };
  // The suites of before live until all are replaced: they are told apart by their addresses.
  const auto before = found.suites;
  for (auto& scenario : found.scenarios) hand_over(scenario);
  for (auto& file : found.broken) {
    if (file.scenario) hand_over(file.scenario);
    if (file.suite) bind(file.suite);
  }
  for (auto& suite : found.suites) bind(suite);
}

void check_stub_file(const std::string& file, base::DiagList& diags) {
  stubserver::LoadOptions options;
  options.file_root = folder_of(file);
  stubserver::RuleSet::load({file}, options, diags);
}

void check_suite(const Suite& suite, const std::string& bin_dir, base::DiagList& diags) {
  if (!suite.binding) {  // not by a run: as one with the seed 0 would be
    const auto not_owned = std::shared_ptr<const Suite>(std::shared_ptr<void>(), &suite);
    return check_suite(*bind_suite(not_owned, bin_dir, 0, base::WallTime()), bin_dir, diags);
  }
  for (const auto& stub : suite.stubs) {
    if (stub.file.empty()) continue;
    base::DiagList found;
    check_stub_file(stub.file, found);
    for (base::Diag diag : found.all()) {
      const bool itself = diag.kind == base::Diag::Kind::kNotFound && diag.where.file == stub.file;
      if (itself && !diag.where.known()) {  // the mistake is where the name stands
        diag.where = suite.document->locate(stub.pointer);
        diag.hint = "stub files count from the suite's folder";
      }
      diags.add(std::move(diag));
    }
  }
  for (const auto& diag : suite.binding->findings) diags.add(diag);
  check_properties(suite, diags);
  if (!suite.names_known) return;  // whatever names them would be blamed for it
  base::Json facts = facts_for_check(suite, bin_dir);
  add_urls(suite, facts, diags);
  for (const auto& sut : suite.suts) {
    if (auto launch = expand_launch(sut, suite, facts); !launch) diags.add(launch.error());
  }
  if (!suite.document) return;
  const auto owner =
      suite_as_scenario(std::shared_ptr<const Suite>(std::shared_ptr<void>(), &suite));
  ScenarioScope scope(*owner, facts, 0, base::WallTime());
  for (const char* part : {"setup", "teardown"}) check_suite_list(suite, part, scope, diags);
}

void check_scenario(const Scenario& scenario, const std::string& bin_dir, base::DiagList& diags) {
  const base::JsonReader root = scenario.reader(diags);
  constexpr std::uint64_t kSeed = 0;  // the values are thrown away
  ScenarioScope scope(scenario, facts_for_check(*scenario.suite, bin_dir), kSeed, base::WallTime());
  base::DiagList of_suite;  // check_suite() tells them
  check_suite_list(*scenario.suite, "setup", scope, of_suite);
  const bool vars_defined = scope.define_vars(root) && scenario.vars_known;
  if (vars_defined) check_sessions(root, scenario, scope);
  if (!vars_defined) return;  // whatever uses them would be blamed for it
  for (const char* part : {"setup", "steps", "teardown"}) {
    if (const auto steps = root.find(part); steps && steps->is_array())
      check_steps(*steps, scenario, scope);
  }
}

}  // namespace ricochet::runner
