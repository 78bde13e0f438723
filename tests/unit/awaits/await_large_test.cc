// Waits for records that take longer to look at than the loop may be held up, and for exchanges
// that are still underway.
#include "awaits/driver.h"
#include "base/json/document.h"
#include "match/subject.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

std::shared_ptr<const match::Matcher> matcher(const std::string& text) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("test", text).value();
  auto compiled = match::Matcher::compile(base::JsonReader(document, diags, "match"));
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
  return compiled;
}

std::string large(int n) {
  return R"({"n":)" + std::to_string(n) + R"(,"pad":")" + std::string(match::kLargeBody, 'x') +
         "\"}";
}

class LargeTest : public LogTest {
 protected:
  LargeTest() {
    log_.create_bin("b").value();
    loop_.pool().hold();
  }
  Expectation n_is_1(Count count) {
    Expectation expectation;
    expectation.sources = {Source("b", log_.cursor("b"))};
    expectation.selector = matcher(R"({"json_paths":{"$.n":"1"}})");
    expectation.count = count;
    expectation.within = seconds(1);
    expectation.late_grace = seconds(0);
    return expectation;
  }
  void start(Expectation expectation) {
    driver_.start(std::move(expectation), [this](Verdict v) { verdicts_.push_back(std::move(v)); })
        .value();
  }
  void post(const std::string& body) { call("b", "/a", "POST", body); }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
    loop_.run_ready();
  }

  AwaitDriver driver_{loop_, log_};
  std::vector<Verdict> verdicts_;
};

TEST_F(LargeTest, LargeBodyIsLookedAtElsewhereAndThenDecides) {
  start(n_is_1(Count::at_least(1)));
  post(large(1));
  loop_.run_ready();
  EXPECT_TRUE(verdicts_.empty());
  EXPECT_EQ(loop_.pool().held(), 1u);
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

TEST_F(LargeTest, WhoseSelectorAsksForNoBodyIsToldAtOnce) {
  auto expectation = n_is_1(Count::at_least(1));
  expectation.selector = matcher(R"({"uri":"/a"})");
  start(std::move(expectation));
  post(large(1));
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
}

TEST_F(LargeTest, WhatCameInTimeCountsHoweverLongAWorkerTakes) {
  start(n_is_1(Count::never()));
  post(large(1));
  loop_.advance(seconds(5));
  EXPECT_TRUE(verdicts_.empty()) << "it is not known yet whether nothing came";
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kFailed);
  EXPECT_EQ(verdicts_[0].observed, 1u);
}

TEST_F(LargeTest, WhatDoesNotFitLetsTheWindowEnd) {
  start(n_is_1(Count::never()));
  post(large(2));
  loop_.advance(seconds(5));
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
  EXPECT_EQ(verdicts_[0].waited, base::Duration(seconds(1)))
      << "and no longer than it was asked for";
}

TEST_F(LargeTest, WhatCameTooLateDoesNotCount) {
  start(n_is_1(Count::never()));
  post(large(2));
  loop_.advance(seconds(2));
  post(large(1));
  post(R"({"n":1})");
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

TEST_F(LargeTest, OrderStaysThatOfTheArrivals) {
  auto expectation = n_is_1(Count::exactly(2));
  start(std::move(expectation));
  post(large(1));
  post(R"({"n":1})");  // waits behind the large one
  loop_.run_ready();
  EXPECT_TRUE(verdicts_.empty());
  release();
  loop_.advance(seconds(1));
  ASSERT_EQ(verdicts_.size(), 1u);
  ASSERT_EQ(verdicts_[0].matched.size(), 2u);
  EXPECT_LT(verdicts_[0].matched[0]->seq, verdicts_[0].matched[1]->seq);
}

TEST_F(LargeTest, StoredOnesAreLookedAtElsewhereToo) {
  auto expectation = n_is_1(Count::at_least(3));
  for (int i = 0; i < 3; ++i) post(large(1));
  start(std::move(expectation));
  loop_.run_ready();
  EXPECT_TRUE(verdicts_.empty());
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

TEST_F(LargeTest, FailureExplainsThemWithoutAnotherLook) {
  start(n_is_1(Count::at_least(1)));
  post(large(2));
  release();
  loop_.advance(seconds(1));
  ASSERT_EQ(verdicts_.size(), 1u);
  ASSERT_EQ(verdicts_[0].near.size(), 1u) << "there is but one condition";
  ASSERT_EQ(verdicts_[0].funnel.size(), 1u);
  EXPECT_EQ(verdicts_[0].funnel[0].seen.size(), 1u);
}

TEST_F(LargeTest, DearSelectorOnASmallBodyIsLookedAtElsewhere) {
  auto expectation = n_is_1(Count::never());
  expectation.selector = matcher(R"({"json_paths":{"$..a..a..a..a":"x"}})");
  start(std::move(expectation));
  std::string body = "1";
  for (int i = 0; i < 100; ++i) body = R"({"a":)" + body + "}";
  post(body);
  EXPECT_EQ(loop_.pool().held(), 1u);
  release();
  loop_.advance(seconds(1));
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(LargeTest, CancelledAndEvictedWaitsForgetWhatWaits) {
  start(n_is_1(Count::never()));
  post(large(1));
  log_.clear("b");
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kInconclusive);
  release();
  EXPECT_EQ(verdicts_.size(), 1u);
}

TEST_F(LargeTest, WorkersWithoutRoomAreAskedAgain) {
  const auto full = loop_.pool().run(
      base::Worker::kMaxWaitingBytes, [] { return base::Status(); }, [](const base::Status&) {});
  start(n_is_1(Count::at_least(1)));
  post(large(1));
  loop_.run_ready();
  EXPECT_TRUE(verdicts_.empty());
  release();
  loop_.advance(AwaitDriver::kLookAgain);
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

TEST_F(LargeTest, NeverWaitsForAnExchangeThatIsUnderway) {
  start(n_is_1(Count::never()));
  auto open = log_.begun("b", loop_.now());
  loop_.advance(seconds(5));
  EXPECT_TRUE(verdicts_.empty());
  auto late = exchange("b", "/a", "POST", R"({"n":1})");
  late.received -= seconds(5);
  log_.append(std::move(late));
  open.reset();
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kFailed);
}

TEST_F(LargeTest, OneThatBeganBehindTheWindowHoldsNobody) {
  start(n_is_1(Count::never()));
  loop_.advance(milliseconds(999));
  const auto other = log_.begun("other", loop_.now());
  loop_.advance(milliseconds(1));
  const auto open = log_.begun("b", loop_.now() + seconds(1));
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

TEST_F(LargeTest, SmallOnesBehindTheEndDoNotCountWhileItIsHeld) {
  start(n_is_1(Count::never()));
  auto open = log_.begun("b", loop_.now());
  loop_.advance(seconds(5));
  post(R"({"n":1})");
  open.reset();
  loop_.run_ready();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_TRUE(verdicts_[0].passed());
}

}  // namespace
}  // namespace ricochet::awaits
