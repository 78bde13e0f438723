#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/awaits/await_model.h"

namespace ricochet::model {

/// What a wait has seen, and when.
struct Arrival {
  const Happening* what;
  TimePoint at;
};
/// What that comes to.
struct Tally {
  std::uint64_t observed = 0;
  std::optional<TimePoint> first_met, last;
  bool broken = false;  ///< strict order, or two partitions for one key
  std::string route;    ///< what the records have in common that are told of
  bool gaps_wrong = false;
  bool all_but_order = false;
};

/// Whoever looks for that path in what happened gives up.
bool gives_up(const std::string& path, const Happening& h);
/// The steps that may be the first ones: of each lane one, of no order all.
std::vector<std::size_t> first_steps(const awaits::Expectation& e);
bool may_begin(const ModelWait& wait, const Happening& h);
/// The count is met, and nothing has broken the order.
bool is_whole(const ModelWait& wait, const Tally& tally);
/// Counted anew from all that was seen.
Tally tally(const ModelWait& wait, const std::vector<Arrival>& seen);

}  // namespace ricochet::model
