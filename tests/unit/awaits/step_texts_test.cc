// Headlines of steps that were not met, cut bodies among steps, and values that records keep.
#include "awaits/routes.h"
#include "base/json/json.h"
#include "tests/unit/awaits/engine_fixture.h"

namespace ricochet::awaits {
namespace {

using testing::HasSubstr;

/// Records made by hand, fed to the steps of one wait.
class StepTextTest : public testing::Test {
 protected:
  void step(const std::string& path, std::uint64_t times = 1) {
    ExpectedStep step;
    step.bin = "b";
    step.selector = std::make_shared<PathMatcher>(path);
    step.times = times;
    wanted_.steps.push_back(step);
  }
  void begin(Order order, const std::vector<const char*>& keeps = {}) {
    wanted_.order = order;
    for (const char* place : keeps) wanted_.keeps.push_back(Correlation::parse(place).value());
    routes_.emplace(wanted_);
  }
  void call(const std::string& target, const std::string& bin = "b") {
    auto record = std::make_shared<journal::Record>();
    match::Request request;
    request.method = "GET";
    request.set_target(target);
    record->content = std::move(request);
    feed(std::move(record), bin);
  }
  void event(const std::string& key, std::int32_t partition) {
    auto record = std::make_shared<journal::Record>();
    match::Event made;
    made.topic = "b";
    made.key = key;
    made.partition = partition;
    record->content = std::move(made);
    feed(std::move(record));
  }
  void feed(std::shared_ptr<journal::Record> record, const std::string& bin = "b") {
    record->bin = bin;
    record->received = now_;
    record->gseq = record->seq = ++seq_;
    const journal::RecordPtr made = record;
    if (const auto* request = made->request())
      routes_->consider(made, match::Subject(*request));
    else
      routes_->consider(made, match::Subject(*made->event()));
  }

