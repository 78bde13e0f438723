#pragma once
#include <optional>

#include "base/duration.h"
#include "base/json/reader.h"
#include "runner/task/async.h"

namespace ricochet::runner {

class ScenarioContext;

/// For what must be asked for, because nothing tells of it: asks again, first after 20 ms, at last
/// every half second, until `within` is over. Without `within` there is one try.
class UntilFits {
 public:
  UntilFits(ScenarioContext& context, std::optional<base::Duration> within);

  /// What is left for one try that may take `most`; at least 100 ms of it, so that the last look,
  /// at the end of the time, comes to something.
  base::Duration at_most(base::Duration most) const;
  /// Waits a while. False: the time is over, or there is trouble.
  Task<bool> again();

 private:
  ScenarioContext& context_;
  std::optional<base::TimePoint> deadline_;
  base::Duration pause_ = std::chrono::milliseconds(20);
};

/// A duration above zero under that key; nullopt: absent, or reported (zero-window).
std::optional<base::Duration> read_window(const base::JsonReader& body, const char* key);

}  // namespace ricochet::runner
