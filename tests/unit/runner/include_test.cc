// Steps and vars that files share.
#include "runner/check.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/check_support.h"
#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

class IncludeStepTest : public StepsFixture {};

TEST_F(IncludeStepTest, ItsStepsRunInPlaceWithTheVarsOfBoth) {
  folder_.write("wait.json",
                R"({ "shared": "wait a while", "vars": { "time": "5ms", "more": "${time}" },
                                  "steps": [ { "pause": "${time}" }, { "pause": "${more}" } ] })");
  start(
      R"({ "include": "wait.json" }, { "include": { "file": "wait.json", "vars": { "time": "7ms" } } },
           { "include": "wait.json" })");
  loop_.advance(milliseconds(34));
  EXPECT_EQ(ended_, Outcome::kPassed);
  EXPECT_EQ(told(),
            "ok 0s: wait a while: pause 5ms\nok 5ms: wait a while: pause 5ms\n"
            "ok 10ms: wait a while: pause 7ms\nok 17ms: wait a while: pause 7ms\n"
            "ok 24ms: wait a while: pause 5ms\nok 29ms: wait a while: pause 5ms\n");
}

/// Its vars are those of its steps, like those of a function.
TEST_F(IncludeStepTest, ItsVarsEndWithItAndHideThoseOutside) {
  folder_.write("wait.json", R"({ "shared": "wait", "vars": { "time": "5ms" },
                                  "steps": [ { "pause": "${time}" } ] })");
  folder_.write("outer.json", R"({ "shared": "outer", "vars": { "time": "9ms" }, "steps": [
                                     { "include": "wait.json" }, { "pause": "${time}" } ] })");
  start(R"({ "include": { "file": "outer.json" } }, { "pause": "${time}" })");
  loop_.advance(milliseconds(20));
  EXPECT_EQ(ended_, Outcome::kError);
  ASSERT_EQ(told_.size(), 3u) << told();
  EXPECT_EQ(told_[0].title, "outer: wait: pause 5ms");
  EXPECT_EQ(told_[1].title, "outer: pause 9ms");
  EXPECT_EQ(told_[2].outcome, Outcome::kError);
}

TEST_F(IncludeStepTest, SideBySideEachHasItsOwnVars) {
  folder_.write("wait.json", R"({ "shared": "wait", "vars": { "time": "5ms" },
                                  "steps": [ { "pause": "1ms" }, { "pause": "${time}" } ] })");
  start(R"({ "together": [ [ { "include": { "file": "wait.json", "vars": { "time": "11ms" } } } ],
                           [ { "include": { "file": "wait.json", "vars": { "time": "22ms" } } } ] ] })");
  loop_.advance(milliseconds(23));
  EXPECT_EQ(ended_, Outcome::kPassed);
  for (const char* title : {"list 1: wait: pause 11ms", "list 2: wait: pause 22ms"})
    EXPECT_NE(told().find(title), std::string::npos) << told();
}

TEST_F(IncludeStepTest, WhatItsStepsCaptureIsKnownBehindIt) {
  folder_.write("take.json", R"({ "shared": "take", "vars": { "n": 3 }, "steps": [
      { "pause": "${n}ms" }, { "expect": { "calls": "photos", "capture": { "n": "json:$.n" } } },
      { "pause": "${n}ms" } ] })");
  start(R"({ "include": "take.json" }, { "pause": "1${n}ms" })");
  loop_.advance(milliseconds(3));
  call("/a", R"({"n": 7})");
  loop_.advance(milliseconds(7));
  loop_.advance(milliseconds(17));
  EXPECT_EQ(ended_, Outcome::kPassed) << told();
  EXPECT_EQ(told_.at(0).title, "take: pause 3ms");
  EXPECT_EQ(told_.at(2).title, "take: pause 7ms");
  EXPECT_EQ(told_.at(3).title, "pause 17ms");
}

TEST_F(IncludeStepTest, CheckKnowsWhereNamesEnd) {
  folder_.write("wait.json", R"({ "shared": "wait", "vars": { "time": "5ms" },
                                  "steps": [ { "pause": "${time}" } ] })");
  const auto found = [this](const std::string& steps) {
    base::DiagList diags;
    const auto scenario =
        make_scenario(R"({ "scenario": "s", "steps": [ )" + steps + " ] }", suite_, diags);
    check_scenario(*scenario, "", diags);
    return codes(diags.all());
  };
  EXPECT_EQ(found(R"({ "include": "wait.json" })"), "");
  EXPECT_EQ(found(R"({ "include": "wait.json" }, { "pause": "${time}" })"), "scenario/undefined");
  EXPECT_EQ(found(R"({ "repeat": { "times": 2, "steps": [ { "pause": "${iteration}ms" } ] } })"),
            "");
  EXPECT_EQ(
      found(
          R"({ "repeat": { "times": 2, "steps": [ { "pause": "1ms" } ] } }, { "pause": "${iteration}ms" })"),
      "scenario/undefined");
  EXPECT_EQ(found(R"({ "include": { "file": "wait.json", "vars": { "iteration": 1 } } })"),
            "scenario/reserved-name");
}

