// What must never pass: records lost or cut, and conditions that assert nothing.
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;

TEST_F(EngineTest, EvictionInTheWindowIsInconclusive) {
  bin("b", 2);
  start(expect(Count::at_least(3)));
  call("b");
  call("b");
  EXPECT_TRUE(waiting());
  call("b");
  const auto v = verdict();
  EXPECT_EQ(v.kind, VerdictKind::kInconclusive) << "never a pass over an eviction";
  EXPECT_EQ(v.reason, Reason::kEvicted);
  EXPECT_THAT(v.hints.front(), HasSubstr("raise its limits"));
  start(expect(Count::at_least(1)));
  EXPECT_EQ(verdict().kind, VerdictKind::kInconclusive) << "also when it happened before";
}

TEST_F(EngineTest, EvictionBeforeTheCursorDoesNotMatter) {
  bin("b", 2);
  call("b");
  call("b");
  auto expectation = expect(Count::at_least(1));
  expectation.sources[0].after = 2;
  start(expectation);
  call("b");
  EXPECT_TRUE(verdict().passed());
}

TEST_F(EngineTest, ClearingTheWindowIsInconclusive) {
  bin("b");
  start(expect(Count::exactly(1)));
  log_.clear("b");
  EXPECT_TRUE(waiting()) << "there was nothing to clear";
  call("b");
  log_.clear("b");
  EXPECT_EQ(verdict().reason, Reason::kCleared);
}

TEST_F(EngineTest, ATruncatedBodyIsInconclusiveUnlessSomethingElseSaysNo) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.selector = std::make_shared<BodyMatcher>("hello");
  start(expectation);
  auto get = exchange("b", "/a", "GET", "hel");
  get.request.body_truncated = true;
  log_.append(get);
  EXPECT_TRUE(waiting()) << "a GET never fits, whatever its body";
  auto post = exchange("b", "/a", "POST", "hel");
  post.request.body_truncated = true;
  log_.append(post);
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kTruncated);
  EXPECT_THAT(v.message, HasSubstr("the body of #2 of b was cut"));
}

TEST_F(EngineTest, RefusesWhatAssertsNothing) {
  bin("b");
  const auto code = [this](Expectation e) {
    const auto result = engine_.start(std::move(e), loop_.now());
    return result ? std::string("started") : result.error().code;
  };
  auto zero = expect(Count::never());
  zero.within = base::Duration::zero();
  EXPECT_EQ(code(zero), "await/zero-window");
  EXPECT_EQ(code(expect(Count::at_least(0))), "await/asserts-nothing");
  EXPECT_EQ(code(expect(Count::between(3, 2))), "await/bad-count");
  EXPECT_EQ(code(expect(Count::at_least(1), "/a", "bb")), "await/no-bin");
  auto ahead = expect(Count::at_least(1));
  ahead.sources[0].after = 7;
  EXPECT_EQ(code(ahead), "await/bad-cursor");
  auto spaced = expect(Count::exactly(2));
  spaced.spacing.emplace().gaps = {seconds(1), seconds(2)};
  EXPECT_EQ(code(spaced), "await/bad-spacing");
  auto forever = expect(Count::at_least(1));
  forever.within = std::chrono::hours(25);
  EXPECT_EQ(code(forever), "await/bad-time");
  EXPECT_EQ(engine_.next_deadline(), std::nullopt);
}

}  // namespace
}  // namespace ricochet::awaits
