#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/json/reader.h"
#include "runner/model/scenario.h"
#include "runner/result/result.h"
#include "runner/world/scenario_life.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/world.h"

namespace ricochet::stubserver {
class RuleSet;
}

namespace ricochet::runner {

/// Compiles a list of Moco sessions that belong to this scenario, values filled in already;
/// findings (stub/...) go to the reader's list, nullptr then.
std::shared_ptr<const stubserver::RuleSet> compile_sessions(const base::JsonReader& sessions,
                                                            const Scenario& scenario);

/// The stub sessions that one scenario brings. While this object lives they are tried before the
/// suite's; afterwards they answer only late calls, so that those are not blamed on the next
/// scenario. The life must outlive it.
class ScenarioStubs {
 public:
  /// `for_all`: the sessions answer to every scenario of the suite.
  explicit ScenarioStubs(ScenarioLife& life, bool for_all = false);
  ~ScenarioStubs();
  ScenarioStubs(const ScenarioStubs&) = delete;
  ScenarioStubs& operator=(const ScenarioStubs&) = delete;

  /// Expands and compiles the sessions under "stubs"; findings go to root's list. False: there was
  /// an error.
  bool install(const base::JsonReader& root, const ScenarioScope& scope);
  /// Sessions from here on, tried before all that are there: `name` is a stub of the suite.
  void add(const std::string& name, std::shared_ptr<const stubserver::RuleSet> sessions);
  /// The scenario expects that this stub is never called: none of its sessions is unused then.
  void expect_silence(const std::string& name) { silent_.insert(name); }
  /// Sessions of this scenario that never answered, calls that belong to earlier scenarios.
  void add_warnings(ScenarioResult& result) const;

 private:
  ScenarioLife& life_;
  const bool for_all_;
  World& world_;
  std::set<std::string> installed_;
  std::set<std::string> silent_;
  std::map<std::string, journal::Seq> cursors_;
};

}  // namespace ricochet::runner
