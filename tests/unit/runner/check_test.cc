#include "runner/check.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

base::DiagList check(const std::string& text, const std::shared_ptr<const Suite>& suite) {
  base::DiagList diags;
  const auto scenario = make_scenario(text, suite, diags);
  EXPECT_NE(scenario, nullptr) << diags.render_all();
  if (scenario != nullptr) check_scenario(*scenario, "/bin", diags);
  return diags;
}

TEST(CheckScenario, AGoodOneHasNoFindings) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "vars": { "p": "${uuid()}" },
  "stubs": { "photos": [ { "request": { "uri": "/${p}" }, "response": { "text": { "template": "${req.method} ${p}" } } } ] },
  "steps": [ { "publish": { "topic": "orders", "key": "${p}", "json": { "p": "${p}" } } },
             { "expect": { "calls": "photos", "request": { "uri": "/${p}" } } },
             { "expect": { "event": "photo-events", "json_paths": { "$.p": "${p}" } } },
             { "expect": { "ack": "photo-service" } }, { "sut": { "kill": "mailer" } }, { "pause": 1 } ] })",
                           steps_suite(folder));
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
}

TEST(CheckScenario, CollectsWhatIsWrongInAllSteps) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "vars": { "product": "p" },
  "stubs": { "photos": [ { "request": { "urii": "/a" }, "response": { "text": "x" } } ],
             "invoices": [ { "response": { "text": "${prodct}" } } ] },
  "steps": [
    { "publish": { "topic": "order", "text": "x" } },
    { "expect": { "calls": "photos", "request": { "uri": "/${prodct}" } } },
    { "pause": "1s" },
    { "expekt": {} },
    { "expect": { "event": "orders", "never": true, "for": 0 } },
    { "sut": { "kill": "nobody" } } ] })",
                           steps_suite(folder));
  test::expect_golden("runner/check_scenario.txt", golden_entry("scenario", diags));
}

TEST(CheckScenario, ABadVarIsBlamedOnceNotWhereverItIsUsed) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "vars": { "a": "${nope}" },
  "steps": [ { "publish": { "topic": "orders", "text": "${a}" } }, { "pause": "${a}" } ] })",
                           steps_suite(folder));
  EXPECT_EQ(codes(diags.all()), "scenario/undefined");
}

TEST(CheckScenario, AnErrorInAnExpandedValueStandsAtItsSource) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "vars": { "n": -1 },
  "steps": [
    { "expect": { "calls": "photos",
                  "exactly": "${n}" } } ] })",
                           steps_suite(folder));
  ASSERT_EQ(codes(diags.all()), "scenario/out-of-range");
  EXPECT_EQ(diags.all()[0].where.str(), "s.json:4:30");
}

TEST(CheckSuite, StubFilesAndServices) {
  WorkFolder folder;
  folder.write("shop/stubs/good.json", R"([ { "response": { "text": "x" } } ])");
  folder.write("shop/stubs/bad.json", R"([ { "respons": { "text": "x" } } ])");
  folder.write("shop/stubs/broken.json", R"([ { )");
  folder.write("shop/ricochet.json", R"({
  "stubs": {
    "good": "stubs/good.json",
    "bad": "stubs/bad.json",
    "broken": "stubs/broken.json",
    "gone": "stubs/gone.json",
    "bare": []
  },
  "sut": { "one": { "command": ["./one", "${stubs.godo.url}"] },
           "two": { "command": ["./two"], "env": { "URL": "${nothing}" } } }
})");
  base::DiagList diags;
  const auto suite = load_suite("shop/ricochet.json", diags);
  ASSERT_NE(suite, nullptr) << diags.render_all();
  check_suite(*suite, "/bin", diags);
  test::expect_golden("runner/check_suite.txt", golden_entry("suite", diags));
}

TEST(CheckSuite, WithoutAFileThereIsNothingToFind) {
  base::DiagList diags;
  check_suite(*default_suite("."), "/bin", diags);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
}

TEST(CheckStubFile, OnItsOwn) {
  WorkFolder folder;
  folder.write("good.json", R"([ { "response": { "text": "x" } } ])");
  base::DiagList none;
  check_stub_file("good.json", none);
  EXPECT_TRUE(none.all().empty()) << none.render_all();
  base::DiagList diags;
  check_stub_file("gone.json", diags);
  EXPECT_EQ(codes(diags.all()), "file/not-found");
}

}  // namespace
}  // namespace ricochet::runner
