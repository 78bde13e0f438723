#include "runner/sut/sut_runner.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

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
    runner_ = std::make_unique<SutRunner>(
        loop_, spec_, std::move(launch),
        [this](SutRunner&, const std::string& how) { crashes_.push_back(how); });
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
