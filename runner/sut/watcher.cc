#include "runner/sut/watcher.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "runner/sut/fork_exec.h"
#include "runner/sut/process_table.h"
#include "runner/sut/watch_protocol.h"

namespace ricochet::runner {

namespace {

constexpr int kUsage = 2, kCannotRun = 127;
/// Between two looks at what was killed and is still there. The end of a process whose parent is
/// not we ourselves is told to nobody, so there is nothing to wait for.
constexpr int kFirstLookMs = 1, kLastLookMs = 100;

/// A descriptor whose number stands on the command line, and which is a lifeline when `socket`.
int descriptor_from(const char* text) {
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  const bool plain = end != text && *end == '\0' && number > 2 && number < 1 << 20;
  return plain && ::fcntl(static_cast<int>(number), F_GETFD) >= 0 ? static_cast<int>(number) : -1;
}

bool is_lifeline(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

/// Its own life: as its program's parent, as the reaper of all below.
class Watcher {
 public:
  Watcher(Fd lifeline, Fd children)
      : lifeline_(std::move(lifeline)), children_(std::move(children)) {}

  /// Until the program has ended or ricochet has.
  void watch(pid_t program) {
    program_ = program;
    while (!has_ended() && !lifeline_is_gone(-1)) reap_strangers();
    if (!has_ended()) {
      sweep(/*spare_program=*/false);
      return;
    }
    WatchNews news;
    news.kind = WatchNews::Kind::kEnded;
    siginfo_t how{};
    ::waitid(P_PID, static_cast<id_t>(program_), &how, WEXITED | WNOWAIT);
    news.value = how.si_status;
    news.signal = how.si_code == CLD_EXITED ? 0 : how.si_code == CLD_DUMPED ? 2 : 1;
    news.strays = sweep(/*spare_program=*/true);
    send_news(lifeline_.get(), news);
    // Its number stays taken until ricochet sends no signal to it any more.
    while (!lifeline_is_gone(-1)) {
    }
    ::waitpid(program_, nullptr, 0);
  }

 private:
  bool has_ended() const {
    siginfo_t how{};
    return ::waitid(P_PID, static_cast<id_t>(program_), &how, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           how.si_pid != 0;
  }

  /// Waits for its end or for that of a child; true: it has ended.
  bool lifeline_is_gone(int timeout_ms) const {
    std::array<pollfd, 2> ends{{{lifeline_.get(), POLLIN, 0}, {children_.get(), POLLIN, 0}}};
    if (::poll(ends.data(), ends.size(), timeout_ms) <= 0) return false;
    signalfd_siginfo one{};
    while (::read(children_.get(), &one, sizeof one) > 0) {
    }
    // Nothing is ever sent to us: whatever shows there is the end.
    return ends[0].revents != 0;
  }

  /// Those that came to us because their parent has ended, and have ended now.
  void reap_strangers() const {
    siginfo_t how{};
    while (::waitid(P_ALL, 0, &how, WEXITED | WNOHANG | WNOWAIT) == 0 && how.si_pid != 0 &&
           how.si_pid != program_) {
      ::waitpid(how.si_pid, nullptr, 0);
      how = {};
    }
  }

  /// Kills all below until nothing is left; who is forked meanwhile is found the next time. How
  /// many had left the program's group.
  int sweep(bool spare_program) const {
    int strays = 0;
    for (int pause = kFirstLookMs, round = 0;; pause = std::min(pause * 2, kLastLookMs), ++round) {
      bool alive = false;
      for (const auto& process : processes_below(::getpid())) {
        if (process.zombie) {
          if (process.parent == ::getpid() && !(spare_program && process.pid == program_))
            ::waitpid(process.pid, nullptr, WNOHANG);
          continue;
        }
        alive = true;
        if (round == 0 && process.group != program_) ++strays;
        ::kill(process.pid, SIGKILL);
      }
      if (!alive) return strays;
      ::poll(nullptr, 0, pause);
    }
  }

  Fd lifeline_;
  Fd children_;
  pid_t program_ = 0;
};

/// Nothing of a folder or a pipe of the program is held by us.
void let_go_of_everything() {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {0, 1, 2}) ::dup2(nowhere, fd);
  if (nowhere > 2) ::close(nowhere);
  [[maybe_unused]] const int at_root = ::chdir("/");
}

}  // namespace

int watch_over(int argc, char** argv) {
  const int lifeline = argc > 3 ? descriptor_from(argv[2]) : -1;
  Fd plan_file(argc > 3 ? descriptor_from(argv[3]) : -1);
  WatchPlan plan;
  if (!is_lifeline(lifeline) || !read_plan(plan_file.get(), plan)) {
    std::fputs("ricochet __watch is for ricochet itself: it watches over a service of a run\n",
               stderr);
    return kUsage;
  }
  plan_file.reset();
  ::prctl(PR_SET_NAME, "ricochet-watch");
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  // Nothing but SIGKILL ends us before our time.
  sigset_t all, children;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::sigemptyset(&children);
  ::sigaddset(&children, SIGCHLD);
  Watcher watcher(Fd(lifeline), Fd(::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK)));

  ExecPlan program;
  program.program = std::move(plan.program);
  program.argv = std::move(plan.argv);
  program.env = std::move(plan.env);
  program.die_with_parent = true;
  const Forked forked = fork_exec(program);
  WatchNews news;
  news.kind = forked.error == 0 ? WatchNews::Kind::kRuns : WatchNews::Kind::kCannotRun;
  news.value = forked.error == 0 ? forked.pid : forked.error;
  send_news(lifeline, news);
  if (forked.error != 0) return kCannotRun;
  let_go_of_everything();
  watcher.watch(forked.pid);
  return 0;
}

}  // namespace ricochet::runner
