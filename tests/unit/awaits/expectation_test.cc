// What an expectation is called in texts, and which ones are refused because they assert nothing or
// cannot hold.
#include "awaits/expectation.h"

#include "base/json/document.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

Expectation of_bin(Count count = Count::at_least(1)) {
  Expectation expectation;
  expectation.sources.emplace_back("hooks", 0);
  expectation.count = count;
  return expectation;
}

Expectation with_steps(std::size_t number, Order order = Order::kSubsequence) {
  auto expectation = of_bin(Count::at_least(number));
  expectation.order = order;
  for (std::size_t i = 0; i < number; ++i) {
    ExpectedStep step;
    step.bin = "hooks";
    expectation.steps.push_back(step);
  }
  return expectation;
}

std::shared_ptr<const Correlation> by(const char* place) {
  return Correlation::parse(place).value();
}

Expectation spaced(Expectation expectation, std::vector<base::Duration> gaps,
                   double tolerance = 0.2) {
  expectation.spacing.emplace();
  expectation.spacing->gaps = std::move(gaps);
  expectation.spacing->tolerance = tolerance;
  return expectation;
}

void expect_refused(const Expectation& expectation, const std::string& code,
                    const std::string& message, const std::string& hint) {
  const auto status = expectation.check();
  ASSERT_FALSE(status) << message;
  EXPECT_EQ(status.error().code, code) << message;
  EXPECT_EQ(status.error().message, message);
  EXPECT_EQ(status.error().hint, hint) << message;
}

TEST(ExpectationCheck, ACountThatAssertsNothingOrCannotBeIsRefused) {
  auto expectation = of_bin();
  expectation.sources.clear();
  expect_refused(expectation, "await/no-bin", "an expectation needs a bin to look at",
                 "name a stub, a bin or a topic");
  expect_refused(of_bin(Count::between(3, 2)), "await/bad-count", "between 3 and 2 can never be",
                 "put the smaller number first");
  expect_refused(of_bin(Count::at_least(0)), "await/asserts-nothing",
                 "\"at least 0\" is always true", "ask for at least 1, or use at_most or never");
}

TEST(ExpectationCheck, TimesAreBounded) {
  auto blink = of_bin(Count::never());
  blink.within = {};
  expect_refused(blink, "await/zero-window",
                 "a window of no length asserts nothing: calls that come later are never seen",
                 "give the time to watch, such as \"for\": \"200ms\"");
  auto too_long = of_bin(), back = of_bin(), settles_back = of_bin(), settles_long = of_bin();
  too_long.within = std::chrono::hours(25);
  back.within = -milliseconds(1);
  settles_back.settle = -milliseconds(1);
  settles_long.settle = std::chrono::hours(25);
  for (const auto& each : {too_long, back, settles_back, settles_long})
    expect_refused(each, "await/bad-time", "the times of an expectation must be between 0 and 24h",
                   "give \"within\" and \"settle\" such as \"5s\" and \"150ms\"");
}

TEST(ExpectationCheck, GapsThatNobodyCanSeeAreRefused) {
  const auto two = of_bin(Count::exactly(2));
  expect_refused(spaced(two, {seconds(1)}, -0.1), "await/bad-spacing",
                 "the tolerance of a spacing cannot be negative", "write a share such as \"20%\"");
  expect_refused(spaced(two, {-seconds(1)}), "await/bad-spacing", "a gap cannot be negative",
                 "write gaps such as \"100ms\"");
  auto shrinks = spaced(two, {});
  shrinks.spacing->initial = milliseconds(100);
  shrinks.spacing->factor = 0;
  for (const auto& backoff : {spaced(two, {}), shrinks})
    expect_refused(backoff, "await/bad-spacing",
                   "a back-off needs an initial gap and a factor above zero",
                   R"(write "backoff": {"initial": "100ms", "factor": 2})");
  expect_refused(spaced(two, {seconds(1), seconds(2)}), "await/bad-spacing",
                 "2 gaps cannot be seen with a minimum of 2",
                 "ask for at least 3, or list fewer gaps");
  expect_refused(spaced(with_steps(1), {seconds(1)}), "await/bad-spacing",
                 "1 gap cannot be seen with a minimum of 1",
                 "ask for at least 2, or list fewer gaps");
  for (const auto order : {Order::kAny, Order::kPerKey})
    expect_refused(spaced(with_steps(2, order), {seconds(1)}), "await/bad-spacing",
                   "gaps between steps need one order of all of them",
                   R"(write "order": "subsequence" or "strict")");
  EXPECT_TRUE(spaced(with_steps(2, Order::kStrict), {seconds(1)}).check());
}

