#include "runner/sut/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <csignal>

#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using SutProcessTest = SutFixture;

/// True when that process is gone within the deadline. Zombies, which its new parent has yet to
/// collect, count as gone: a pidfd says so.
bool is_gone(pid_t pid) {
  const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
  if (!pidfd) return errno == ESRCH;
  pollfd wait{pidfd.get(), POLLIN, 0};
  return ::poll(&wait, 1, 20'000) == 1;
}

TEST_F(SutProcessTest, KeepsBothStreamsInTheOrderOfWriting) {
  const auto before = loop_.now();
  start("echo one; echo two >&2; echo three; printf four");
  EXPECT_TRUE(process_->running());
  EXPECT_GT(process_->pid(), 0);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_THAT(lines(), ElementsAre("one", "two", "three", "four"));
  EXPECT_GE(process_->output().lines().front().at, before);
  EXPECT_LE(process_->output().lines().back().at, loop_.now());
  EXPECT_FALSE(process_->running());
  EXPECT_EQ(process_->pid(), 0);
}

TEST_F(SutProcessTest, TellsTheExitCodeWithAllOutputRead) {
  start("echo last words; exit 7");
  std::vector<std::string> seen;
  process_->on_exit([&](const ExitStatus& status) {
    seen = lines();
    seen.push_back(status.str());
  });
  ASSERT_TRUE(wait_until([&] { return !seen.empty(); }));
  EXPECT_THAT(seen, ElementsAre("last words", "exited with status 7"));
}

TEST_F(SutProcessTest, TellsTheSignalThatEndedIt) {
  start("kill -USR1 $$");
  ASSERT_TRUE(wait_for_exit());
  EXPECT_EQ(process_->exit_status()->signal, SIGUSR1);
  EXPECT_EQ(process_->exit_status()->str(), "was killed by SIGUSR1");
}

TEST_F(SutProcessTest, GetsTheEnvironmentTheFolderAndNoInput) {
  ::setenv("RICOCHET_INHERITED", "ours", 1);
  SutCommand command = script("echo $GREETING $RICOCHET_INHERITED; pwd -P; cat; echo end of input");
  command.env = {{"GREETING", "hello world"}};
  command.cwd = folder_.path();
  start(command);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_THAT(lines(),
              ElementsAre("hello world ours", std::filesystem::canonical(folder_.path()).string(),
                          "end of input"));
}

TEST_F(SutProcessTest, InheritsNoDescriptorAndNoIgnoredSignal) {
  const Fd leaked(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as libraries do
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  start("ls /proc/$$/fd; grep -E '^Sig(Ign|Blk)' /proc/self/status");
  ASSERT_TRUE(wait_for_exit());
  std::signal(SIGPIPE, before);
  EXPECT_THAT(lines(), testing::Not(testing::Contains(std::to_string(leaked.get()))));
  EXPECT_THAT(lines(), testing::Contains("SigIgn:\t0000000000000000"));
  EXPECT_THAT(lines(), testing::Contains("SigBlk:\t0000000000000000"));
}

TEST_F(SutProcessTest, StopLetsItEndByItself) {
  start("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  bool stopped = false;
  process_->stop(SIGTERM, kDeadline, [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_EQ(process_->exit_status()->str(), "exited with status 0");
  EXPECT_THAT(lines(), testing::Contains("bye"));
}

TEST_F(SutProcessTest, StopKillsAfterTheGrace) {
  start("trap 'echo not yet' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  const auto asked = loop_.now();
  bool stopped = false;
  process_->stop(SIGTERM, std::chrono::milliseconds(150), [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_GE(loop_.now() - asked, std::chrono::milliseconds(150));
  EXPECT_EQ(process_->exit_status()->str(), "was killed by SIGKILL");
  EXPECT_THAT(lines(), testing::Contains("not yet"));
}

TEST_F(SutProcessTest, SecondStopMayShortenTheGraceButNotLengthenIt) {
  start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  int stopped = 0;
  process_->stop(SIGTERM, std::chrono::hours(1), [&] { ++stopped; });
  process_->stop(SIGTERM, std::chrono::milliseconds(20), [&] { ++stopped; });
  process_->stop(SIGTERM, std::chrono::hours(1), [&] { ++stopped; });
  ASSERT_TRUE(wait_until([&] { return stopped == 3; }));
  EXPECT_EQ(process_->exit_status()->signal, SIGKILL);
}

TEST_F(SutProcessTest, StopOfOneThatHasEndedIsDoneSoon) {
  start("exit 0");
  ASSERT_TRUE(wait_for_exit());
  bool stopped = false;
  process_->stop(SIGTERM, kDeadline, [&] { stopped = true; });
  EXPECT_FALSE(stopped);
  EXPECT_TRUE(wait_until([&] { return stopped; }));
}

TEST_F(SutProcessTest, StopReachesGrandchildrenToo) {
  start("sleep 1000 & echo $!; wait");
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  const pid_t grandchild = std::stoi(lines().front());
  bool stopped = false;
  process_->stop(SIGTERM, kDeadline, [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_TRUE(is_gone(grandchild));
}

TEST_F(SutProcessTest, WhatAnEndedServiceLeavesBehindIsKilled) {
  // The grandchild ignores polite signals and holds the pipe open.
  start("(trap '' TERM HUP; exec sleep 1000) & echo $!; exit 3");
  ASSERT_TRUE(wait_for_exit());
  EXPECT_EQ(process_->exit_status()->code, 3);
  EXPECT_TRUE(is_gone(std::stoi(lines().front())));
}

TEST_F(SutProcessTest, DaemonThatKeepsThePipeDoesNotHoldUpTheEnd) {
  start("setsid sh -c 'echo $$; sleep 1000' & while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  const pid_t daemon = std::stoi(lines().front());
  process_->signal(SIGKILL);
  EXPECT_TRUE(wait_for_exit());
  ::kill(-daemon, SIGKILL);
  EXPECT_TRUE(is_gone(daemon));
}

TEST_F(SutProcessTest, DestructionKillsAndReaps) {
  start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  const pid_t pid = process_->pid();
  process_.reset();
  EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);  // no child of that number is left
  EXPECT_EQ(errno, ECHILD);
  loop_.run();  // and the loop has nothing left to do
}

TEST_F(SutProcessTest, MayBeDestroyedAndStartedAnewWhenItEnds) {
  int ends = 0;
  std::function<void(const ExitStatus&)> again = [&](const ExitStatus&) {
    if (++ends == 5) return;
    start("exit 0");
    process_->on_exit(again);
  };
  start("exit 0");
  process_->on_exit(again);
  EXPECT_TRUE(wait_until([&] { return ends == 5; }));
}

TEST_F(SutProcessTest, PauseHoldsItAndResumeLetsItGo) {
  // Without children: a shell whose child is stopped on its way to exec never reports itself
  // stopped.
  start("trap 'echo still here' USR1; echo ready; while :; do :; done");
  ASSERT_TRUE(wait_for_line("ready"));
  ASSERT_TRUE(process_->pause());
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(process_->pid()), &info, WSTOPPED | WNOWAIT), 0);
  EXPECT_EQ(info.si_status, SIGSTOP);
  ASSERT_TRUE(process_->resume());
  process_->signal(SIGUSR1);
  EXPECT_TRUE(wait_for_line("still here"));
}

TEST_F(SutProcessTest, PausedOneCanBeStopped) {
  start("trap 'exit 4' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  ASSERT_TRUE(process_->pause());
  bool stopped = false;
  process_->stop(SIGTERM, kDeadline, [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_EQ(process_->exit_status()->code, 4);
}

TEST_F(SutProcessTest, OneThatHasEndedCannotBePaused) {
  start("exit 1");
  ASSERT_TRUE(wait_for_exit());
  const auto status = process_->pause();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "sut/not-running");
  EXPECT_EQ(status.error().message,
            "service \"shop\" cannot be paused: it does not run, it exited with status 1");
}

TEST_F(SutProcessTest, FloodOfOutputStaysWithinTheBounds) {
  start(script("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"), {.lines = 100});
  ASSERT_TRUE(wait_for_exit());
  EXPECT_EQ(process_->output().lines().size(), 100u);
  EXPECT_EQ(process_->output().dropped_lines(), 19'900u);
  EXPECT_EQ(lines().back(), "line 19999");
}

TEST_F(SutProcessTest, ObserversSeeEachLineAndTheEndUntilTheyForget) {
  struct Seen : SutObserver {
    void on_line(const OutputLine& line) override {
      texts.push_back(line.text);
      if (line.text == forget_at) process->forget(*this);
    }
    void on_exit(const ExitStatus& status) override { texts.push_back(status.str()); }
    SutProcess* process = nullptr;
    std::string forget_at;
    std::vector<std::string> texts;
  };
  Seen all, some;
  some.forget_at = "b";
  start("echo a; echo b; echo c");
  some.process = process_.get();
  process_->observe(some);
  process_->observe(all);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_THAT(some.texts, ElementsAre("a", "b"));
  EXPECT_THAT(all.texts, ElementsAre("a", "b", "c", "exited with status 0"));
}

TEST_F(SutProcessTest, DiesWithUs) {
  // A process in between starts the service and is killed: as when ricochet itself is killed.
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const pid_t between = ::fork();
  if (between == 0) {
    base::AsioLoop loop;
    SutProcess process(loop);
    if (!process.start(script("sleep 1000"))) ::_exit(1);
    const pid_t pid = process.pid();
    [[maybe_unused]] const auto n = ::write(ends[1], &pid, sizeof pid);
    ::pause();
    ::_exit(0);
  }
  pid_t service = 0;
  ASSERT_EQ(::read(ends[0], &service, sizeof service), static_cast<ssize_t>(sizeof service));
  ::kill(between, SIGKILL);
  ::waitpid(between, nullptr, 0);
  EXPECT_TRUE(is_gone(service));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace ricochet::runner
