#include <gtest/gtest.h>

#include "runner/steps/common/step.h"
#include "runner/steps/sut.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

TEST(StepKinds, AreTheDocumentedOnes) {
  std::vector<std::string> keys;
  for (const auto& kind : step_kinds()) keys.emplace_back(kind.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"publish", "expect", "request", "run", "stub", "sut",
                                            "bus", "pause", "repeat", "together", "include"}));
}

TEST(StepKinds, EveryErrorHasItsPlaceAndCure) {
  WorkFolder folder;
  expect_golden_steps(
      "runner/step_errors.txt",
      {
          {"not an object", R"("pause")"},
          {"null", "null"},
          {"empty", "{}"},
          {"two keys", R"({ "pause": "1s", "publish": {} })"},
          {"unknown", R"({ "publsh": {} })"},
          {"unknown, nothing near", R"({ "wait_for_it": {} })"},
          {"pause: bad", R"({ "pause": "a while" })"},
          {"pause: zero", R"({ "pause": "0s" })"},
          {"pause: null", R"({ "pause": null })"},
          {"pause: negative", R"({ "pause": -5 })"},
          {"sut: not an object", R"({ "sut": "kill" })"},
          {"sut: empty", R"({ "sut": {} })"},
          {"sut: unknown action", R"({ "sut": { "kil": "mailer" } })"},
          {"sut at a call: start",
           R"({ "sut": { "start": "mailer", "at": { "calls": "photos" } } })"},
          {"sut at a call: no target", R"({ "sut": { "kill": "mailer", "at": { "nth": 2 } } })"},
          {"sut at a call: bad number",
           R"({ "sut": { "kill": "mailer", "at": { "calls": "photos", "nth": 0 } } })"},
          {"log: unknown service", R"({ "expect": { "log": "mailr", "text": "x" } })"},
          {"log: no text", R"({ "expect": { "log": "mailer" } })"},
          {"log: bad operator", R"({ "expect": { "log": "mailer", "text": { "contian": "x" } } })"},
          {"log: a count it has not",
           R"({ "expect": { "log": "mailer", "text": "x", "exactly": 2 } })"},
          {"sut: two actions", R"({ "sut": { "kill": "mailer", "start": "mailer" } })"},
          {"sut: unknown service", R"({ "sut": { "kill": "mailr" } })"},
          {"sut: no text", R"({ "sut": { "kill": 1 } })"},
          {"sut: empty name", R"({ "sut": { "kill": "" } })"},
          {"bus: not an object", R"({ "bus": "down" })"},
          {"bus: unknown fault", R"({ "bus": { "redelver": { "group": "mailer" } } })"},
          {"bus: no group", R"({ "bus": { "redeliver": { "back": 1 } } })"},
          {"bus: unknown api", R"({ "bus": { "drop": true, "on": { "api": "Fech" } } })"},
          {"bus: unknown error",
           R"({ "bus": { "error": "NOT_LEADR", "on": { "api": "Fetch" } } })"},
      },
      steps_suite(folder));
}

TEST(StepKinds, ASuiteWithoutServicesIsToldToDeclareThem) {
  expect_golden_steps("runner/sut_no_services.txt",
                      {{"kill", R"({ "sut": { "kill": "mailer" } })"}}, default_suite("."));
}

TEST(BusStep, NeedsABrokerOfOurs) {
  WorkFolder folder;
  const std::vector<Case> cases{{"bus", R"({ "bus": { "rebalance": { "group": "mailer" } } })"}};
  expect_golden_steps("runner/bus_foreign.txt", cases,
                      make_suite(folder, R"({ "bus": { "kafka": "localhost:9092" } })"));
  expect_golden_steps("runner/bus_none.txt", cases, make_suite(folder, R"({ "bins": ["x"] })"));
}

TEST(BusStep, ItsTitleIsTheFault) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  EXPECT_EQ(
      parse(R"({ "bus": { "redeliver": { "group": "mailer", "back": 1 } } })", suite).summary(),
      "bus: group mailer reads again");
  EXPECT_EQ(
      parse(R"({ "bus": { "delay": "1s", "on": { "api": "Fetch", "topic": "orders" } } })", suite)
          .summary(),
      "bus: delay of 1s on Fetch of topic orders");
}

TEST(PauseStep, TakesEveryFormOfADuration) {
  const auto suite = default_suite(".");
  EXPECT_EQ(parse(R"({ "pause": "200ms" })", suite).summary(), "pause 200ms");
  EXPECT_EQ(parse(R"({ "pause": 1500 })", suite).summary(), "scenario/bad-duration");
  EXPECT_EQ(parse(R"({ "pause": "2m" })", suite).summary(), "pause 120s");
}

TEST(StepTitles, SayWhatAStepDoesWithItsValues) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  const std::pair<const char*, const char*> titles[] = {
      {R"({ "sut": { "kill": "mailer", "at": { "calls": "photos", "nth": 2 } } })",
       "kill mailer at call 2 of photos: anything"},
      {R"({ "sut": { "pause": "mailer", "at": { "calls": "photos", "request": { "uri": "/a" },
            "answer": { "status": 503 } } } })",
       "pause mailer at call 1 of photos: /a answered with status \"503\""},
      {R"({ "stub": { "photos": [], "invoices": [] } })", "new sessions of photos, invoices"},
      {R"({ "expect": { "log": "mailer", "text": { "contain": "sent" } } })",
       "expect at least 1 line of mailer: contain \"sent\""},
      {R"({ "expect": { "log": "mailer", "text": "sent", "never": true } })",
       "expect no lines of mailer: \"sent\""},
      {R"({ "run": { "command": ["psql", "-c", "select 1"] } })", "run psql -c select 1"},
      {R"({ "together": [ [ { "pause": "1ms" } ], [ { "pause": "1ms" } ] ] })",
       "together: 2 lists"}};
  for (const auto& [step, title] : titles) {
    const auto parsed = parse(step, suite);
    EXPECT_EQ(parsed.summary(), title) << parsed.diags.render_all();
  }
}

TEST(SutStep, OneThatSomebodyElseRunsIsLeftAlone) {
  WorkFolder folder;
  expect_golden_steps("runner/sut_external.txt",
                      {{"kill", R"({ "sut": { "kill": "shop" } })"},
                       {"log", R"({ "expect": { "log": "shop", "text": "x" } })"}},
                      make_suite(folder, R"({ "sut": { "shop": { "external": true } } })"));
}

TEST(SutStep, KnowsEveryAction) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  ASSERT_EQ(sut_actions().size(), 6u);
  for (const auto& [word, action] : sut_actions()) {
    const std::string name(word);
    EXPECT_EQ(parse(R"({ "sut": { ")" + name + R"(": "mailer" } })", suite).summary(),
              name + " mailer");
  }
}

}  // namespace
}  // namespace ricochet::runner
