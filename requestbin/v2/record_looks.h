#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "base/alive.h"
#include "base/loop.h"
#include "base/worker_calls.h"
#include "journal/record.h"
#include "match/matcher.h"
#include "requestbin/v2/selector.h"

namespace ricochet::requestbin {

/// Has workers look at records for which a filter takes longer than the loop may be held up.
class RecordLooks {
 public:
  /// After the workers had no room.
  static constexpr base::Duration kAgain = std::chrono::milliseconds(50);

  explicit RecordLooks(base::Loop& loop) : loop_(loop) {}
  /// Calls `done` once, not inside this call; never after the end of this.
  void ask(std::shared_ptr<const match::Matcher> filter, journal::RecordPtr record,
           std::function<void(Fit fit)> done);

 private:
  base::Loop& loop_;
  base::WorkerCalls calls_;
  base::Alive alive_;
};

/// What was found out about the one record at which a walk over records had to stop.
struct KnownFit {
  std::uint64_t gseq = 0;  ///< 0: none
  Fit fit = Fit::kNo;
};

}  // namespace ricochet::requestbin
