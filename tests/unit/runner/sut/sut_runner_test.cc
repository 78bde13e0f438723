#include "runner/sut/sut_runner.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fstream>

#include "journal/capture_log.h"
#include "runner/world/sut_trigger.h"
#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

/// A shell as a service of a suite, and what is told of its end.
class SutRunnerTest : public SutFixture {
 protected:
  void make(const std::string& text, ReadySpec::Kind kind, const std::string& ready = {}) {
    spec_.name = "shop";
    spec_.ready.kind = kind;
    spec_.ready.within = kDeadline;
    Launch launch;
    launch.command = script(text);
    launch.ready_text = ready;
    launch.ready_command = launch.command;
    runner_ = std::make_unique<SutRunner>(
        loop_, spec_, std::move(launch),
        [this](SutRunner&, const std::string& how) { crashes_.push_back(how); });
  }
  template <class T>
  void run(Task<T> task) {
    bool done = false;
    boost::asio::co_spawn(loop_.context(), std::move(task),
                          [&](const std::exception_ptr& error, T) {
                            EXPECT_EQ(error, nullptr);
                            done = true;
                          });
    EXPECT_TRUE(wait_until([&] { return done; }));
  }
  /// "ready", or the code of the error; then waits for its end.
  std::string start_and_end() {
    std::string result;
    boost::asio::co_spawn(loop_.context(), runner_->start(),
                          [&](const std::exception_ptr& error, base::Status status) {
                            EXPECT_EQ(error, nullptr);
                            result = status ? "ready" : status.error().code;
                          });
    EXPECT_TRUE(wait_until([&] { return !result.empty() && !runner_->running(); }));
    return result;
  }

  SutSpec spec_;
  std::unique_ptr<SutRunner> runner_;
  std::vector<std::string> crashes_;
};

TEST_F(SutRunnerTest, EndAfterTheReadyLineIsACrashHoweverSoon) {
  // In one write with its last words, and the end is seen together with them.
  make("echo listening; exit 3", ReadySpec::Kind::kLog, "listening");
  EXPECT_EQ(start_and_end(), "ready");
  EXPECT_THAT(crashes_, testing::ElementsAre("exited with status 3"));
}

TEST_F(SutRunnerTest, WithoutAProbeEveryEndIsACrash) {
  make("exit 1", ReadySpec::Kind::kNone);
  EXPECT_EQ(start_and_end(), "ready");
  EXPECT_THAT(crashes_, testing::ElementsAre("exited with status 1"));
}

TEST_F(SutRunnerTest, EndBeforeTheReadyLineIsAFailureToStart) {
  make("echo booting; exit 1", ReadySpec::Kind::kLog, "listening");
  EXPECT_EQ(start_and_end(), "sut/exited-early");
  EXPECT_TRUE(crashes_.empty());
}

/// The signal comes too late: nobody on our side knows of its end yet, but it came first.
TEST_F(SutRunnerTest, EndBeforeTheSignalToStopIsACrash) {
  const std::string go = folder_.path() + "/go";
  ASSERT_EQ(::mkfifo(go.c_str(), 0600), 0);
  make("echo $$; read word < " + go + "; exit 3", ReadySpec::Kind::kNone);
  run(runner_->start());
  const auto lines = [&] { return runner_->output_since(base::TimePoint::min()); };
  ASSERT_TRUE(wait_until([&] { return !lines().empty(); }));
  const pid_t pid = std::stoi(lines().front().text);
  std::ofstream(go) << "now" << std::endl;
  ASSERT_TRUE(is_gone(pid));
  runner_->ask_to_stop();  // as a suite does with all of its services
  run(runner_->stop());
  EXPECT_THAT(crashes_, testing::ElementsAre("exited with status 3"));
  EXPECT_TRUE(runner_->take_remarks().empty());
}

/// A step kills it at a call, and the scenario ends or starts it again before its end is known.
TEST_F(SutRunnerTest, OneThatWasKilledIsNotUpAndComesAgainWithoutARemark) {
  make("echo up; while :; do sleep 0.01; done", ReadySpec::Kind::kLog, "up");
  run(runner_->start());
  EXPECT_TRUE(runner_->up());
  runner_->kill_now();
  EXPECT_FALSE(runner_->up());
  run(runner_->start());
  EXPECT_TRUE(runner_->up());
  EXPECT_EQ(runner_->output_since(base::TimePoint::min()).size(), 2u);  // it said "up" again
  EXPECT_TRUE(runner_->take_remarks().empty());
  EXPECT_TRUE(crashes_.empty());
  run(runner_->kill());
}

/// Starts one and stops it; what was remarked of its end.
class SutRunnerEnds : public SutRunnerTest {
 protected:
  std::vector<std::string> remarks_of(const std::string& text) {
    make(text + "; echo up; while :; do sleep 0.01; done", ReadySpec::Kind::kLog, "up");
    spec_.stop.grace = std::chrono::milliseconds(200);
    run(runner_->start());
    EXPECT_TRUE(runner_->running());
    run(runner_->stop());
    EXPECT_EQ(runner_->partial(), std::nullopt);
    return runner_->take_remarks();
  }
};

TEST_F(SutRunnerEnds, AsTheyShouldAreNotWorthAWord) {
  EXPECT_THAT(remarks_of(":"), testing::IsEmpty());
  EXPECT_THAT(remarks_of("trap 'exit 0' TERM"), testing::IsEmpty());
  EXPECT_THAT(remarks_of("trap 'exit 143' TERM"), testing::IsEmpty()) << "as a JVM says it";
}

