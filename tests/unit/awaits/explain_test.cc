#include "awaits/explain.h"

#include "awaits/driver.h"
#include "awaits/explain_hints.h"
#include "base/json/reader.h"
#include "tests/support/golden.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::shared_ptr<const match::Matcher> selector(const std::string& json) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("selector", json).value();
  auto compiled = match::Matcher::compile(base::JsonReader(document, diags, "await"));
  EXPECT_FALSE(diags.has_errors()) << diags.render_all();
  return compiled;
}

class ExplainTest : public LogTest {
 protected:
  Verdict run(Expectation expectation, const std::function<void()>& meanwhile = {}) {
    std::optional<Verdict> verdict;
    EXPECT_TRUE(
        driver_.start(std::move(expectation), [&verdict](Verdict v) { verdict = std::move(v); }));
    if (meanwhile) meanwhile();
    loop_.advance(seconds(30));
    return verdict.value();
  }
  void post(const std::string& bin, const std::string& target, const std::string& body,
            base::Duration after = milliseconds(10)) {
    loop_.advance(after);
    auto made = exchange(bin, target, "POST", body);
    made.request.headers.push_back({"Content-Type", "application/json"});
    log_.append(std::move(made));
  }
  Expectation paid(Count count) {
    auto expectation = expect(count);
    expectation.selector =
        selector(R"({"method": "post", "uri": "/orders", "json_paths": {"$.status": "PAID"}})");
    return expectation;
  }
  AwaitDriver driver_{loop_, log_};
};

TEST_F(ExplainTest, TooFewTellsFunnelNearestMissesAndHints) {
  bin("b");
  bin("webhooks");
  const auto verdict = run(paid(Count::exactly(2)), [this] {
    post("b", "/orders", R"({"status":"PENDING"})");
    post("b", "/orders", R"({"status":"PENDING"})");
    post("b", "/orders", R"({"status":"paid"})", milliseconds(1200));
    post("b", "/orders", R"({"status":"PAID"})");
    post("b", "/orders/", R"({"status":"PAID"})");
    post("b", "/other", "no json");
    post("webhooks", "/orders", R"({"status":"PAID"})");
  });
  EXPECT_EQ(verdict.reason, Reason::kTooFew);
  EXPECT_THAT(verdict.near, SizeIs(3));
  test::expect_golden("requestbin/too_few.txt", render_verdict(verdict));
}

TEST_F(ExplainTest, TooManyShowsTheSurplusAndSaysWhyItMayBeARetry) {
  bin("b");
  auto expectation = expect(Count::exactly(1));
  expectation.selector = selector(R"({"uri": "/a.jpg"})");
  const auto verdict = run(expectation, [this] {
    loop_.advance(milliseconds(12));
    auto first = exchange("b", "/a.jpg");
    first.status = 503;
    first.rule = "stubs/photos.json:12";
    log_.append(std::move(first));
    loop_.advance(milliseconds(80));
    call("b", "/a.jpg");
  });
  test::expect_golden("requestbin/too_many.txt", render_verdict(verdict));
}

TEST_F(ExplainTest, NothingAtAllSaysWhatHappenedElsewhere) {
  bin("b");
  bin("webhooks");
  const auto verdict = run(expect(Count::at_least(1)), [this] { post("webhooks", "/x", ""); });
  test::expect_golden("requestbin/timeout.txt", render_verdict(verdict));
}

TEST_F(ExplainTest, WrongSpacingShowsEveryGap) {
  bin("b");
  auto expectation = expect(Count::exactly(3));
  expectation.spacing.emplace();
  expectation.spacing->gaps = {milliseconds(100), milliseconds(200)};
  const auto verdict = run(expectation, [this] {
    call("b");
    loop_.advance(milliseconds(101));
    call("b");
    loop_.advance(milliseconds(7));
    call("b");
  });
  test::expect_golden("requestbin/wrong_spacing.txt", render_verdict(verdict));
}

TEST_F(ExplainTest, EvictedAndCancelledAndUnmatched) {
  bin("b", 1);
  auto verdict = run(expect(Count::at_least(3)), [this] {
    auto stray = exchange("b", "/a/");
    stray.status = 400;
    stray.matched = false;
    stray.why_not = "nearest is stubs/photos.json:3: uri is \"/a\", not \"/a/\"";
    log_.append(stray);
    call("b");
  });
  test::expect_golden("requestbin/evicted.txt", render_verdict(verdict));
  auto expectation = expect(Count::at_least(1), "/c");
  expectation.sources[0].after = log_.cursor("b");
  verdict = run(expectation,
                [this] { driver_.cancel_all("the service photo-service exited with status 139"); });
  test::expect_golden("requestbin/cancelled.txt", render_verdict(verdict));
}

