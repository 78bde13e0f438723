#include "awaits/driver.h"

#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

class DriverTest : public LogTest {
 protected:
  AwaitId start(Expectation expectation) {
    return driver_
        ->start(std::move(expectation), [this](Verdict v) { verdicts_.push_back(std::move(v)); })
        .value();
  }
  std::unique_ptr<AwaitDriver> driver_ = std::make_unique<AwaitDriver>(loop_, log_);
  std::vector<Verdict> verdicts_;
};

TEST_F(DriverTest, WakesByTheArrivalButNeverInsideIt) {
  bin("b");
  start(expect(Count::at_least(1)));
  call("b");
  EXPECT_TRUE(verdicts_.empty());
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
  EXPECT_EQ(driver_->open(), 0u);
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(DriverTest, DoesNotCallBackInsideStart) {
  bin("b");
  call("b");
  start(expect(Count::at_least(1)));
  EXPECT_TRUE(verdicts_.empty());
  loop_.run_ready();
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, OneTimerServesAllDeadlines) {
  bin("b");
  for (int i = 1; i <= 5; ++i) {
    auto expectation = expect(Count::at_least(1));
    expectation.within = seconds(i);
    start(expectation);
    EXPECT_EQ(loop_.pending_timers(), 1u);
  }
  loop_.advance(seconds(3));
  EXPECT_EQ(verdicts_.size(), 3u);
  loop_.advance(seconds(2));
  EXPECT_EQ(verdicts_.size(), 5u);
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(DriverTest, AnEarlierDeadlineMovesTheTimer) {
  bin("b");
  start(expect(Count::at_least(1)));
  auto soon = expect(Count::at_least(1));
  soon.within = milliseconds(10);
  start(soon);
  loop_.advance(milliseconds(10));
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, CancelCallsBackOnceWithTheReason) {
  bin("b");
  const auto id = start(expect(Count::at_least(1)));
  EXPECT_TRUE(driver_->cancel(id, "the client went away"));
  EXPECT_FALSE(driver_->cancel(id, "again"));
  loop_.advance(seconds(9));
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kCancelled);
}

TEST_F(DriverTest, NothingIsCalledAfterItsEnd) {
  bin("b");
  start(expect(Count::at_least(1)));
  call("b");
  driver_.reset();
  loop_.advance(seconds(9));
  EXPECT_TRUE(verdicts_.empty());
  call("b");
}

TEST_F(DriverTest, ACallbackMayEndTheDriverOrStartAnotherWait) {
  bin("b");
  ASSERT_TRUE(driver_->start(expect(Count::at_least(1)),
                             [this](Verdict) { start(expect(Count::at_least(2))); }));
  call("b");
  loop_.run_ready();
  call("b");
  loop_.run_ready();
  EXPECT_EQ(verdicts_.size(), 1u);
  ASSERT_TRUE(driver_->start(expect(Count::at_least(1)), [this](Verdict) { driver_.reset(); }));
  start(expect(Count::at_least(1)));
  loop_.run_ready();
  EXPECT_EQ(driver_, nullptr);
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, AnErrorNeverCallsBack) {
  EXPECT_FALSE(driver_->start(expect(Count::at_least(1)), [](Verdict) { FAIL(); }));
  loop_.advance(seconds(9));
  EXPECT_EQ(driver_->open(), 0u);
}

}  // namespace
}  // namespace ricochet::awaits