TEST(ExpectationCheck, StepsAreBoundedAndHaveTheirOwnCounts) {
  auto none = with_steps(2), many = with_steps(2), sum = with_steps(2), counted = with_steps(2);
  none.steps[1].times = 0;
  many.steps[0].times = kMaxStepTimes + 1;
  sum.steps[0].times = kMaxStepTimes;
  counted.count = Count::exactly(2);
  expect_refused(none, "await/bad-steps", "a step must come at least once",
                 "write \"times\" from 1 to 1000");
  expect_refused(many, "await/bad-steps", "a step cannot come 1001 times",
                 "write \"times\" from 1 to 1000");
  expect_refused(sum, "await/bad-steps", "2 steps with 1001 records in all are too many",
                 "at most 100 steps and 1000 records");
  expect_refused(with_steps(kMaxSteps + 1), "await/bad-steps",
                 "101 steps with 101 records in all are too many",
                 "at most 100 steps and 1000 records");
  expect_refused(counted, "await/bad-steps", "steps have their own counts",
                 "use \"times\" of a step, and no count beside \"steps\"");
  EXPECT_TRUE(with_steps(kMaxSteps).check());
}

TEST(ExpectationCheck, OnlyARouteKeepsValuesAndNothingElseBesides) {
  const char* hint = "at most 10, and neither \"correlate\" nor the order per_key beside them";
  auto many = with_steps(2), correlates = with_steps(2), by_key = with_steps(2, Order::kPerKey);
  many.keeps.assign(kMaxKeeps + 1, by("key"));
  correlates.keeps = by_key.keeps = {by("key")};
  correlates.correlate = Correlate{by("trace"), std::nullopt};
  expect_refused(many, "await/bad-steps", "11 values to keep are too many", hint);
  expect_refused(correlates, "await/bad-steps", "a route keeps its values by itself", hint);
  expect_refused(by_key, "await/bad-steps", "a route keeps its values by itself", hint);
  auto alone = of_bin();
  alone.keeps = {by("key")};
  expect_refused(alone, "await/bad-steps", "values are kept from step to step, and there are none",
                 "list the steps of the route");
}

TEST(ExpectationTexts, OrdersHaveTheWordsOfTheFiles) {
  EXPECT_STREQ(to_string(Order::kAny), "any");
  EXPECT_STREQ(to_string(Order::kSubsequence), "subsequence");
  EXPECT_STREQ(to_string(Order::kStrict), "strict");
  EXPECT_STREQ(to_string(Order::kPerKey), "per_key");
}

TEST(ExpectationTexts, ACountNamesPlacesSelectorAnswerGapsAndTheValue) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("answer", R"({"status": 503})").value();
  auto expectation = of_bin(Count::exactly(3));
  expectation.sources.emplace_back("mails", 0);
  expectation.selector = std::make_shared<PathMatcher>("/a", "GET");
  expectation.answer = AnswerSelector::parse(base::JsonReader(document, diags, "await"));
  expectation.spacing.emplace();
  expectation.spacing->initial = milliseconds(100);
  expectation.spacing->factor = 1.5;
  expectation.correlate = Correlate{by("header:x-id"), "7"};
  EXPECT_EQ(expectation.describe(),
            "exactly 3 calls of hooks or mails: GET /a answered with status \"503\" with gaps that "
            "start at 100ms and grow by a factor of 1.5 (20% early to 40% late) with the same "
            "header:x-id \"7\" within 5s");
  EXPECT_EQ(expectation.describe_selector(), "GET /a answered with status \"503\"");
  expectation.selector = nullptr;
  EXPECT_EQ(expectation.describe_selector(), "answered with status \"503\"");
  auto window = of_bin(Count::never());
  window.noun = "event";
  window.within = milliseconds(200);
  EXPECT_EQ(window.describe(), "no events of hooks for 200ms");
  window.now = true;
  EXPECT_EQ(window.describe(), "no events of hooks by now");
}