TEST_F(ExplainTest, ACallBeforeTheCursorIsNamed) {
  bin("b");
  call("b");
  loop_.advance(milliseconds(40));
  auto expectation = expect(Count::at_least(1));
  expectation.sources[0].after = log_.cursor("b");
  const auto verdict = run(expectation);
  EXPECT_THAT(
      verdict.hints,
      Contains(HasSubstr("#1 of b, arrived before the cursor 1, 40 ms before this wait began")));
}

TEST_F(ExplainTest, AStepOfAScenarioKnowsNoCursor) {
  bin("b", 2);
  call("b");
  loop_.advance(milliseconds(40));
  auto expectation = expect(Count::at_least(1));
  expectation.of_scenario = true;
  expectation.sources[0].after = log_.cursor("b");
  EXPECT_THAT(
      run(expectation).hints,
      Contains(HasSubstr("#1 of b, came before this scenario began, 40 ms before this wait: "
                         "it is not one of its own")));
  expectation.count = Count::at_least(3);
  const auto verdict = run(expectation, [this] {
    for (int i = 0; i < 3; ++i) call("b");
  });
  EXPECT_THAT(verdict.hints,
              Contains(HasSubstr("was dropped: raise --capture-records or --capture-mib")));
}

TEST_F(ExplainTest, PassedOnesAreNotExplained) {
  bin("b");
  const auto verdict = run(expect(Count::at_least(1)), [this] {
    call("b", "/x");
    call("b");
  });
  EXPECT_TRUE(verdict.passed());
  EXPECT_THAT(verdict.funnel, IsEmpty());
  EXPECT_THAT(verdict.near, IsEmpty());
}

TEST_F(ExplainTest, NearMissesAreTheThreeNewestOfTheBest) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.selector = std::make_shared<PathMatcher>("/a", "POST");
  const auto verdict = run(expectation, [this] {
    for (int i = 0; i < 5; ++i) call("b", "/a", "GET");
    for (int i = 0; i < 5; ++i) call("b", "/x", "GET");
  });
  ASSERT_THAT(verdict.near, SizeIs(3));
  EXPECT_EQ(verdict.near[0].record->seq, 5u);
  EXPECT_EQ(verdict.near[2].record->seq, 3u);
  EXPECT_NEAR(verdict.near[0].score, 4.0 / 6.0, 0.001);
  ASSERT_THAT(verdict.funnel, SizeIs(2));
  EXPECT_EQ(verdict.funnel[0].passed, 0u);
  EXPECT_EQ(verdict.funnel[0].seen.front().second, 10u);
}

TEST_F(ExplainTest, ControlBytesOfACallDoNotReachTheTerminal) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.selector = std::make_shared<PathMatcher>("/a");
  const auto verdict = run(expectation, [this] { call("b", "/\x1b[31m"); });
  EXPECT_EQ(render_verdict(verdict).find('\x1b'), std::string::npos);
}

TEST(HintOfDifference, EveryDifferenceHasItsWords) {
  using match::Difference;
  const struct {
    Difference difference;
    const char* hint;
  } cases[] = {
      {Difference::kNone, ""},
      {Difference::kCase, "uri differs by case only"},
      {Difference::kSlashTooMany, "uri differs by a trailing slash only"},
      {Difference::kSlashMissing, "uri differs by a trailing slash only"},
      {Difference::kPercentEncoding, "uri differs by percent-encoding only"},
      {Difference::kSpaceAround, "uri differs by white space only"},
      {Difference::kSpace, "uri differs by white space only"},
      {Difference::kNumberOrText, "uri is a number on one side and a string on the other"},
      {Difference::kType, "uri differs by type only"},
  };
  for (const auto& c : cases) {
    match::Condition condition;
    condition.name = "uri";
    condition.difference = c.difference;
    EXPECT_EQ(hint_of_difference(condition), c.hint);
  }
}

