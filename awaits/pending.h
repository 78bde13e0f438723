#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"

namespace ricochet::awaits {

/// A wait that is still open, for the page and for messages.
struct PendingAwait {
  AwaitId id = 0;
  std::string name;
  std::string expected;
  std::vector<Source> sources;
  Count count;
  std::uint64_t observed = 0;
  base::TimePoint registered;
  base::TimePoint deadline;
  bool settling = false;  ///< the minimum is met, quiet time is running
};

/// A wait that counted a record; `verdict` is unset while it is open.
struct CountedBy {
  AwaitId id = 0;
  std::string name;
  std::optional<VerdictKind> verdict;
  std::vector<Source> sources;
};

}  // namespace ricochet::awaits
