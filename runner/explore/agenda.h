#pragma once
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runner/explore/plan.h"
#include "runner/result/result.h"
#include "runner/result/trace.h"

namespace ricochet::runner {

/// A scenario that was run with a fault, and all that happened meanwhile if somebody wants it.
struct ExploredScenario {
  ExploredScenario() {}  // not an aggregate: GCC 12 and co_return, see CONTRIBUTING.md
  ScenarioResult result;
  std::optional<Trace> trace;
};

/// The points of one scenario in the order in which they are run, and what one of them says of
/// another. A record that came twice and was recognised when it was the same event published again,
/// but not when it was brought again, was forgotten meanwhile; the other way round it is known by
/// its place and not by an id. Duplicates are run first, as they leave the group as it is; where
/// one does not hold the same record is brought again next, and it is told behind that.
class Agenda {
 public:
  explicit Agenda(std::vector<PlannedPoint> points);

  bool empty() const { return points_.empty(); }
  PlannedPoint next();
  /// Takes what the point has come to, and gives what can be told now.
  std::vector<ExploredScenario> came(const PlannedPoint& planned, ExploredScenario told);
  /// What still waits, when no more is run.
  std::vector<ExploredScenario> rest();

 private:
  bool bring_again_next(const ExplorePoint& duplicate);

  std::deque<PlannedPoint> points_;
  std::set<std::string> recognised_;  ///< records of which a duplicate was known
  std::vector<std::pair<ExplorePoint, ExploredScenario>> waiting_;
};

}  // namespace ricochet::runner
