#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awaits/engine.h"

namespace ricochet::model {

using base::TimePoint;

/// What happened, in order. `seq` is the record's (kArrival, kRefused; there also the number that
/// a call took which was refused elsewhere) or how far the loss went (kLoss).
struct Happening {
  enum Kind { kArrival, kRefused, kLoss, kDelete, kCancel, kConclude, kRemoved } kind = kArrival;
  TimePoint at;        ///< when the engine learnt of it, never running back
  TimePoint received;  ///< kArrival: what the record says, which may be earlier or later
  std::string bin;
  journal::Seq seq = 0;
  std::string path;              ///< kArrival: of a call; the key of an event
  std::string id;                ///< kArrival: what it is correlated by; empty: nothing
  std::string kept;              ///< kArrival: what routes keep; empty: nothing
  bool heavy = false;            ///< kArrival: whoever looks for its path gives up
  std::optional<int> partition;  ///< kArrival: of an event
  std::uint64_t scope = 0;       ///< kArrival, kRefused: whose it is
  bool preflight = false;
  std::vector<journal::Seq> seqs;  ///< kDelete
  awaits::AwaitId wait = 0;
  awaits::Reason reason = awaits::Reason::kNone;
};

/// What the model knows of a wait: paths instead of compiled selectors.
struct ModelWait {
  awaits::Expectation expectation;
  std::string path;                ///< empty: every record
  std::vector<std::string> paths;  ///< of the steps
  TimePoint registered;
  std::size_t from = 0;  ///< index of the first happening after registration
};

struct Expected {
  awaits::VerdictKind kind = awaits::VerdictKind::kPassed;
  awaits::Reason reason = awaits::Reason::kNone;
  TimePoint at;
  std::uint64_t observed = 0;
};

/// Works out one wait from the story. Deliberately another way than the engine: it keeps the list
/// of all arrivals that could matter and judges the whole list again after each of them.
class Model {
 public:
  std::map<awaits::AwaitId, ModelWait> waits;
  std::vector<Happening> story;

  /// How the wait has ended by now; nullopt while it is open.
  std::optional<Expected> judge(awaits::AwaitId id, TimePoint now) const;

 private:
  std::optional<awaits::Reason> lost_before(const ModelWait& wait,
                                            const awaits::Source& source) const;
  bool deleted_before(const ModelWait& wait, const Happening& arrival) const;
};

}  // namespace ricochet::model