TEST_F(SutRunnerEnds, CrashesInTheShutdownAreTold) {
  EXPECT_THAT(remarks_of("trap 'kill -SEGV $$' TERM"),
              testing::ElementsAre("shop, told to stop by SIGTERM, was killed by SIGSEGV"));
  EXPECT_THAT(remarks_of("trap 'exit 3' TERM"),
              testing::ElementsAre("shop, told to stop by SIGTERM, exited with status 3"));
}

TEST_F(SutRunnerEnds, ForcedOnesAndStraysAreTold) {
  EXPECT_THAT(remarks_of("trap '' TERM"),
              testing::ElementsAre("shop, told to stop by SIGTERM, did not end within its grace of "
                                   "200ms and was killed"));
  // It is a group of its own from the moment on in which the loop sees it.
  EXPECT_THAT(
      remarks_of("setsid sleep 1000 & p=$!; until [ \"$(cut -d' ' -f5 /proc/$p/stat)\" = $p ]; "
                 "do :; done"),
      testing::ElementsAre(testing::HasSubstr("sessions of their own behind, 1 of them")));
}

TEST_F(SutRunnerTest, APortThatSomebodyHasIsToldBeforeTheStart) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::listen(fd, 1), 0);  // at a port that the system chose
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  make("echo started", ReadySpec::Kind::kTcp,
       "127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  EXPECT_EQ(start_and_end(), "sut/port-taken");
  EXPECT_TRUE(runner_->output_since(base::TimePoint::min()).empty()) << "it was started";
  ::close(fd);
}

TEST_F(SutRunnerTest, OneThatSomebodyElseRunsIsOnlyWaitedFor) {
  spec_.external = true;
  make("exit 1", ReadySpec::Kind::kCommand);
  runner_ = nullptr;
  Launch launch;
  launch.ready_command = script("exit 0");
  runner_ = std::make_unique<SutRunner>(loop_, spec_, std::move(launch),
                                        [](SutRunner&, const std::string&) { FAIL(); });
  EXPECT_FALSE(runner_->running());
  bool up = false;
  boost::asio::co_spawn(
      loop_.context(), runner_->start(),
      [&](const std::exception_ptr&, base::Status status) { up = status.has_value(); });
  EXPECT_TRUE(wait_until([&] { return up; }));
  EXPECT_TRUE(runner_->running());
}

TEST_F(SutRunnerTest, OneThatSomebodyElseShouldRunIsMissed) {
  spec_.external = true;
  make("", ReadySpec::Kind::kTcp, "127.0.0.1:1");
  spec_.ready.within = std::chrono::milliseconds(50);
  std::optional<base::Status> ended;
  boost::asio::co_spawn(
      loop_.context(), runner_->start(),
      [&](const std::exception_ptr&, base::Status status) { ended = std::move(status); });
  ASSERT_TRUE(wait_until([&] { return ended.has_value(); }));
  ASSERT_FALSE(*ended);
  EXPECT_EQ(ended->error().code, "sut/not-ready");
  EXPECT_THAT(ended->error().message,
              testing::HasSubstr("which somebody else runs, was not ready within"));
}

TEST_F(SutRunnerTest, EachStartTellsOfItsOwnEnd) {
  make("echo listening; exit 3", ReadySpec::Kind::kLog, "listening");
  EXPECT_EQ(start_and_end(), "ready");
  EXPECT_EQ(start_and_end(), "ready");
  EXPECT_EQ(crashes_.size(), 2u);
}

/// Calls of a bin, appended by hand.
struct Calls {
  explicit Calls(base::Loop& loop) : log(loop) { log.create_bin("b").value(); }
  void call(const std::string& target) {
    http::Exchange exchange;
    exchange.bin = "b";
    exchange.request.method = "GET";
    exchange.request.set_target(target);
    exchange.status = 200;
    log.append(std::move(exchange));
  }
  TriggerCall second_of(const std::string&) const {
    TriggerCall call;
    call.bin = "b";
    call.selector = match::Matcher::any();
    call.nth = 2;
    return call;
  }
  journal::CaptureLog log;
};

TEST_F(SutRunnerTest, IsKilledInTheMomentOfACallAndMayStartAtOnce) {
  make("echo up; sleep 60", ReadySpec::Kind::kLog, "up");
  const auto start = [this] {
    bool up = false;
    boost::asio::co_spawn(
        loop_.context(), runner_->start(),
        [&](const std::exception_ptr&, base::Status status) { up = status.has_value(); });
    EXPECT_TRUE(wait_until([&] { return up; }));
  };
  start();
  Calls calls(loop_);
  SutTrigger trigger(calls.log, *runner_, SutAction::kKill, calls.second_of("b"));
  calls.call("/1");
  EXPECT_FALSE(trigger.fired());
  EXPECT_EQ(trigger.came(), 1u);
  calls.call("/2");
  EXPECT_TRUE(trigger.fired());
  calls.call("/3");
  EXPECT_EQ(trigger.came(), 2u) << "it is done once";
  start();  // it has been told to end, and may not have yet
  EXPECT_TRUE(runner_->running());
  EXPECT_EQ(runner_->output_since(base::TimePoint::min()).size(), 2u);
  EXPECT_TRUE(crashes_.empty()) << "somebody asked for it";
}

}  // namespace
}  // namespace ricochet::runner