TEST_F(ExplainTest, HintsComeFromTheOperatorNotFromItsText) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.selector = selector(R"({"headers": {"x": {"match": "differs by case only"}}})");
  auto verdict = run(expectation, [this] { call("b", "/a"); });
  EXPECT_THAT(verdict.hints, Not(Contains(HasSubstr("differs by case only"))));
  expectation.selector = selector(R"({"uri": {"startsWith": "/A"}})");
  verdict = run(expectation, [this] { call("b", "/a/7"); });
  EXPECT_THAT(verdict.hints, Contains(HasSubstr("uri differs by case only")));
}

/// The hint of two calls that are alike, the first answered so.
TEST_F(ExplainTest, ARetryNeedsAReason) {
  struct Row {
    int status;
    const char* fault;
    base::Duration delay;
    const char* hint;
  };
  const Row rows[] = {
      {200, "", {}, "duplicate call: #2 of b is #1 byte for byte, 5 ms later; #1 was answered 200"},
      {404, "", {}, "duplicate call: #2 of b is #1 byte for byte, 5 ms later; #1 was answered 404"},
      {503, "", {}, "a retry: #2 of b is #1 byte for byte, 5 ms later; #1 was answered 503"},
      {429, "", {}, "a retry: #2 of b is #1 byte for byte, 5 ms later; #1 was answered 429"},
      {0, "", {}, "a retry: #2 of b is #1 byte for byte, 5 ms later; #1 got no answer"},
      {200,
       "truncate",
       {},
       "a retry: #2 of b is #1 byte for byte, 5 ms later; #1 was answered by the "
       "fault truncate"},
      {200, "", seconds(3),
       "a retry: #2 of b is #1 byte for byte, 5 ms later; #1 was answered "
       "after 3.0 s"},
  };
  for (const Row& row : rows) {
    if (log_.has_bin("b")) log_.remove_bin("b");
    bin("b");
    const auto verdict = run(expect(Count::exactly(1)), [&] {
      auto first = exchange("b", "/a");
      first.status = row.status;
      first.fault = row.fault;
      first.delay = row.delay;
      log_.append(std::move(first));
      loop_.advance(milliseconds(5));
      call("b");
    });
    EXPECT_THAT(verdict.hints, testing::ElementsAre(row.hint)) << row.status;
  }
}

TEST_F(ExplainTest, EachConditionIsCountedByItself) {
  bin("b");
  const auto verdict = run(paid(Count::at_least(1)), [this] {
    post("b", "/other", R"({"status":"PAID"})");
    call("b", "/orders");
  });
  ASSERT_THAT(verdict.funnel, SizeIs(3));
  EXPECT_EQ(verdict.funnel[0].passed, 1u) << "method";
  EXPECT_EQ(verdict.funnel[1].passed, 1u) << "uri";
  EXPECT_EQ(verdict.funnel[2].passed, 1u) << "the body of a call elsewhere fits";
}

TEST_F(ExplainTest, AFunnelThatAllPassSaysNothing) {
  bin("b");
  const auto verdict = run(expect(Count::exactly(2)), [this] { call("b"); });
  EXPECT_EQ(verdict.reason, Reason::kTooFew);
  EXPECT_THAT(verdict.funnel, IsEmpty());
  EXPECT_THAT(render_verdict(verdict), Not(HasSubstr("looked at")));
}

TEST_F(ExplainTest, WhatTheTestSentItselfExplainsNothing) {
  bin("b");
  auto expectation = expect(Count::at_least(1));
  expectation.own = [](const journal::Record& record) { return record.seq == 1; };
  auto verdict = run(expectation, [this] { call("b", "/a/"); });
  EXPECT_THAT(verdict.near, IsEmpty());
  EXPECT_THAT(verdict.funnel, IsEmpty());
  EXPECT_EQ(verdict.own, 1u);
  EXPECT_THAT(verdict.hints,
              Contains(HasSubstr("nothing but what the test sent arrived in b meanwhile")));
  expectation.own = nullptr;
  verdict = run(expectation);
  EXPECT_THAT(verdict.near, SizeIs(1)) << "it is the same call";
}

TEST_F(ExplainTest, WhatDiffersIsSaidBeforeWhatCameNearInTime) {
  bin("b");
  call("b", "/a");
  auto expectation = expect(Count::at_least(1));
  expectation.sources[0].after = log_.cursor("b");
  const auto verdict = run(expectation, [this] { call("b", "/A"); });
  ASSERT_THAT(verdict.hints, SizeIs(2));
  EXPECT_THAT(verdict.hints[0], HasSubstr("uri differs by case only"));
  EXPECT_THAT(verdict.hints[1], HasSubstr("arrived before the cursor"));
}

