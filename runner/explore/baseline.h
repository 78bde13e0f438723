#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "runner/explore/expectations.h"
#include "runner/explore/point.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// What a run without a fault showed, when it was at rest.
struct Baseline {
  std::vector<SeenRecord> records;
  std::size_t not_looked_at = 0;  ///< further records, beyond the bound
  /// Expectations that hold at the end, too: those that are final.
  std::set<ExpectationKey> lasting;
  std::set<std::string>
      standing;         ///< groups that read the records and still had members at the end
  bool rested = false;  ///< quiet came, with no call open
};

/// Watches a run without a fault. The world must outlive it.
class BaselineWatch final : public ScenarioWatch {
 public:
  /// At most `limit` of the published records are looked at, spread evenly; rest is waited for no
  /// longer than `patience`.
  BaselineWatch(World& world, std::size_t limit, base::Duration patience);

  Task<void> ready() override { co_return; }
  std::size_t publishing(const std::string& topic) override { return ordinals_[topic]++; }
  bool published(std::size_t ordinal, const bus::Position& where,
                 const base::Location& step) override;
  void expects(LastingExpectation expectation) override;
  base::Duration more_time() const override { return base::Duration(0); }
  bool judges_at_end() const override { return false; }
  void told(StepResult&) override {}
  Task<void> end(ScenarioContext& context, ScenarioResult& result) override;

  const Baseline& baseline() const { return baseline_; }

 private:
  void look_at(std::size_t index, base::TimePoint began,
               const std::vector<bus::Position>& published);

  World& world_;
  const std::size_t limit_;
  const base::Duration patience_;
  const std::uint64_t begin_;
  std::map<std::string, std::size_t> ordinals_;
  std::vector<base::TimePoint> published_at_;  ///< each of the records
  Expectations expectations_;
  Baseline baseline_;
};

}  // namespace ricochet::runner
