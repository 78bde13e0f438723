#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "runner/explore/point.h"

namespace ricochet::runner {

/// A point, and the places that may get more there than the scenario expects.
struct PlannedPoint {
  ExplorePoint point;
  std::set<std::string> may_repeat;
};

/// What of the points of one scenario is run.
struct ExplorePlan {
  struct Excepted {
    ExploreFault fault;
    std::string topic;  ///< empty: of all its records
    std::string reason;
  };

  std::vector<PlannedPoint> points;
  std::vector<Excepted> excepted;
  std::size_t cut = 0;  ///< points beyond the limit
};

/// Leaves out what is excepted, then keeps `limit` of the rest: of each fault about as many, spread
/// evenly over the records. The order stays.
ExplorePlan plan_points(std::vector<ExplorePoint> points,
                        const std::vector<ExploreException>& exceptions, std::size_t limit);

/// Why no service crashes at records of groups that cannot be put down to one; nothing when all
/// can, or no crash is asked for.
std::vector<ExplorePlan::Excepted> unknown_services(const std::vector<SeenRecord>& records,
                                                    const std::vector<ExploreWish>& wishes);

/// `most` numbers below `count`, evenly spread, first and last among them; all when there are no
/// more.
std::vector<std::size_t> spread(std::size_t count, std::size_t most);

/// "redeliver,crash-before-commit@orders#0", or "all". Error run/bad-explore.
base::Result<std::vector<ExploreWish>> parse_explore(const std::string& text);

}  // namespace ricochet::runner