TEST_F(IncludeStepTest, IncludedFilesIncludeOthersFromTheirOwnFolder) {
  folder_.write("shared/outer.json",
                R"({ "shared": "outer", "steps": [ { "include": "inner.json" } ] })");
  folder_.write("shared/inner.json", R"({ "shared": "inner", "steps": [ { "pause": "1ms" } ] })");
  start(R"({ "include": "shared/outer.json" })");
  loop_.advance(milliseconds(1));
  EXPECT_EQ(told(), "ok 0s: outer: inner: pause 1ms\n");
}

TEST_F(IncludeStepTest, EveryErrorHasItsPlaceAndCure) {
  folder_.write("plain.json", R"({ "steps": [ { "pause": "1ms" } ] })");
  folder_.write("empty.json", R"({ "shared": "nothing", "steps": [] })");
  folder_.write("vars.json", R"({ "shared": "vars", "vars": { "a": 1 } })");
  folder_.write("odd.json", R"({ "shared": "odd", "stepps": [] })");
  folder_.write("broken.json", R"({ "shared": )");
  folder_.write("a.json", R"({ "shared": "a", "steps": [ { "include": "b.json" } ] })");
  folder_.write("b.json", R"({ "shared": "b", "steps": [ { "repeat": { "times": 2, "steps": [
                             { "include": { "file": "a.json" } } ] } } ] })");
  expect_golden_steps("runner/include_errors.txt",
                      {
                          {"not there", R"({ "include": "nothing.json" })"},
                          {"not shared", R"({ "include": "plain.json" })"},
                          {"without steps", R"({ "include": "empty.json" })"},
                          {"vars only", R"({ "include": "vars.json" })"},
                          {"misspelt key", R"({ "include": "odd.json" })"},
                          {"not JSON", R"({ "include": "broken.json" })"},
                          {"a circle", R"({ "include": "a.json" })"},
                          {"no file", R"({ "include": { "vars": {} } })"},
                          {"unknown key", R"({ "include": { "file": "a.json", "var": {} } })"},
                          {"not a name", R"({ "include": 7 })"},
                      },
                      suite_);
}

TEST(IncludeVars, OwnValuesBeatThoseThatAreIncluded) {
  WorkFolder folder;
  folder.write("vars.json", R"({ "shared": "v", "vars": { "a": "1ms", "b": "${a}" } })");
  folder.write("suite-vars.json", R"({ "shared": "v", "vars": { "c": "3ms" } })");
  const auto suite = make_suite(folder, R"({ "include": "suite-vars.json" })");
  const auto good = check(R"({ "scenario": "s", "include": ["vars.json"], "vars": { "d": "${b}" },
    "steps": [ { "pause": "${a}" }, { "pause": "${b}" }, { "pause": "${c}" }, { "pause": "${d}" } ] })",
                          suite);
  EXPECT_TRUE(good.all().empty()) << good.render_all();
  const auto bad = check(R"({ "scenario": "s", "include": ["vars.json"], "vars": { "a": "soon" },
    "steps": [ { "pause": "${b}" } ] })",
                         suite);
  EXPECT_EQ(codes(bad.all()), "scenario/bad-duration");
}

TEST(IncludeVars, AFileThatIsMissingIsToldOnce) {
  WorkFolder folder;
  const auto suite = make_suite(folder, "{}");
  const auto diags = check(
      R"({ "scenario": "s", "include": "nothing.json", "steps": [ { "pause": "${a}" } ] })", suite);
  EXPECT_EQ(codes(diags.all()), "scenario/no-file") << diags.render_all();
}

TEST(SuiteSetup, WhatItCapturesIsKnownToScenarios) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({ "stubs": { "login": [] }, "setup": [
    { "request": { "url": "${stubs.login.url}/", "capture": { "token": "json:$.token" } } } ] })");
  const auto diags = check(R"({ "scenario": "s", "steps": [ { "request": { "url": "http://h/",
    "headers": { "Authorization": "Bearer ${token}" } } } ] })",
                           suite);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
  base::DiagList of_suite;
  check_suite(*suite, "/bin", of_suite);
  EXPECT_TRUE(of_suite.all().empty()) << of_suite.render_all();
}

TEST(SuiteSetup, ItsMistakesAreThoseOfTheSuite) {
  WorkFolder folder;
  const auto suite = make_suite(folder, R"({
  "setup": [ { "pause": "soon" } ],
  "teardown": [ { "run": { "comand": ["rm"] } } ] })");
  base::DiagList diags;
  check_suite(*suite, "/bin", diags);
  test::expect_golden("runner/check_suite_steps.txt", golden_entry("suite", diags));
  EXPECT_TRUE(
      check(R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })", suite).all().empty());
}

}  // namespace
}  // namespace ricochet::runner
