// Expectations over several places, by the order of the journal.
#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

class ExpectOrder : public StepsFixture {
 protected:
  std::string problem() const { return told_.empty() ? "" : message_of(told_.back().cause); }
  static match::Event in(const std::string& topic, match::Event event) {
    event.topic = topic;
    return event;
  }
  static match::Event of_body(std::string body) {
    match::Event made;
    made.body = std::move(body);
    return made;
  }
  static match::Event of_headers(std::vector<match::Field> headers) {
    match::Event made;
    made.headers = std::move(headers);
    return made;
  }
};

constexpr const char* kPayThenTell =
    R"({ "expect": { "order": "subsequence", "within": "1s", "steps": [
  { "calls": "photos", "request": { "uri": "/pay" } },
  { "event": "orders", "text": "paid", "capture": { "order": "key" } },
  { "calls": "invoices", "request": { "uri": "/mail" } } ] } })";

TEST_F(ExpectOrder, PlacesOfAllKindsStandInOneOrder) {
  start(std::string(kPayThenTell) + R"(, { "pause": "${order}ms" })");
  answered("photos", "/pay", 200);
  event("orders", "3", "new");
  event("orders", "7", "paid");
  EXPECT_EQ(ended_, std::nullopt);
  answered("invoices", "/mail", 200);
  loop_.advance(milliseconds(7));
  EXPECT_EQ(ended_, Outcome::kPassed);
  ASSERT_EQ(told_.size(), 2u);
  EXPECT_EQ(told_[1].title, "pause 7ms");
}

TEST_F(ExpectOrder, ThePlaceThatBrokeTheOrderIsNamed) {
  answered("invoices", "/mail", 200);
  start(kPayThenTell);
  answered("invoices", "/mail", 200);
  answered("photos", "/pay", 200);
  event("orders", "7", "paid");
  loop_.advance(milliseconds(1000));
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(problem().find("step 3 (/mail) came early by 0 ms, before step 2"), std::string::npos)
      << problem();
}

TEST_F(ExpectOrder, NothingMayLieBetweenInAStrictOrder) {
  start(
      R"({ "expect": { "order": "strict", "steps": [ { "calls": "photos", "request": { "uri": "/1" } },
                                                       { "calls": "invoices" } ] } })");
  answered("photos", "/1", 200);
  answered("photos", "/x", 200);
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(problem().find("#2 of photos (GET /x) came instead of step 2"), std::string::npos)
      << problem();
}

TEST_F(ExpectOrder, NothingMayFollowTheLastOfAStrictOrder) {
  const std::string step =
      R"({ "expect": { "order": "strict", "steps": [ { "event": "orders", "text": "1" }, { "event": "orders", "text": "2" } ] } })";
  start(step);
  event("orders", "k", "1");
  event("orders", "k", "2");
  loop_.advance(milliseconds(89));
  EXPECT_EQ(ended_, std::nullopt) << "the suite's settle is 90 ms";
  loop_.advance(milliseconds(1));
  EXPECT_EQ(ended_, Outcome::kPassed);
  start(step);
  event("orders", "k", "1");
  event("orders", "k", "2");
  event("orders", "k", "2");
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(problem().find("came behind the last step"), std::string::npos) << problem();
}

TEST_F(ExpectOrder, GapsBetweenStepsAreJudged) {
  const std::string step =
      R"({ "expect": { "order": "subsequence", "spacing": ["100ms", "200ms"], "tolerance": "10%",
           "steps": [ { "calls": "photos", "times": 2 }, { "calls": "invoices" } ] } })";
  start(step);
  answered("photos", "/", 503);
  loop_.advance(milliseconds(95));
  answered("photos", "/", 503);
  loop_.advance(milliseconds(250));
  answered("invoices", "/", 200);
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(problem().find("3 came, but gap 2 was 250 ms, expected 200 ms"), std::string::npos)
      << problem();
}

TEST_F(ExpectOrder, ARouteKeepsItsKeyAndItsTrace) {
  const std::string step =
      R"({ "expect": { "order": "subsequence", "keeps": ["key", "header:traceparent"], "within": "50ms",
           "steps": [ { "event": "orders" }, { "event": "photo-events" } ] } })";
  start(step + ", " + step);
  event("orders", "7", "x", {{"traceparent", "t-1"}});
  event("photo-events", "8", "x", {{"traceparent", "t-1"}});
  EXPECT_EQ(told_.size(), 0u);
  event("photo-events", "7", "x", {{"traceparent", "t-1"}});
  EXPECT_EQ(told_.size(), 2u);
  EXPECT_EQ(ended_, Outcome::kPassed) << "the second looks at the same window";
}

TEST_F(ExpectOrder, ARouteThatLosesItsTraceFails) {
  start(
      R"({ "expect": { "order": "subsequence", "keeps": ["key", "header:traceparent"], "within": "50ms",
             "steps": [ { "event": "orders" }, { "event": "photo-events" } ] } })");
  event("orders", "7", "x", {{"traceparent", "t-1"}});
  event("photo-events", "7", "x");
  loop_.advance(milliseconds(50));
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_NE(problem().find("came as #1 of photo-events, but header:traceparent was absent"),
            std::string::npos)
      << problem();
}

