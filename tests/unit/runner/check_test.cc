#include "runner/check.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/unit/runner/check_support.h"

namespace ricochet::runner {
namespace {

TEST(CheckScenario, AGoodOneHasNoFindings) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "vars": { "p": "${uuid()}" },
  "stubs": { "photos": [ { "request": { "uri": "/${p}" }, "response": { "text": { "template": "${req.method} ${p}" } } } ] },
  "steps": [ { "publish": { "topic": "orders", "key": "${p}", "json": { "p": "${p}" } } },
             { "expect": { "calls": "photos", "request": { "uri": "/${p}" } } },
             { "expect": { "event": "photo-events", "json_paths": { "$.p": "${p}" } } },
             { "expect": { "ack": "photo-service" } }, { "sut": { "kill": "mailer" } }, { "pause": "1ms" } ] })",
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

TEST(CheckScenario, AValueThatIsCapturedHidesNoMistakeAroundIt) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "steps": [
    { "repeat": { "times": 2, "steps": [ { "publish": { "key": "${iteration}", "json": { "n": "${iteration}" } } } ] } },
    { "expect": { "calls": "photos", "capture": { "n": "json:$.n" } } },
    { "expect": { "calls": "photos", "exactly": "${n}", "within": "${n}" } },
    { "expect": { "calls": "photos", "exactlly": "${n}" } },
    { "expekt": { "calls": "photos", "exactly": "${n}" } } ] })",
                           steps_suite(folder));
  std::string codes;
  for (const auto& diag : diags.all()) codes += diag.code + " " + diag.where.pointer + "\n";
  EXPECT_EQ(codes,
            "scenario/missing-key /steps/0/repeat/steps/0/publish\n"
            "scenario/unknown-key /steps/3/expect/exactlly\n"
            "scenario/unknown-step /steps/4/expekt\n");
}

TEST(CheckScenario, WarnsOfGapsThatDecideNothing) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "steps": [
    { "expect": { "calls": "photos", "exactly": 3, "spacing": ["3s", "3s"], "tolerance": "10%", "within": "5s" } },
    { "expect": { "calls": "photos", "exactly": 3, "spacing": ["3s", "3s"], "tolerance": "10%", "within": "5400ms" } },
    { "expect": { "calls": "photos", "at_least": 2, "spacing": ["1s"], "tolerance": 1 } },
    { "expect": { "order": "strict", "steps": [ { "calls": "photos", "times": 2 } ], "spacing": ["9s"] } } ] })",
                           steps_suite(folder));
  EXPECT_FALSE(diags.has_errors());
  test::expect_golden("runner/check_gaps.txt", golden_entry("scenario", diags));
}

constexpr const char* kLeadsToPaid =
    R"([ { "request": { "uri": "/pay" }, "response": { "status": 201 }, "state": { "machine": "m", "then": "paid" } } ])";
constexpr const char* kWaitsForPaid =
    R"([ { "request": { "uri": "/a" }, "response": { "status": 200 }, "state": { "machine": "m", "when": "paid" } } ])";

TEST(CheckScenario, TheStatesOfItsMachinesAreThoseOfAllItsStubs) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  const auto scenario = [](const std::string& stubs, const std::string& step) {
    return R"({ "scenario": "s", "stubs": { )" + stubs + R"( }, "steps": [ )" + step + " ] }";
  };
  const std::string pause = R"({ "pause": "1ms" })";
  const std::string waits = R"("photos": )" + std::string(kWaitsForPaid);
  const std::string leads = R"("invoices": )" + std::string(kLeadsToPaid);
  EXPECT_EQ(codes(check(scenario(waits + ", " + leads, pause), suite).all()), "");
  EXPECT_EQ(codes(check(scenario(waits, pause), suite).all()), "stub/unreachable-state");
  EXPECT_EQ(codes(check(scenario(waits, R"({ "stub": { )" + leads + " } }"), suite).all()), "");
}

/// A scenario whose frame has errors, checked as far as it could be read.
base::DiagList check_broken(const std::string& text, const std::shared_ptr<const Suite>& suite) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("s.json", text).value();
  const auto scenario = read_scenario(document, suite, diags);
  EXPECT_TRUE(diags.has_errors());
  check_scenario(*scenario, "/bin", diags);
  return diags;
}

TEST(CheckScenario, FrameAndStepsAreToldTogether) {
  WorkFolder folder;
  const auto diags = check_broken(R"({ "scenario": "", "colour": "red", "vars": { "p": "x" },
  "stubs": { "photo": [ { "request": { "urii": "/a" }, "response": { "text": "${p}" } } ], "invoices": {} },
  "steps": [ { "expekt": {} }, { "publish": { "topic": "order", "text": "${p}" } } ] })",
                                  steps_suite(folder));
  test::expect_golden("runner/check_broken_frame.txt", golden_entry("scenario", diags));
}

TEST(CheckScenario, FrameWithoutStepsOrObjectsIsToldOnce) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  EXPECT_EQ(codes(check_broken(R"({ "scenario": "s" })", suite).all()), "scenario/missing-key");
  EXPECT_EQ(codes(check_broken(R"({ "scenario": "s", "step": [ {} ] })", suite).all()),
            "scenario/unknown-key");
  EXPECT_EQ(codes(check_broken(R"({ "scenario": "s", "steps": {} })", suite).all()),
            "scenario/wrong-type");
  EXPECT_EQ(codes(check_broken("[]", suite).all()), "scenario/wrong-type");
}

TEST(CheckScenario, NamesOfMisspeltVarsAreNotBlamed) {
  WorkFolder folder;
  const auto suite = steps_suite(folder);
  for (const char* vars : {R"("var": { "a": 1 })", R"("vars": [ 1 ])"}) {
    const auto diags = check_broken(
        R"({ "scenario": "s", )" + std::string(vars) + R"(, "steps": [ { "pause": "${a}" } ] })",
        suite);
    EXPECT_EQ(diags.error_count(), 1u) << diags.render_all();
  }
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

TEST(CheckSuite, FrameAndServicesAreToldTogether) {
  WorkFolder folder;
  folder.write("ricochet.json", R"({ "colour": true, "stubs": { "gone": "gone.json" },
  "sut": { "one": { "command": ["./one", "${stubs.nobody.url}"] } } })");
  base::DiagList diags;
  const auto suite = read_suite("ricochet.json", diags);
  ASSERT_NE(suite, nullptr);
  check_suite(*suite, "/bin", diags);
  EXPECT_EQ(codes(diags.all()), "suite/unknown-key file/not-found suite/template");
}

TEST(CheckSuite, ServicesAreNotBlamedForNamesThatWereNotRead) {
  WorkFolder folder;
  for (const char* names : {R"("stub": { "photos": [] })", R"("stubs": { "pho.tos": [] })"}) {
    folder.write("ricochet.json",
                 "{ " + std::string(names) +
                     R"(, "sut": { "one": { "command": ["${stubs.photos.url}"] } } })");
    base::DiagList diags;
    check_suite(*read_suite("ricochet.json", diags), "/bin", diags);
    EXPECT_EQ(diags.error_count(), 1u) << diags.render_all();
  }
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
