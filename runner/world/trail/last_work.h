#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "busview/bus_feed.h"
#include "runner/world/trail/trail.h"

namespace ricochet::runner {

/// What a service that ended had been given of what the scenario published.
struct LastWork {
  std::vector<std::string> lines;    ///< "record 2 of orders: not json: fetched, not committed"
  std::optional<bus::Position> had;  ///< what it most likely worked on
};

/// As our broker shows it at this time: the record that was committed last, and the first one that
/// had been fetched and was not committed, which is the one in work; without such a one it is the
/// former. `may_be`: whether a group can be that of the service. Nothing where nothing is seen.
LastWork last_work(const Trail& trail, const busview::BusFeed& feed, base::TimePoint ended,
                   const std::function<bool(const std::string& group)>& may_be);

/// "record 2 of orders partition 1: {"type":...".
std::string words_of_record(const bus::Position& where, const match::Event* event);

}  // namespace ricochet::runner