  Expectation wanted_;
  std::optional<Routes> routes_;
  journal::Seq seq_ = 0;
  base::TimePoint now_;
};

TEST_F(StepTextTest, TwoPartitionsOfOneKeyAreNamed) {
  for (const char* name : {"made", "paid"}) {
    ExpectedStep step;
    step.bin = "b";
    step.name = name;
    step.lane = "7";
    wanted_.steps.push_back(step);
  }
  begin(Order::kPerKey);
  event("7", 0);
  event("7", 2);
  EXPECT_TRUE(routes_->broken());
  EXPECT_EQ(routes_->in_brief(), "step 2 came in partition 2, the one before in partition 0: paid");
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (paid) came as #2 of b in partition 2, #1 of b of its key lies in partition 0: "
            "between partitions Kafka keeps no order");
}

TEST_F(StepTextTest, AStepThatFollowsItselfCameBeforeItsTurn) {
  step("/made");
  step("/paid");
  begin(Order::kSubsequence);
  call("/paid");
  now_ += std::chrono::milliseconds(55);
  call("/made");
  EXPECT_EQ(routes_->in_brief(), "step 2 came 55 ms before step 1: /paid before /made");
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (/paid) came early by 55 ms, before step 1 (/made): as #1 of b, before #2");
  const auto states = routes_->best().states();
  EXPECT_EQ(states[0].early, nullptr);
  ASSERT_NE(states[1].early, nullptr);
  EXPECT_EQ(states[1].early->seq, 1u);
  EXPECT_EQ(states[1].early_by, std::chrono::milliseconds(55));
  EXPECT_EQ(states[1].came, 0u);
}

TEST_F(StepTextTest, NumbersOfTwoBinsAreNotCompared) {
  step("/told");
  step("/paid");
  wanted_.steps[0].bin = "other";
  begin(Order::kSubsequence);
  call("/paid");
  call("/told", "other");
  EXPECT_EQ(routes_->what_is_wrong(), "step 2 (/paid) came early by 0 ms, before step 1 (/told)");
}

TEST_F(StepTextTest, TooFewOfAStepAreCounted) {
  step("/made", 3);
  begin(Order::kAny);
  call("/made");
  EXPECT_EQ(routes_->in_brief(), "step 1 of 1 came 1 of 3 times in b: /made");
  EXPECT_EQ(routes_->what_is_wrong(), "step 1 (/made) came 1 of 3 times");
  call("/made");
  call("/made");
  EXPECT_EQ(routes_->in_brief(), "");
  EXPECT_EQ(routes_->what_is_wrong(), "");
}

TEST_F(StepTextTest, WhatCameInsteadIsInTheHeadline) {
  step("/made");
  step("/paid");
  begin(Order::kStrict);
  call("/made");
  call("/other");
  EXPECT_EQ(routes_->in_brief(), "GET /other came instead of step 2, /paid");
}

TEST_F(StepTextTest, WhoStrayedFromTheRouteIsInTheHeadline) {
  step("/made");
  step("/paid");
  begin(Order::kSubsequence, {"query:id"});
  call("/made?id=7");
  call("/paid?id=8");
  EXPECT_EQ(routes_->in_brief(), "step 2, #2 of b: query:id was \"8\", expected \"7\"");
  EXPECT_EQ(routes_->what_is_wrong(),
            "step 2 (/paid) came as #2 of b, but query:id was \"8\", expected \"7\" (of 2 routes, "
            "this one got furthest)");
}

TEST_F(StepTextTest, WithoutAStrayTheStepIsMissing) {
  step("/made");
  step("/paid");
  begin(Order::kSubsequence, {"query:id"});
  call("/made?id=7");
  EXPECT_EQ(routes_->in_brief(), "step 2 of 2 did not come in b: /paid");
}

/// Steps that need the body of a call.
class CutStepTest : public EngineTest {
 protected:
  Expectation bodies(std::vector<const char*> keeps = {}) {
    auto expectation = expect(Count::at_least(2));
    expectation.selector = nullptr;
    for (const char* body : {"one", "two"}) {
      ExpectedStep step;
      step.bin = "b";
      step.selector = std::make_shared<BodyMatcher>(body);
      expectation.steps.push_back(step);
    }
    for (const char* place : keeps) expectation.keeps.push_back(Correlation::parse(place).value());
    return expectation;
  }
  void cut_call(const std::string& method, const std::string& body) {
    auto made = exchange("b", "/a", method, body);
    made.request.body_truncated = true;
    log_.append(std::move(made));
  }
};

TEST_F(CutStepTest, ACutBodyThatMayHaveBeenAStepDecidesNothing) {
  bin("b");
  start(bodies());
  cut_call("GET", "x");
  EXPECT_TRUE(waiting()) << "the method says no already";
  cut_call("POST", "x");
  const auto v = verdict();
  EXPECT_EQ(v.reason, Reason::kTruncated);
  EXPECT_EQ(v.message,
            "cannot say whether there were 2 steps in this order within 5s: the body of #2 of b "
            "was cut, and the selector needs it");
}

TEST_F(CutStepTest, StepsThatNeedNoBodyDoNotMind) {
  bin("b");
  auto expectation = bodies();
  for (auto& step : expectation.steps) step.selector = std::make_shared<PathMatcher>("/a");
  start(expectation);
  cut_call("POST", "x");
  cut_call("POST", "x");
  EXPECT_TRUE(verdict().passed());
}

TEST_F(CutStepTest, ARouteThatKeepsAValueOfTheBodyIsLost) {
  bin("b");
  auto expectation = bodies({"json:$.id"});
  for (auto& step : expectation.steps) step.selector = std::make_shared<PathMatcher>("/a");
  start(expectation);
  auto elsewhere = exchange("b", "/elsewhere", "POST", "x");
  elsewhere.request.body_truncated = true;
  log_.append(std::move(elsewhere));
  EXPECT_TRUE(waiting()) << "it fits no step";
  cut_call("POST", R"({"id": 7, )");
  EXPECT_EQ(verdict().reason, Reason::kTruncated);
}

TEST(Correlations, AValueHasItsTypeOnlyWhereItHasOne) {
  match::Request request;
  request.set_target("/a?id=7");
  request.headers = {{"traceparent", "00-4bf9-1"}, {"X-Id", "9"}};
  request.body = R"({"id": 7, "name": "a"})";
  const match::Subject subject(request);
  const auto json = [&](const char* place) {
    const auto value = Correlation::parse(place).value()->json_of(subject);
    return value ? value->dump() : "nothing";
  };
  EXPECT_EQ(json("json:$.id"), "7");
  EXPECT_EQ(json("json:$.name"), "\"a\"");
  EXPECT_EQ(json("json:$.other"), "nothing");
  EXPECT_EQ(json("query:id"), "\"7\"");
  EXPECT_EQ(json("query:other"), "nothing");
  EXPECT_EQ(json("header:x-id"), "\"9\"");
  EXPECT_EQ(json("key"), "nothing") << "a call has none";
  EXPECT_EQ(json("trace"), "nothing") << "a traceparent has four parts";
}

TEST(Correlations, OfAnEventTheHeaderThatIsNullHasNoValue) {
  match::Event event;
  event.headers = {{"id", ""}, {"id", "7"}};
  event.null_headers = {0};
  event.key = "k";
  event.headers.push_back({"traceparent", "00-4bf9-1-01"});
  const match::Subject subject(event);
  EXPECT_EQ(Correlation::parse("header:id").value()->value_of(subject), "7");
  EXPECT_EQ(Correlation::parse("header:ID").value()->value_of(subject), std::nullopt)
      << "Kafka's names are exact";
  EXPECT_EQ(Correlation::parse("query:id").value()->value_of(subject), std::nullopt);
  EXPECT_EQ(Correlation::parse("key").value()->value_of(subject), "k");
  EXPECT_EQ(Correlation::parse("trace").value()->value_of(subject), "4bf9");
}

TEST(Correlations, WhatNamesNoPlaceIsRefused) {
  for (const char* text : {"", "header:", "body", "keys", "query"}) {
    const auto refused = Correlation::parse(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, "await/bad-correlation");
    EXPECT_THAT(refused.error().message, HasSubstr("names nothing to correlate by"));
  }
  const auto refused = Correlation::parse("json:$[");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("\"$[\" is not a JSONPath: "));
}

}  // namespace
}  // namespace ricochet::awaits
