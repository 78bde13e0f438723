#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

namespace ricochet::runner {

/// A program as execve(2) wants it. It gets a process group of its own, default signal dispositions
/// and mask, and no descriptor but 0, 1, 2 and those in `keep`.
struct ExecPlan {
  std::string program;
  std::vector<std::string> argv;
  std::vector<std::string> env;  ///< "NAME=value"
  std::string cwd;               ///< empty: ours
  int in = 0, out = 1, err = 2;  ///< descriptors of ours
  std::vector<int> keep;
  bool die_with_parent = false;  ///< killed when the thread that calls this ends
};

struct Forked {
  pid_t pid = 0;
  int error = 0;  ///< errno of what kept it from running; 0: the new program runs
};

/// Returns when the new program runs, or cannot. May be called beside other threads.
Forked fork_exec(const ExecPlan& plan);

}  // namespace ricochet::runner
