#include "runner/model/explore_spec.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

std::string scenario_with(const std::string& explore) {
  return "{ \"scenario\": \"s\",\n  \"explore\": " + explore + ",\n  \"steps\": [ {} ] }";
}

TEST(ExploreSpec, IsReadOfScenarioAndSuite) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "topics": { "orders": {} }, "bins": ["mails"],
    "explore": { "except": [ { "fault": "duplicate", "reason": "the suite's" } ] } })");
  ASSERT_EQ(suite->explore_except.size(), 1u);
  EXPECT_EQ(suite->explore_except[0].reason, "the suite's");
  base::DiagList diags;
  const auto scenario = make_scenario(
      scenario_with(R"({ "except": [ { "fault": ["redeliver", "slow-poll"], "topic": "orders",
        "may_repeat": "mails", "reason": "mails are told apart" } ] })"),
      suite, diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  ASSERT_EQ(scenario->explore_except.size(), 1u);
  const auto& one = scenario->explore_except[0];
  EXPECT_EQ(one.faults,
            (std::vector<ExploreFault>{ExploreFault::kRedeliver, ExploreFault::kSlowPoll}));
  EXPECT_EQ(one.topic, "orders");
  EXPECT_EQ(one.may_repeat, std::vector<std::string>{"mails"});
  EXPECT_EQ(one.reason, "mails are told apart");
}

TEST(ExploreSpec, EveryMistakeHasItsPlaceAndCure) {
  const std::vector<Case> cases = {
      {"not an object", R"([])"},
      {"nothing in it", R"({})"},
      {"an empty list", R"({ "except": [] })"},
      {"an unknown key",
       R"({ "except": [ { "fault": "redeliver", "why": "x", "reason": "r" } ] })"},
      {"no fault", R"({ "except": [ { "reason": "r" } ] })"},
      {"an unknown fault", R"({ "except": [ { "fault": "redelivery", "reason": "r" } ] })"},
      {"no faults", R"({ "except": [ { "fault": [], "reason": "r" } ] })"},
      {"no reason", R"({ "except": [ { "fault": "redeliver" } ] })"},
      {"an empty reason", R"({ "except": [ { "fault": "redeliver", "reason": "" } ] })"},
      {"an unknown topic",
       R"({ "except": [ { "fault": "redeliver", "topic": "order", "reason": "r" } ] })"},
      {"an unknown place",
       R"({ "except": [ { "fault": "redeliver", "may_repeat": ["webhook"], "reason": "r" } ] })"},
      {"nothing may repeat",
       R"({ "except": [ { "fault": "redeliver", "may_repeat": [], "reason": "r" } ] })"},
  };
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  std::string all;
  for (const auto& c : cases) {
    base::DiagList diags;
    EXPECT_EQ(make_scenario(scenario_with(c.text), suite, diags), nullptr) << c.name;
    all += golden_entry(c.name, diags);
  }
  test::expect_golden("runner/explore_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::runner
