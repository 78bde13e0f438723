#include "runner/lint.h"

#include <gtest/gtest.h>

#include "runner/plan.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

base::DiagList lint(const std::string& text, const std::shared_ptr<const Suite>& suite) {
  base::DiagList diags;
  const auto scenario = make_scenario(text, suite, diags);
  EXPECT_NE(scenario, nullptr) << diags.render_all();
  if (scenario != nullptr) lint_scenario(*scenario, diags);
  return diags;
}

TEST(Lint, AGoodScenarioHasNoFindings) {
  WorkFolder folder;
  folder.write("login.json", R"({ "shared": "l", "steps": [ { "pause": "${wait}" } ] })");
  const auto diags = lint(
      R"({ "scenario": "s", "vars": { "a": "1", "b": "${a}", "wait": "1ms", "token": "${env.T}" },
    "rows": [ { "n": 1 } ],
    "stubs": { "photos": [ { "request": { "uri": "/${b}" }, "response": { "text": { "template": "${req.method} ${n + 1}" } } } ] },
    "steps": [ { "include": "login.json" }, { "expect": { "calls": "photos", "never": true } },
               { "request": { "url": "http://h/", "headers": { "Authorization": "Bearer ${token}" } } } ] })",
      steps_suite(folder));
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
}

TEST(Lint, WhatIsSurelyNotMeantIsTold) {
  WorkFolder folder;
  const auto diags = lint(
      R"({ "scenario": "s", "vars": { "unused": "1", "password": "hunter2", "x": "${password}" },
    "rows": [ { "n": 1 } ],
    "steps": [
      { "expect": { "calls": "photos", "never": true } },
      { "expect": { "ack": "g" } },
      { "request": { "url": "http://h/${x}", "headers": { "Authorization": "Bearer abc" } } },
      { "expect": { "calls": "photos", "at_most": 1 } } ] })",
      steps_suite(folder));
  EXPECT_FALSE(diags.has_errors());
  test::expect_golden("runner/lint_scenario.txt", golden_entry("scenario", diags));
}

TEST(Lint, ANameThatNothingFillsIn) {
  WorkFolder folder;
  const auto of_name = [&](const std::string& name, const std::string& more) {
    return codes(lint(R"({ "scenario": ")" + name + R"(", "vars": { "a": 1 }, )" + more +
                          R"("steps": [ { "publish": { "topic": "orders", "text": "${a}" } } ] })",
                      steps_suite(folder))
                     .all());
  };
  EXPECT_EQ(of_name("costs ${a}", ""), "scenario/raw-name");
  EXPECT_EQ(of_name("costs $5", ""), "");
}

TEST(Lint, WhatNoScenarioOfASuiteUses) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({
  "vars": { "unused": "1", "used": "2", "api_token": "t" },
  "bus": { "kafka": "embedded", "properties": { "sasl.password": "p" } },
  "stubs": { "photos": [], "idle": [], "wired": [] },
  "bins": ["hooks", "lost"],
  "sut": { "s": { "command": ["x", "${api_token}"], "env": { "URL": "${stubs.wired.url}", "DB_PASSWORD": "p" } } } })");
  base::DiagList diags;
  const auto scenario =
      make_scenario(R"({ "scenario": "s", "steps": [ { "expect": { "calls": "photos" } },
    { "expect": { "calls": "hooks", "request": { "uri": "/${used}" } } } ] })",
                    suite, diags);
  ASSERT_NE(scenario, nullptr);
  const std::vector<std::shared_ptr<const Scenario>> all{scenario};
  lint_suite(*suite, &all, diags);
  test::expect_golden("runner/lint_suite.txt", golden_entry("suite", diags));
  base::DiagList of_a_part;
  lint_suite(*suite, nullptr, of_a_part);
  EXPECT_EQ(codes(of_a_part.all()),
            "suite/secret-in-clear suite/secret-in-clear suite/secret-in-clear");
}

TEST(Lint, WhatOnlyTheStepsOfTheSuiteUseIsUsed) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({
  "stubs": { "photos": [], "cleaner": [], "early": [], "idle": [] },
  "setup": [ { "expect": { "calls": "early" } } ],
  "teardown": [ { "expect": { "calls": "cleaner" } } ] })");
  base::DiagList diags;
  const auto scenario = make_scenario(
      R"({ "scenario": "s", "steps": [ { "expect": { "calls": "photos" } } ] })", suite, diags);
  ASSERT_NE(scenario, nullptr);
  const std::vector<std::shared_ptr<const Scenario>> all{scenario};
  lint_suite(*suite, &all, diags);
  ASSERT_EQ(codes(diags.all()), "suite/unused-stub");
  EXPECT_EQ(diags.all().front().message, "no scenario and no service uses \"idle\"");
}

