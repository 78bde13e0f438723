#include "runner/sut/fork_exec.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "runner/sut/descriptor.h"

namespace ricochet::runner {

namespace {

/// What the child needs, made before the fork: after it, with other threads about, nothing may
/// allocate.
struct Prepared {
  explicit Prepared(const ExecPlan& p) : plan(p) {
    // execve's signature; it only reads
    for (const auto& word : p.argv) argv.push_back(const_cast<char*>(word.c_str()));
    for (const auto& entry : p.env) env.push_back(const_cast<char*>(entry.c_str()));
    argv.push_back(nullptr);
    env.push_back(nullptr);
  }
  const ExecPlan& plan;
  std::vector<char*> argv, env;
  int trouble = -1;  ///< gets errno when the program cannot be run
};

// Asynchronous-signal-safe calls only.
[[noreturn]] void give_up(int trouble) {
  const int error = errno;
  [[maybe_unused]] const auto n = ::write(trouble, &error, sizeof error);
  ::_exit(127);
}

void mark_inherited_descriptors() {
  // 3 and above, ours and those of libraries that forgot O_CLOEXEC.
  if (::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) == 0) return;
  for (int fd = 3; fd < 4096; ++fd) {
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0) ::fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
  }
}

[[noreturn]] void become(const Prepared& prepared, pid_t parent) {
  const ExecPlan& plan = prepared.plan;
  ::setpgid(0, 0);
  if (plan.die_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // it died before the line above
  }
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(plan.in, 0) < 0 || ::dup2(plan.out, 1) < 0 || ::dup2(plan.err, 2) < 0)
    give_up(prepared.trouble);
  if (!plan.cwd.empty() && ::chdir(plan.cwd.c_str()) != 0) give_up(prepared.trouble);
  mark_inherited_descriptors();
  for (const int fd : plan.keep) ::fcntl(fd, F_SETFD, 0);
  ::execve(plan.program.c_str(), prepared.argv.data(), prepared.env.data());
  give_up(prepared.trouble);
}

/// 0 when the program runs, else what kept it.
int wait_for_exec(int trouble) {
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(trouble, &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof error) ? error : 0;
}

}  // namespace

Forked fork_exec(const ExecPlan& plan) {
  Prepared prepared(plan);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {0, errno};
  const Fd trouble(ends[0]);
  Fd trouble_out(ends[1]);
  prepared.trouble = trouble_out.get();
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return {0, errno};
  if (pid == 0) become(prepared, parent);
  trouble_out.reset();
  const int error = wait_for_exec(trouble.get());
  if (error == 0) return {pid, 0};
  ::waitpid(pid, nullptr, 0);
  return {0, error};
}

}  // namespace ricochet::runner
