#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "busview/bus_event.h"
#include "match/message.h"

namespace ricochet::busview {

/// Which events somebody wants, from a query: `type` (several, with commas), `topic`, `group`,
/// `client`, and `after`, a gseq.
struct EventFilter {
  std::set<BusEvent::Kind> kinds;  ///< none: all
  std::string topic, group, client;
  std::uint64_t after = 0;

  bool wants(const BusEvent& event) const;
  /// Errors: http/bad-query; bus/bad-event-id, `after` is ahead of `newest`, the newest number of
  /// all. `more`: what else the route takes.
  static base::Result<EventFilter> read(const match::Request& request, std::uint64_t newest,
                                        const std::vector<std::string>& more);
};

}  // namespace ricochet::busview