TEST_F(ExplainTest, WhatLandedElsewhereIsNamedWhenNothingCameNearHere) {
  bin("b");
  bin("webhooks");
  auto verdict = run(paid(Count::at_least(1)),
                     [this] { post("webhooks", "/orders", R"({"status":"PAID"})"); });
  EXPECT_THAT(verdict.hints, Contains(HasSubstr("1 fitting call landed in another bin")));
  auto expectation = paid(Count::at_least(1));
  expectation.sources[0].after = log_.cursor("b");
  verdict = run(expectation, [this] {
    post("webhooks", "/orders", R"({"status":"PAID"})");
    post("b", "/orders", R"({"status":"OPEN"})");
  });
  EXPECT_THAT(verdict.hints, Not(Contains(HasSubstr("another bin"))));
}

TEST_F(ExplainTest, ACallThatWasThereBeforeTheWaitCameBefore) {
  bin("b");
  for (int i = 0; i < 3; ++i) call("b");
  const auto verdict = run(expect(Count::exactly(2)));
  EXPECT_EQ(verdict.message, "expected exactly 2 calls of b: /a within 5s, but 3 had come already");
}

TEST_F(ExplainTest, TheCallBeforeTheOneTooManyIsShown) {
  bin("b");
  const auto verdict = run(expect(Count::exactly(8)), [this] {
    for (int i = 0; i < 9; ++i) call("b");
  });
  const std::string story = render_verdict(verdict);
  EXPECT_THAT(story, HasSubstr("\n  #8 "));
  EXPECT_THAT(story, HasSubstr("  ... and 5 more\n"));
  EXPECT_THAT(story, testing::ContainsRegex("#9 .*<- one too many"));
}

TEST_F(ExplainTest, ThePlaceOfTheRuleStandsOnce) {
  bin("b");
  const auto verdict = run(expect(Count::exactly(3)), [this] {
    for (int i = 0; i < 2; ++i) {
      auto made = exchange("b", "/a");
      made.rule = "stubs/photos.json:12";
      log_.append(std::move(made));
    }
  });
  const std::string story = render_verdict(verdict);
  EXPECT_NE(story.find("(photos.json:12)"), std::string::npos);
  EXPECT_EQ(story.find("photos.json:12"), story.rfind("photos.json:12"));
}

TEST_F(ExplainTest, OfLongValuesThePlaceWhereTheyPartIsShown) {
  bin("b");
  const std::string same(300, 'x');
  auto expectation = expect(Count::at_least(1));
  expectation.selector = selector(R"({"json": {"a": ")" + same + R"(", "price": 1}})");
  auto verdict =
      run(expectation, [&] { post("b", "/", R"({"a": ")" + same + R"(", "price": 2})"); });
  EXPECT_THAT(render_verdict(verdict),
              HasSubstr("json: $.price: expected the number 1, got the number 2\n"));
  const std::string head(180, 'x'), tail(100, 'y');
  expectation.selector = selector(R"({"text": ")" + head + "A" + tail + R"("})");
  verdict = run(expectation, [&] { post("b", "/", head + "B" + tail); });
  EXPECT_THAT(render_verdict(verdict), HasSubstr("expected ...xxxx"));
  EXPECT_THAT(render_verdict(verdict), testing::ContainsRegex(", was \\.\\.\\.x+By+"));
}

TEST(SpanText, HasADecimalWhereItSaysSomething) {
  using std::chrono::microseconds;
  EXPECT_EQ(span_text(microseconds(400)), "0.4 ms");
  EXPECT_EQ(span_text(microseconds(6'230)), "6.2 ms");
  EXPECT_EQ(span_text(milliseconds(12)), "12 ms");
  EXPECT_EQ(span_text(microseconds(150'400)), base::humanize(microseconds(150'400)));
}

TEST_F(ExplainTest, WhatIsKeptForAReportTellsTheSameStory) {
  bin("b");
  auto expectation = expect(Count::exactly(20));
  auto verdict = run(expectation, [this] {
    for (int i = 0; i < 21; ++i) call("b");
  });
  EXPECT_EQ(verdict.reason, Reason::kTooMany);
  const auto story = render_verdict(verdict);
  EXPECT_THAT(verdict.matched, SizeIs(21));
  keep_what_is_shown(verdict);
  EXPECT_THAT(verdict.matched, SizeIs(testing::Lt(10u)));
  EXPECT_EQ(render_verdict(verdict), story);
}

}  // namespace
}  // namespace ricochet::awaits
