#include "runner/sut/sut_runner.h"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

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

}  // namespace
}  // namespace ricochet::runner
