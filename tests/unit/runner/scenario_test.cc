#include "runner/model/scenario.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

TEST(Scenario, ReadsTheFrame) {
  WorkFolder folder;
  base::DiagList diags;
  const auto scenario = make_scenario(R"(// a comment
{
  "scenario": "a photo is downloaded",
  "description": "for people",
  "tags": ["photo", "slow"],
  "vars": { "x": null },
  "stubs": { "photos": [] },
  "unmatched": "allow",
  "steps": [ { "pause": "1ms" } ]
})",
                                      steps_suite(folder), diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  EXPECT_EQ(scenario->file, "s.json");
  EXPECT_EQ(scenario->line, 3u);
  EXPECT_EQ(scenario->name, "a photo is downloaded");
  EXPECT_EQ(scenario->tags, (std::vector<std::string>{"photo", "slow"}));
  EXPECT_TRUE(scenario->allow_unmatched);
}

TEST(Scenario, EachRowIsAScenarioWhoseNameTellsItApart) {
  base::DiagList diags;
  const auto scenario = make_scenario(
      R"({ "scenario": "s", "rows": [ { "status": 404, "text": "x\ny" }, { "who": "somebody with a name that is far too long to stand in a title" } ],
           "steps": [ {} ] })",
      default_suite("."), diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  const auto rows = scenarios_of_rows(scenario);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]->name, "s [1: status=404, text=x\ny]");
  EXPECT_TRUE(rows[1]->name.ends_with("...]")) << rows[1]->name;
  EXPECT_EQ(rows[1]->row_of(rows[1]->reader(diags))->pointer(), "/rows/1");
}

TEST(Scenario, ARowFillsInTheName) {
  const auto first_name = [](const std::string& name) {
    base::DiagList diags;
    const auto scenario = make_scenario(
        R"({ "scenario": ")" + name + R"(", "rows": [ { "n": 1 } ], "steps": [ {} ] })",
        default_suite("."), diags);
    return scenario == nullptr ? diags.render_all() : scenarios_of_rows(scenario)[0]->name;
  };
  EXPECT_EQ(first_name("costs ${n}, not ${n + 1}"), "costs 1, not 2 [1: n=1]");
  EXPECT_EQ(first_name("costs ${n} of ${other}"), "costs ${n} of ${other} [1: n=1]");
  EXPECT_EQ(first_name("costs ${"), "costs ${ [1: n=1]");
}

TEST(Scenario, UnmatchedCallsFailUnlessAllowed) {
  base::DiagList diags;
  for (const char* unmatched : {"", R"("unmatched": "fail",)"}) {
    const auto scenario =
        make_scenario(std::string(R"({ "scenario": "s", )") + unmatched + R"("steps": [ {} ] })",
                      default_suite("."), diags);
    ASSERT_NE(scenario, nullptr) << diags.render_all();
    EXPECT_FALSE(scenario->allow_unmatched);
  }
}

TEST(Scenario, EveryErrorHasItsPlaceAndCure) {
  const std::vector<Case> cases = {
      {"not an object", R"([])"},
      {"no name", R"({ "steps": [ {} ] })"},
      {"no rows", R"({ "scenario": "s", "rows": [], "steps": [ {} ] })"},
      {"rows that are none", R"({ "scenario": "s", "rows": [ {}, 1 ], "steps": [ {} ] })"},
      {"no reason to skip", R"({ "scenario": "s", "skip": "", "steps": [ {} ] })"},
      {"no reason to skip there",
       R"({ "scenario": "s", "skip": { "foreign_bus": "" }, "steps": [ {} ] })"},
      {"skipped in an unknown place",
       R"({ "scenario": "s", "skip": { "foreign_buss": "why" }, "steps": [ {} ] })"},
      {"skipped nowhere", R"({ "scenario": "s", "skip": {}, "steps": [ {} ] })"},
      {"zero timeout", R"({ "scenario": "s", "timeout": "0s", "steps": [ {} ] })"},
      {"null name", R"({ "scenario": null, "steps": [ {} ] })"},
      {"empty name", R"({ "scenario": "", "steps": [ {} ] })"},
      {"name is not text", R"({ "scenario": 1, "steps": [ {} ] })"},
      {"unknown key", R"({ "scenario": "s", "step": [ {} ], "steps": [ {} ] })"},
      {"tags: not an array", R"({ "scenario": "s", "tags": "a", "steps": [ {} ] })"},
      {"tags: empty", R"({ "scenario": "s", "tags": [""], "steps": [ {} ] })"},
      {"vars: not an object", R"({ "scenario": "s", "vars": [], "steps": [ {} ] })"},
      {"unmatched: unknown word", R"({ "scenario": "s", "unmatched": "alow", "steps": [ {} ] })"},
      {"stubs: not an object", R"({ "scenario": "s", "stubs": [], "steps": [ {} ] })"},
      {"stubs: unknown", R"({ "scenario": "s", "stubs": { "photo": [] }, "steps": [ {} ] })"},
      {"stubs: not a list", R"({ "scenario": "s", "stubs": { "photos": {} }, "steps": [ {} ] })"},
      {"steps: missing", R"({ "scenario": "s" })"},
      {"steps: empty", R"({ "scenario": "s", "steps": [] })"},
      {"steps: not an array", R"({ "scenario": "s", "steps": {} })"},
      {"several at once", "{ \"scenario\": \"\",\n  \"tags\": [1],\n  \"steps\": [] }"},
  };
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  std::string all;
  auto add = [&](const Case& c, const std::shared_ptr<const Suite>& of) {
    base::DiagList diags;
    EXPECT_EQ(make_scenario(c.text, of, diags), nullptr) << c.name;
    all += golden_entry(c.name, diags);
  };
  for (const auto& c : cases) add(c, suite);
  add({"stubs: the suite has none",
       R"({ "scenario": "s", "stubs": { "photos": [] }, "steps": [ {} ] })"},
      default_suite("."));
  test::expect_golden("runner/scenario_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::runner