TEST(Lint, TagsThatATagExpressionTakesForSomethingElse) {
  WorkFolder folder;
  base::DiagList diags;
  const auto scenario = make_scenario(
      R"x({ "scenario": "s", "tags": ["fine", "a b", "and", "or", "not", "x(y", "z)", "android"],
            "steps": [ { "pause": "1ms" } ] })x",
      steps_suite(folder), diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  lint_scenario(*scenario, diags);
  std::string places;
  for (const auto& diag : diags.all()) places += diag.code + " " + diag.where.pointer + "\n";
  EXPECT_EQ(places,
            "scenario/odd-tag /tags/1\nscenario/odd-tag /tags/2\nscenario/odd-tag /tags/3\n"
            "scenario/odd-tag /tags/4\nscenario/odd-tag /tags/5\nscenario/odd-tag /tags/6\n");
}

TEST(Plan, HasAllValuesThatAreKnownBefore) {
  WorkFolder folder;
  folder.write("login.json", R"({ "shared": "log in", "vars": { "user": "u" },
    "steps": [ { "request": { "url": "http://h/${user}", "capture": { "token": "json:$.t" } } } ] })");
  base::DiagList diags;
  const auto scenario =
      make_scenario(R"({ "scenario": "a plan", "vars": { "n": 7, "id": "${n}-x", "list": [1, 2] },
    "setup": [ { "include": "login.json" } ],
    "steps": [ { "publish": { "topic": "orders", "key": "${id}", "json": { "n": "${n}" } } },
               { "repeat": { "times": 2, "steps": [ { "pause": "${n}ms" } ] } },
               { "expect": { "calls": "photos", "request": { "uri": "/${token}" } } } ],
    "teardown": [ { "pause": "1ms" } ] })",
                    steps_suite(folder), diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  test::expect_golden("runner/plan.txt", plan_of(*scenario, "/bin", 1, base::WallTime()));
}

TEST(Plan, HasNoSecretOfAServiceAndTheTimeOfNow) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "topics": { "orders": {} }, "vars": { "who": "me" },
  "sut": { "shop": { "command": ["./shop"], "env": { "PASSWORD": "open-${who}-sesame" } } } })");
  base::DiagList diags;
  const auto scenario = make_scenario(R"({ "scenario": "s", "vars": { "at": "${now()}" },
    "steps": [ { "publish": { "topic": "orders", "key": "open-me-sesame", "text": "x" } } ] })",
                                      suite, diags);
  ASSERT_NE(scenario, nullptr) << diags.render_all();
  const auto plan =
      plan_of(*scenario, "/bin", 1, base::WallTime(std::chrono::hours(24 * 365 * 50)));
  EXPECT_EQ(plan.find("sesame"), std::string::npos) << plan;
  EXPECT_NE(plan.find("at = 2019-12-20T"), std::string::npos) << plan;
}

TEST(Plan, HasTheSetupOfTheSuiteAndWhatIsSkipped) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "topics": { "orders": {} },
  "setup": [ { "run": { "command": ["migrate"] } } ] })");
  const auto plan = [&](const std::string& members) {
    base::DiagList diags;
    const auto scenario = make_scenario("{ \"scenario\": \"s\", " + members + " }", suite, diags);
    EXPECT_NE(scenario, nullptr) << diags.render_all();
    return scenario == nullptr ? std::string() : plan_of(*scenario, "/bin", 1, base::WallTime());
  };
  const std::string steps = R"("steps": [ { "pause": "${time}" } ])";
  EXPECT_EQ(plan(R"("skip": "not ready yet", )" + steps),
            "s (s.json:1)\n  skipped: not ready yet\n");
  EXPECT_EQ(
      plan(R"("vars": { "time": "5ms" }, "skip": { "foreign_bus": "it needs faults" }, )" + steps),
      "s (s.json:1)\n"
      "  skipped where the bus is not ours: it needs faults\n"
      "  time = 5ms\n"
      "  suite setup:\n"
      "    run migrate\n"
      "  steps:\n"
      "    pause 5ms\n");
  EXPECT_EQ(plan(R"("steps": [ { "expect": { "event": "orders", "capture": { "t": "json:$.t" } } },
                               { "pause": "${t}" } ])"),
            "s (s.json:1)\n"
            "  suite setup:\n"
            "    run migrate\n"
            "  steps:\n"
            "    expect at least 1 event of orders: anything\n"
            "    pause (s.json:2:32)\n")
      << "a captured time is known to a run only";
}

}  // namespace
}  // namespace ricochet::runner
