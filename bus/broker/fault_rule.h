#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "bus/broker/errors.h"

namespace ricochet::bus::broker {
class Broker;
}

namespace ricochet::bus::broker::faults {

/// Which requests a fault is for: all that is said must fit. What a request does not name, it does
/// not fit.
struct Match {
  std::vector<std::int16_t> apis;  ///< none: any
  std::string topic, group, client, transaction;
  std::optional<std::int32_t> partition;
  std::optional<std::int32_t> node;
  bool operator==(const Match&) const = default;
};

/// What is done to the request that fits.
struct Effect {
  enum class End { kNone, kDrop, kSilence };
  std::optional<Error> error;  ///< instead of what was asked for, at each place that fits
  /// Delay and end come when the answer is there, so that the request has had its effect; else
  /// before it is looked at.
  bool at_answer = false;
  base::Duration delay{0};
  End end = End::kNone;
  base::Duration throttle{0};        ///< told to the client, which is not listened to meanwhile
  std::size_t bytes_per_second = 0;  ///< of the answer; 0: as fast as it goes
};

/// Does something to the broker itself; what, for people: "group g: 2 members expired". Errors:
/// there is no such thing.
using Command = std::function<base::Result<std::string>(Broker&)>;

/// One fault, as it was asked for.
struct Rule {
  std::string name;    ///< of whoever asked, to find it again; may be empty
  std::string title;   ///< for people: "error NOT_LEADER_OR_FOLLOWER on Produce"
  bool waits = false;  ///< for requests that fit `on`; else it is a command that is done at once
  Match on;
  std::uint64_t skip = 0;              ///< so many that fit are let through first
  std::optional<std::uint64_t> times;  ///< nullopt: until it is removed
  double probability = 1;              ///< of those that are not skipped
  bool observes = false;               ///< counts, and does nothing
  Effect effect;
  Command command;
};

}  // namespace ricochet::bus::broker::faults
