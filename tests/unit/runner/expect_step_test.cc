#include <gtest/gtest.h>

#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

TEST(ExpectStep, TitlesReadAsSentences) {
  const Case cases[] = {
      {"expect at least 1 call of photos: anything", R"({ "expect": { "calls": "photos" } })"},
      {"expect exactly 2 calls of webhooks: POST /hook",
       R"({ "expect": { "calls": "webhooks", "request": { "method": "post", "uri": "/hook" }, "exactly": 2 } })"},
      {"expect exactly 1 call of photos: GET /a",
       R"({ "expect": { "calls": "photos", "request": { "method": "get", "uri": "/a" }, "exactly": 1 } })"},
      {"expect no calls of photos: anything",
       R"({ "expect": { "calls": "photos", "never": true } })"},
      {"expect between 1 and 3 events of orders: anything",
       R"({ "expect": { "event": "orders", "between": [1, 3] } })"},
      {"expect at most 2 events of orders: anything",
       R"({ "expect": { "event": "orders", "at_most": 2 } })"},
      {"expect ack by photo-service", R"({ "expect": { "ack": "photo-service" } })"},
      {"expect no ack by photo-service for 70ms",
       R"({ "expect": { "ack": "photo-service", "never": true } })"},
      {"expect no ack by g for 1s", R"({ "expect": { "ack": "g", "never": true, "for": "1s" } })"},
  };
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  for (const auto& c : cases) EXPECT_EQ(parse(c.text, suite).summary(), c.name) << c.text;
}

TEST(ExpectStep, EachPartSelectsEvents) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  const char* const parts[] = {
      R"("key": "k")",
      R"("partition": 0)",
      R"("headers": { "trace": "1" })",
      R"("text": "x")",
      R"("json": { "n": 1 })",
      R"("json_paths": { "$.n": 1 })",
      R"x("xpaths": { "/a/text()": "1" })x",
      R"("struct": { "json": { "n": 1 } })",
  };
  for (const char* part : parts) {
    const auto parsed =
        parse(R"({ "expect": { "event": "orders", )" + std::string(part) + " } }", suite);
    EXPECT_NE(parsed.step, nullptr) << part << "\n" << parsed.diags.render_all();
  }
}

TEST(ExpectStep, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  expect_golden_steps(
      "runner/expect_errors.txt",
      {
          {"not an object", R"({ "expect": "photos" })"},
          {"no target", R"({ "expect": {} })"},
          {"no target but a count", R"({ "expect": { "exactly": 2 } })"},
          {"misspelt target", R"({ "expect": { "call": "photos" } })"},
          {"two targets", R"({ "expect": { "calls": "photos", "event": "orders" } })"},
          {"three targets",
           R"({ "expect": { "calls": "photos", "event": "orders", "ack": "g" } })"},
          {"calls: unknown", R"({ "expect": { "calls": "photo" } })"},
          {"calls: a topic", R"({ "expect": { "calls": "orders" } })"},
          {"calls: empty", R"({ "expect": { "calls": "" } })"},
          {"calls: no text", R"({ "expect": { "calls": ["photos"] } })"},
          {"calls: key of an event", R"({ "expect": { "calls": "photos", "json_paths": {} } })"},
          {"calls: request misspelt",
           R"({ "expect": { "calls": "photos", "request": { "urii": "/a" } } })"},
          {"calls: request is no object", R"({ "expect": { "calls": "photos", "request": 7 } })"},
          {"event: unknown", R"({ "expect": { "event": "photo-event" } })"},
          {"event: a stub", R"({ "expect": { "event": "photos" } })"},
          {"event: key of a call", R"({ "expect": { "event": "orders", "request": {} } })"},
          {"event: bad path", R"({ "expect": { "event": "orders", "json_paths": { "$.[": 1 } } })"},
          {"event: bad part", R"({ "expect": { "event": "orders", "headers": [] } })"},
          {"several at once",
           R"({ "expect": { "calls": "photo", "request": { "urii": "/a" }, "exactly": -1, "withn": 1 } })"},
      },
      steps_suite(folder));
}

TEST(ExpectStep, ASuiteWithoutStubsIsToldToDeclareThem) {
  expect_golden_steps("runner/expect_no_bins.txt",
                      {{"calls", R"({ "expect": { "calls": "photos" } })"}}, default_suite("."));
}

TEST(AckStep, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  expect_golden_steps(
      "runner/ack_errors.txt",
      {
          {"empty", R"({ "expect": { "ack": "" } })"},
          {"no text", R"({ "expect": { "ack": true } })"},
          {"unknown key", R"({ "expect": { "ack": "g", "settle": "1s" } })"},
          {"never: no bool", R"({ "expect": { "ack": "g", "never": "yes" } })"},
          {"within: bad", R"({ "expect": { "ack": "g", "within": "soon" } })"},
          {"within: zero", R"({ "expect": { "ack": "g", "within": 0 } })"},
          {"for: zero", R"({ "expect": { "ack": "g", "never": true, "for": 0 } })"},
          {"for without never", R"({ "expect": { "ack": "g", "for": "1s" } })"},
          {"within with never", R"({ "expect": { "ack": "g", "never": true, "within": "1s" } })"},
      },
      steps_suite(folder));
}

}  // namespace
}  // namespace ricochet::runner
