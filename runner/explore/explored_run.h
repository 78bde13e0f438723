#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "runner/explore/baseline.h"
#include "runner/explore/fault_player.h"
#include "runner/explore/plan.h"

namespace ricochet::runner {

struct Shown;

/// One run of a scenario with a fault at one point: its steps pass as soon as what they wait for is
/// there, and when all of them have, and the service is at rest, every expectation that is final
/// must hold. World and baseline must outlive it.
class ExploredRun final : public ScenarioWatch {
 public:
  /// `grace`: what the fault may cost, added to each deadline.
  ExploredRun(World& world, PlannedPoint planned, const Baseline& baseline, base::Duration grace);

  Task<void> ready() override;
  void give_up() override { player_.give_up(); }
  std::size_t publishing(const std::string& topic) override { return player_.publishing(topic); }
  bool published(std::size_t ordinal, const bus::Position& where,
                 const base::Location& step) override;
  void expects(LastingExpectation expectation) override;
  base::Duration more_time() const override { return grace_; }
  bool judges_at_end() const override { return true; }
  void told(StepResult& step) override;
  Task<void> end(ScenarioContext& context, ScenarioResult& result) override;

 private:
  StepOutcome kept_from_judging(const Trouble& met, const ScenarioResult& result) const;
  Task<void> judge(ScenarioContext& context, ScenarioResult& result);
  Task<void> judge_one(ScenarioContext& context, const KeyedExpectation& one,
                       ScenarioResult& result);
  void judge_commits(ScenarioContext& context, ScenarioResult& result);
  void found(ScenarioContext& context, Finding finding, const Shown& told,
             const base::Location& where, ScenarioResult& result);
  bool at_rest(const ScenarioContext& context) const;
  std::map<std::string, bus::Position> groups_behind(const ScenarioContext& context) const;
  std::set<std::string> groups_gone() const;
  StepOutcome restless() const;
  bool may_repeat(const std::vector<std::string>& bins) const;

  World& world_;
  const PlannedPoint planned_;
  const Baseline& baseline_;
  const base::Duration grace_;
  FaultPlayer player_;
  Expectations expectations_;
  std::set<std::string> committing_;  ///< groups that committed every record without the fault
};

}  // namespace ricochet::runner