TEST_F(ExpectOrder, ARouteKeepsTypesAndAllThatIsThereSeveralTimes) {
  const struct {
    const char* place;
    match::Event first, second;
    const char* told;
  } cases[] = {
      {"json:$.n", of_body(R"({"n": 1})"), of_body(R"({"n": "1"})"),
       R"(json:$.n was "1", expected 1)"},
      {"json:$.n", of_body(R"({"n": null})"), of_body(R"({"n": "null"})"),
       R"(json:$.n was "null", expected null)"},
      {"json:$.n[*]", of_body(R"({"n": [1, 2]})"), of_body(R"({"n": [1, 3]})"),
       R"(json:$.n[*] was 1, 3, expected 1, 2)"},
      {"header:h", of_headers({{"h", "1"}, {"h", "2"}}), of_headers({{"h", "1"}, {"h", "3"}}),
       R"(header:h was "1", "3", expected "1", "2")"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.told);
    told_.clear();
    ended_.reset();
    start(
        R"({ "expect": { "order": "subsequence", "keeps": [")" + std::string(c.place) +
        R"("], "within": "50ms", "steps": [ { "event": "orders" }, { "event": "photo-events" } ] } })");
    event(in("orders", c.first));
    event(in("photo-events", c.second));
    loop_.advance(milliseconds(50));
    EXPECT_EQ(ended_, Outcome::kFailed);
    EXPECT_NE(problem().find(c.told), std::string::npos) << problem();
    told_.clear();
    ended_.reset();
    start(
        R"({ "expect": { "order": "subsequence", "keeps": [")" + std::string(c.place) +
        R"("], "within": "50ms", "steps": [ { "event": "orders" }, { "event": "photo-events" } ] } })");
    event(in("orders", c.first));
    event(in("photo-events", c.first));
    EXPECT_EQ(ended_, Outcome::kPassed) << problem();
  }
}

TEST_F(ExpectOrder, OrderOfOneKeyLeavesOtherKeysAlone) {
  start(R"({ "expect": { "order": "per_key", "steps": [
      { "event": "orders", "key": "7", "text": "new" }, { "event": "orders", "key": 8, "text": "new" },
      { "event": "orders", "key": { "hex": "37" }, "text": "paid" } ] } })");
  event("orders", "7", "new");
  event("orders", "7", "paid");
  EXPECT_EQ(ended_, std::nullopt) << "however it is written, it is one key";
  event("orders", "8", "new");
  EXPECT_EQ(ended_, Outcome::kPassed);
}

TEST_F(ExpectOrder, WhatWasAnsweredSelects) {
  start(
      R"({ "expect": { "calls": "photos", "answer": { "status": 429 }, "exactly": 1, "settle": "1ms" } },
           { "expect": { "calls": "photos", "answer": { "status": { "between": [500, 599] } }, "within": "5ms" } })");
  answered("photos", "/a", 200);
  answered("photos", "/a", 429);
  loop_.advance(milliseconds(1));
  ASSERT_EQ(told_.size(), 1u);
  loop_.advance(milliseconds(5));
  EXPECT_EQ(ended_, Outcome::kFailed);
  EXPECT_EQ(told_.back().title,
            "expect at least 1 call of photos: anything answered with status between 500 and 599");
  const auto story = text_of(told_.back().cause).story;
  EXPECT_NE(story.find("answer status"), std::string::npos) << story;
}

TEST_F(ExpectOrder, EveryErrorHasItsPlaceAndCure) {
  expect_golden_steps(
      "runner/expect_order_errors.txt",
      {
          {"no steps", R"({ "expect": { "order": "any" } })"},
          {"no order", R"({ "expect": { "steps": [ { "calls": "photos" } ] } })"},
          {"unknown order",
           R"({ "expect": { "order": "strictly", "steps": [ { "calls": "photos" } ] } })"},
          {"empty", R"({ "expect": { "order": "any", "steps": [] } })"},
          {"a count beside",
           R"({ "expect": { "order": "any", "exactly": 2, "steps": [ { "calls": "photos" } ] } })"},
          {"no target", R"({ "expect": { "order": "any", "steps": [ { "times": 2 } ] } })"},
          {"two targets",
           R"({ "expect": { "order": "any", "steps": [ { "calls": "photos", "event": "orders" } ] } })"},
          {"misspelt target",
           R"({ "expect": { "order": "any", "steps": [ { "call": "photos" } ] } })"},
          {"unknown bin", R"({ "expect": { "order": "any", "steps": [ { "calls": "photo" } ] } })"},
          {"bad times",
           R"({ "expect": { "order": "any", "steps": [ { "calls": "photos", "times": 0 } ] } })"},
          {"per_key with a condition",
           R"({ "expect": { "order": "per_key", "steps": [ { "event": "orders", "key": { "match": "a.*" } } ] } })"},
          {"per_key without a key",
           R"({ "expect": { "order": "per_key", "steps": [ { "event": "orders" } ] } })"},
          {"spacing in any order",
           R"({ "expect": { "order": "any", "spacing": ["1s"], "steps": [ { "calls": "photos", "times": 2 } ] } })"},
          {"keeps nothing",
           R"({ "expect": { "order": "any", "keeps": [], "steps": [ { "calls": "photos" } ] } })"},
          {"keeps something odd",
           R"({ "expect": { "order": "any", "keeps": ["body"], "steps": [ { "calls": "photos" } ] } })"},
          {"keeps per key",
           R"({ "expect": { "order": "per_key", "keeps": ["key"], "steps": [ { "event": "orders", "key": "1" } ] } })"},
          {"answer: empty", R"({ "expect": { "calls": "photos", "answer": {} } })"},
          {"answer: bad status",
           R"({ "expect": { "calls": "photos", "answer": { "status": 42 } } })"},
          {"answer: unknown key",
           R"({ "expect": { "calls": "photos", "answer": { "stauts": 429 } } })"},
          {"answer of an event",
           R"({ "expect": { "event": "orders", "answer": { "status": 429 } } })"},
      },
      suite_);
}

}  // namespace
}  // namespace ricochet::runner
