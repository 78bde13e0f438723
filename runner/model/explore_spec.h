#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// What an at-least-once bus and its services do to each other sooner or later. docs/explore.md
/// tells users what each is.
enum class ExploreFault { kRedeliver, kCrashBeforeCommit, kRebalance, kSlowPoll, kDuplicate };

using ExploreFaultName = std::pair<std::string_view, ExploreFault>;
/// All of them with the words of --explore, in the order in which they are tried.
const std::array<ExploreFaultName, 5>& explore_faults();
std::string_view word_of(ExploreFault fault);
/// The words alone, for lists of what there is.
std::vector<std::string> explore_fault_words();

/// What a suite or a scenario says a fault may lead to.
struct ExploreException {
  std::vector<ExploreFault> faults;
  std::string topic;  ///< only faults at records of it; empty: of any
  /// Stubs, bins and topics that may get more than the scenario expects; all else is judged.
  /// Empty: the fault is not tried at all.
  std::vector<std::string> may_repeat;
  std::string reason;
};

/// The names that an exception may use.
struct ExplorePlaces {
  std::vector<std::string> topics;
  std::vector<std::string> all;  ///< stubs, bins and topics
};

/// The keys of "explore".
base::Shape explore_shape();

/// `{ "except": [ { "fault": "redeliver", "may_repeat": ["mails"], "reason": "..." } ] }`; findings
/// go to its list, what has one is left out.
std::vector<ExploreException> read_explore(const base::JsonReader& place,
                                           const ExplorePlaces& places);

}  // namespace ricochet::runner
