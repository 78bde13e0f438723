#include "runner/sut/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>

#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using SutProcessTest = SutFixture;

/// The letter of a process's state in /proc: "S", "T" when it is stopped.
std::string state_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t name_end = text.rfind(')');
  return name_end == text.npos ? "" : text.substr(name_end + 2, 1);
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

TEST_F(SutProcessTest, WhatHasLeftItsSessionIsKilledToo) {
  start("setsid sh -c 'echo $$; sleep 1000' & while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  process_->signal(SIGKILL);
  EXPECT_TRUE(wait_for_exit());
  EXPECT_TRUE(is_gone(std::stoi(lines().front())));
  EXPECT_GE(process_->strays(), 1);
}

TEST_F(SutProcessTest, ADaemonWhoseParentsHaveEndedIsKilledToo) {
  // Forked twice, as daemons do: it belongs to nobody here but the watcher.
  start(R"((setsid sh -c 'trap "" TERM HUP; (sh -c "echo \$\$; sleep 1000; :" &)' &)
           while :; do sleep 0.01; done)");
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  bool stopped = false;
  process_->stop(SIGTERM, kDeadline, [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_TRUE(is_gone(std::stoi(lines().front())));
}

TEST_F(SutProcessTest, WithoutItsWatcherItDies) {
  start("echo $PPID; exec sleep 1000");
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  const pid_t program = process_->pid();
  ::kill(std::stoi(lines().front()), SIGKILL);
  ASSERT_TRUE(wait_for_exit());
  EXPECT_EQ(process_->exit_status()->signal, SIGKILL);
  EXPECT_TRUE(is_gone(program));
}

TEST_F(SutProcessTest, TheWatcherHoldsNothingOfOurs) {
  const Fd leaked(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as libraries do
  start(
      "until [ \"$(readlink /proc/$PPID/cwd)\" = / ]; do :; done; ls /proc/$PPID/fd; readlink "
      "/proc/$PPID/cwd; echo end; exec sleep 1000");
  ASSERT_TRUE(wait_for_line("end"));
  // 0, 1 and 2 lead nowhere, the two others are its lifeline and its signals.
  EXPECT_EQ(lines().size(), 7u);
  EXPECT_EQ(lines().at(5), "/");
}

TEST_F(SutProcessTest, TellsAForcedEnd) {
  start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  bool stopped = false;
  process_->stop(SIGTERM, std::chrono::milliseconds(20), [&] { stopped = true; });
  ASSERT_TRUE(wait_until([&] { return stopped; }));
  EXPECT_TRUE(process_->was_forced());
}

TEST_F(SutProcessTest, ShowsALineThatHasNotEnded) {
  start("echo one; printf 'two? '; exec sleep 1000");
  ASSERT_TRUE(wait_until([&] { return process_->partial().has_value(); }));
  EXPECT_EQ(process_->partial()->text, "two? ");
  EXPECT_THAT(lines(), ElementsAre("one"));
}

TEST_F(SutProcessTest, DestructionKillsAndReaps) {
  start("trap '' TERM; echo ready; while :; do sleep 0.01; done");
  ASSERT_TRUE(wait_for_line("ready"));
  const pid_t pid = process_->pid();
  process_.reset();
  EXPECT_EQ(state_of(pid), "") << "it is there, or waits for somebody to collect it";
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // no child of ours is left
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
  ASSERT_TRUE(wait_until([&] { return state_of(process_->pid()) == "T"; }));
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
