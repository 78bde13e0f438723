#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "runner/sut/descriptor.h"
#include "runner/sut/exit_status.h"

namespace ricochet::runner {

/// The first word of the hidden command: `ricochet __watch LIFELINE PLAN NAME`.
inline constexpr const char* kWatchWord = "__watch";

/// What a watcher tells on its lifeline, a message each. First kRuns or kCannotRun, then kEnded
/// when the program has ended and nothing is left below the watcher; then it waits for the end of
/// the lifeline, so that the number of the process is nobody else's before.
struct WatchNews {
  enum class Kind : int { kRuns, kCannotRun, kEnded };
  Kind kind = Kind::kRuns;
  int value = 0;   ///< kRuns: the process; kCannotRun: errno; kEnded: exit code or signal
  int signal = 0;  ///< kEnded: 1 when `value` is a signal, 2 when it left a core file
  int strays = 0;  ///< kEnded: processes that had left the group, and were killed

  ExitStatus status() const;
};

/// What a watcher is to run, in a file of memory that only it can read: an environment has secrets,
/// a command line is for everybody to see.
struct WatchPlan {
  std::string program;
  std::vector<std::string> argv;
  std::vector<std::string> env;
};
/// An invalid Fd: errno says why.
Fd write_plan(const WatchPlan& plan);
/// False: it is not a plan.
bool read_plan(int fd, WatchPlan& plan);

/// The next message; false: the watcher is gone. Waits for it.
bool receive_news(int lifeline, WatchNews& news);
void send_news(int lifeline, const WatchNews& news);

}  // namespace ricochet::runner
