#pragma once
#include <sys/types.h>

#include <vector>

namespace ricochet::runner {

struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  pid_t group = 0;
  bool zombie = false;  ///< it has ended, and waits for its parent to ask
};

/// Everything that descends from `root`, without it, as /proc has it now.
std::vector<ProcessEntry> processes_below(pid_t root);

}  // namespace ricochet::runner
