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
      {"expect that photos is not called", R"({ "expect": { "calls": "photos", "never": true } })"},
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
          {"calls: request is not an object",
           R"({ "expect": { "calls": "photos", "request": 7 } })"},
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

TEST(ExpectStep, EveryErrorOfACountHasItsPlaceAndCure) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  expect_golden_steps(
      "runner/expect_count_errors.txt",
      {
          {"two counts", R"({ "expect": { "calls": "photos", "exactly": 1, "at_most": 2 } })"},
          {"never beside at_least",
           R"({ "expect": { "calls": "photos", "never": true, "at_least": 2 } })"},
          {"exactly: negative", R"({ "expect": { "calls": "photos", "exactly": -1 } })"},
          {"exactly: text", R"({ "expect": { "calls": "photos", "exactly": "2" } })"},
          {"exactly: too many", R"({ "expect": { "calls": "photos", "exactly": 1000001 } })"},
          {"at_least: zero", R"({ "expect": { "calls": "photos", "at_least": 0 } })"},
          {"at_most: half", R"({ "expect": { "calls": "photos", "at_most": 1.5 } })"},
          {"between: one number", R"({ "expect": { "calls": "photos", "between": [1] } })"},
          {"between: three numbers",
           R"({ "expect": { "calls": "photos", "between": [1, 2, 3] } })"},
          {"between: no array", R"({ "expect": { "calls": "photos", "between": 2 } })"},
          {"between: no numbers", R"({ "expect": { "calls": "photos", "between": ["a", -1] } })"},
          {"between: the wrong way round",
           R"({ "expect": { "calls": "photos", "between": [3, 1] } })"},
          {"never: false", R"({ "expect": { "calls": "photos", "never": false } })"},
          {"never: no bool", R"({ "expect": { "calls": "photos", "never": "true" } })"},
          {"a bad count and its window are one finding",
           R"({ "expect": { "calls": "photos", "never": 1, "for": "1s" } })"},
          {"within: bad", R"({ "expect": { "calls": "photos", "within": "soon" } })"},
          {"within: zero", R"({ "expect": { "calls": "photos", "within": 0 } })"},
          {"within: too long", R"({ "expect": { "calls": "photos", "within": "25h" } })"},
          {"for: zero", R"({ "expect": { "calls": "photos", "never": true, "for": "0s" } })"},
          {"for beside within",
           R"({ "expect": { "calls": "photos", "never": true, "for": "1s", "within": "1s" } })"},
          {"for with a deadline's count",
           R"({ "expect": { "calls": "photos", "exactly": 2, "for": "1s" } })"},
          {"for without a count", R"({ "expect": { "event": "orders", "for": "1s" } })"},
          {"settle: bad", R"({ "expect": { "calls": "photos", "settle": true } })"},
          {"spacing: empty", R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": [] } })"},
          {"spacing: a text",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": "1s" } })"},
          {"settle: zero", R"({ "expect": { "calls": "photos", "exactly": 2, "settle": 0 } })"},
          {"spacing: zero gap",
           R"({ "expect": { "calls": "photos", "exactly": 3, "spacing": ["1s", "0ms"] } })"},
          {"spacing: bad gap",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1 second"] } })"},
          {"spacing: more gaps than calls",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s", "1s"] } })"},
          {"spacing: of one call",
           R"({ "expect": { "calls": "photos", "exactly": 1, "spacing": ["1s"] } })"},
          {"spacing: unknown key",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "back_off": {} } } })"},
          {"backoff: no initial",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": {} } } })"},
          {"backoff: unknown key",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "faktor": 2 } } } })"},
          {"backoff: zero initial",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": 0 } } } })"},
          {"backoff: negative factor",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "factor": -1 } } } })"},
          {"backoff: factor is not a number",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "factor": "2" } } } })"},
          {"backoff: bad tolerance",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "tolerance": "much" } } } })"},
          {"tolerance without spacing",
           R"({ "expect": { "calls": "photos", "exactly": 2, "tolerance": "20%" } })"},
          {"tolerance: no sign",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "20" } })"},
          {"tolerance: zero",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "0%" } })"},
          {"tolerance: negative",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": -0.1 } })"},
          {"tolerance: percent without a sign",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": 20 } })"},
          {"tolerance: not a number",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "nan%" } })"},
          {"tolerance: a list",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": [] } })"},
      },
      suite);
}

}  // namespace
}  // namespace ricochet::runner
