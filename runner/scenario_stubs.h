#pragma once
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "runner/scenario_context.h"
#include "runner/scenario_scope.h"
#include "runner/step.h"

namespace ricochet::runner {

/// The stub sessions that one scenario brings. While this object lives they are tried before the
/// suite's; afterwards they answer only late calls, so that those are not blamed on the next
/// scenario.
class ScenarioStubs {
 public:
  ScenarioStubs(World& world, const Scenario& scenario);
  ~ScenarioStubs();
  ScenarioStubs(const ScenarioStubs&) = delete;
  ScenarioStubs& operator=(const ScenarioStubs&) = delete;

  /// Expands and compiles the sessions under "stubs"; findings go to root's list. False: there was
  /// an error.
  bool install(const base::JsonReader& root, const ScenarioScope& scope);
  /// Sessions of this scenario that never answered, calls that belong to earlier scenarios.
  void add_warnings(ScenarioResult& result) const;

 private:
  World& world_;
  const Scenario& scenario_;
  std::vector<std::string> installed_;
  std::map<std::string, journal::Seq> cursors_;
};

/// Strictness: a call that no stub knew fails the scenario, with the reason why nothing fitted.
StepOutcome unmatched_outcome(const ScenarioContext& context);

/// The same as warnings beside another failure: often they are its cause.
void add_unmatched(const ScenarioContext& context, ScenarioResult& result);

/// The folder that names in this file are relative to.
std::string folder_of(const std::string& file);

}  // namespace ricochet::runner
