#pragma once
#include <string>
#include <vector>

#include "awaits/verdict.h"
#include "bus/bus.h"
#include "busview/bus_feed.h"
#include "journal/capture_log.h"

namespace ricochet::runner {

/// What a scenario has published and what came meanwhile, as far as the log holds it: what causes
/// are looked for in.
struct Trail {
  static constexpr std::size_t kMostSent = 200;
  struct Sent {
    bus::Position where;
    journal::RecordPtr record;
    /// Its key and what stands in its JSON value, but words that anybody may use and what is short.
    std::vector<std::string> values;
  };
  std::uint64_t start = 0;      ///< it all came behind this number of the one timeline
  std::vector<Sent> published;  ///< in order, the last kMostSent
  /// Calls that were not refused and events of others, in the order in which they came.
  std::vector<journal::RecordPtr> came;
};

/// Of a scenario that began behind the number `start` of the one timeline, as the log of its world
/// has it; `scope`: its own, 0: there is none.
Trail trail_of(const journal::CaptureLog& log, std::uint64_t scope, std::uint64_t start,
               const std::vector<bus::Position>& published);

/// The same of these: `records` in the order in which they came, published ones among them.
Trail trail_of(std::uint64_t start, const std::vector<bus::Position>& published,
               const std::vector<journal::RecordPtr>& records);

/// Whether a fetch gave a group the record that stands there.
bool gave(const busview::BusEvent& event, const bus::Position& where);
/// Whether a group committed past it, by whatever it had been given.
bool committed_past(const busview::BusEvent& event, const bus::Position& where);

/// Whether one of the values stands in the record: in its body, a header, its target or its key.
bool carries(const journal::Record& record, const std::vector<std::string>& values);
/// Whether one of them stands in what was expected, or in why it was not met.
bool asks_for(const awaits::Verdict& verdict, const std::vector<std::string>& values);

}  // namespace ricochet::runner
