#include "awaits/driver.h"

#include "tests/unit/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

class DriverTest : public LogTest {
 protected:
  awaits::AwaitId start(awaits::Expectation expectation) {
    return driver_
        ->start(std::move(expectation),
                [this](awaits::Verdict v) { verdicts_.push_back(std::move(v)); })
        .value();
  }
  std::unique_ptr<awaits::AwaitDriver> driver_ = std::make_unique<awaits::AwaitDriver>(loop_, log_);
  std::vector<awaits::Verdict> verdicts_;
};

TEST_F(DriverTest, WakesByTheArrivalButNeverInsideIt) {
  bin("b");
  start(expect(awaits::Count::at_least(1)));
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
  start(expect(awaits::Count::at_least(1)));
  EXPECT_TRUE(verdicts_.empty());
  loop_.run_ready();
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, OneTimerServesAllDeadlines) {
  bin("b");
  for (int i = 1; i <= 5; ++i) {
    auto expectation = expect(awaits::Count::at_least(1));
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
  start(expect(awaits::Count::at_least(1)));
  auto soon = expect(awaits::Count::at_least(1));
  soon.within = milliseconds(10);
  start(soon);
  loop_.advance(milliseconds(10));
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, CancelCallsBackOnceWithTheReason) {
  bin("b");
  const auto id = start(expect(awaits::Count::at_least(1)));
  EXPECT_TRUE(driver_->cancel(id, "the client went away"));
  EXPECT_FALSE(driver_->cancel(id, "again"));
  loop_.advance(seconds(9));
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].outcome, awaits::Outcome::kCancelled);
}

TEST_F(DriverTest, NothingIsCalledAfterItsEnd) {
  bin("b");
  start(expect(awaits::Count::at_least(1)));
  call("b");
  driver_.reset();
  loop_.advance(seconds(9));
  EXPECT_TRUE(verdicts_.empty());
  call("b");
}

TEST_F(DriverTest, ACallbackMayEndTheDriverOrStartAnotherWait) {
  bin("b");
  ASSERT_TRUE(driver_->start(expect(awaits::Count::at_least(1)), [this](awaits::Verdict) {
    start(expect(awaits::Count::at_least(2)));
  }));
  call("b");
  loop_.run_ready();
  call("b");
  loop_.run_ready();
  EXPECT_EQ(verdicts_.size(), 1u);
  ASSERT_TRUE(driver_->start(expect(awaits::Count::at_least(1)),
                             [this](awaits::Verdict) { driver_.reset(); }));
  start(expect(awaits::Count::at_least(1)));
  loop_.run_ready();
  EXPECT_EQ(driver_, nullptr);
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(DriverTest, AnErrorNeverCallsBack) {
  EXPECT_FALSE(driver_->start(expect(awaits::Count::at_least(1)), [](awaits::Verdict) { FAIL(); }));
  loop_.advance(seconds(9));
  EXPECT_EQ(driver_->open(), 0u);
}

}  // namespace
}  // namespace ricochet::requestbin