TEST(ExpectationTexts, StepsNameTheirOrderAndWhatIsKept) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("answer", R"({"status": 200})").value();
  auto expectation = with_steps(3);
  expectation.steps[0].name = "made";
  expectation.steps[1].selector = std::make_shared<PathMatcher>("/paid", "POST");
  expectation.steps[1].answer = AnswerSelector::parse(base::JsonReader(document, diags, "await"));
  expectation.steps[1].times = 2;
  expectation.keeps = {by("key"), by("json:$.id")};
  EXPECT_EQ(expectation.describe(),
            "3 steps in this order that keep key, json:$.id: made in hooks, POST /paid in hooks "
            "answered with status \"200\" x2, anything in hooks within 5s");
  expectation.keeps.clear();
  const std::pair<Order, const char*> orders[] = {
      {Order::kAny, "3 steps in any order within 5s"},
      {Order::kStrict, "3 steps one right behind the other within 5s"},
      {Order::kPerKey, "3 steps in this order for each key within 5s"},
      {Order::kSubsequence, "3 steps in this order within 5s"}};
  for (const auto& [order, text] : orders) {
    expectation.order = order;
    EXPECT_EQ(expectation.describe_in_brief(), text);
  }
  expectation.spacing.emplace();
  expectation.spacing->gaps = {seconds(1)};
  EXPECT_EQ(expectation.describe_in_brief(),
            "3 steps in this order with a gap of 1s (20% early to 40% late) within 5s");
}

TEST(ExpectationPreflights, CountWhenTheyOrAMethodOfThemIsAskedFor) {
  journal::Record preflight;
  match::Request options;
  options.method = "OPTIONS";
  options.headers = {{"Origin", "http://a"}, {"Access-Control-Request-Method", "POST"}};
  preflight.content = options;
  ASSERT_TRUE(preflight.is_preflight());
  auto expectation = of_bin();
  EXPECT_TRUE(expectation.leaves_out(preflight));
  expectation.selector = std::make_shared<PathMatcher>("/a", "GET");
  EXPECT_TRUE(expectation.leaves_out(preflight));
  expectation.preflights = true;
  EXPECT_FALSE(expectation.leaves_out(preflight));
  expectation.preflights = false;
  expectation.selector = std::make_shared<PathMatcher>("/a", "OPTIONS");
  EXPECT_FALSE(expectation.leaves_out(preflight));
  auto steps = with_steps(2);
  EXPECT_TRUE(steps.leaves_out(preflight));
  steps.steps[1].selector = std::make_shared<PathMatcher>("/a", "OPTIONS");
  EXPECT_FALSE(steps.leaves_out(preflight));
}

TEST(ExpectationSpacing, GapsGrowAndLatenessIsForgivenTwice) {
  Spacing backoff;
  backoff.initial = milliseconds(100);
  backoff.factor = 2;
  EXPECT_EQ(backoff.gap(0), milliseconds(100));
  EXPECT_EQ(backoff.gap(3), milliseconds(800));
  EXPECT_EQ(backoff.gap(5000), std::chrono::hours(24)) << "it does not overflow";
  EXPECT_TRUE(backoff.fits(0, milliseconds(80)));
  EXPECT_FALSE(backoff.fits(0, milliseconds(79)));
  EXPECT_TRUE(backoff.fits(0, milliseconds(140)));
  EXPECT_FALSE(backoff.fits(0, milliseconds(141)));
  Spacing listed;
  listed.gaps = {seconds(1)};
  EXPECT_EQ(listed.gap(1), std::nullopt);
  EXPECT_TRUE(listed.fits(1, seconds(9))) << "what was not asked for is free";
}

}  // namespace
}  // namespace ricochet::awaits
