#include "runner/sut/spawn.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "runner/sut/fork_exec.h"
#include "runner/sut/watch_protocol.h"

namespace ricochet::runner {

namespace {

bool make_pipe(Fd& read_end, Fd& write_end) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  read_end = Fd(ends[0]);
  write_end = Fd(ends[1]);
  return true;
}

bool make_lifeline(Fd& ours, Fd& theirs) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
  ours = Fd(ends[0]);
  theirs = Fd(ends[1]);
  return true;
}

Fd plan_for(const SutCommand& command, const std::string& program,
            const std::map<std::string, std::string>& env) {
  WatchPlan plan;
  plan.program = program;
  plan.argv = command.argv;
  for (const auto& [name, value] : env) plan.env.push_back(name + "=" + value);
  return write_plan(plan);
}

/// The watcher has our own environment: what is set for the program (LD_PRELOAD and the like) is
/// not meant for it.
ExecPlan watcher_for(const SutCommand& command, int lifeline, int plan) {
  ExecPlan watcher;
  watcher.program = command.watcher;
  watcher.argv = {"ricochet-watcher", kWatchWord, std::to_string(lifeline), std::to_string(plan),
                  command.name};
  for (char** entry = environ; entry && *entry; ++entry) watcher.env.emplace_back(*entry);
  watcher.cwd = command.cwd;
  watcher.keep = {lifeline, plan};
  return watcher;
}

}  // namespace

base::Result<Child> spawn(const SutCommand& command) {
  const auto env = full_environment(command.env);
  const auto program = find_program(command, env);
  if (!program) return program.error();

  Child child;
  Fd output;
  Fd theirs;
  const Fd null_input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd plan = plan_for(command, *program, env);
  if (!null_input || !plan || !make_pipe(child.output, output) ||
      !make_lifeline(child.lifeline, theirs))
    return cannot_start(command, *program, errno);
  ::fcntl(child.output.get(), F_SETFL, O_NONBLOCK);
  ExecPlan watcher = watcher_for(command, theirs.get(), plan.get());
  watcher.in = null_input.get();
  watcher.out = output.get();
  watcher.err = command.errors >= 0 ? command.errors : output.get();

  const Forked forked = fork_exec(watcher);
  if (forked.error != 0) return cannot_start(command, watcher.program, forked.error);
  output.reset();
  theirs.reset();
  child.watcher = forked.pid;
  WatchNews news;
  int error = receive_news(child.lifeline.get(), news)
                  ? (news.kind == WatchNews::Kind::kRuns ? 0 : news.value)
                  : ECHILD;
  if (error == 0) {
    child.pid = news.value;
    child.pidfd = Fd(static_cast<int>(::syscall(SYS_pidfd_open, child.watcher, 0U)));
    if (!child.pidfd) error = errno;
  }
  if (error == 0) return child;
  child.lifeline.reset();  // it kills what it has started
  ::waitpid(child.watcher, nullptr, 0);
  return cannot_start(command, *program, error);
}

}  // namespace ricochet::runner
