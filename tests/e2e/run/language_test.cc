// What scenarios can say, in runs without any service: the stub "shop" plays it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSuite =
    R"({ "vars": { "prefix": "/${run.id}" }, "stubs": { "shop": [] }, "bins": ["hooks"] })";

ProgramEnd run_scenario(const std::string& scenario, std::vector<std::string> more = {},
                        const char* suite_json = kSuite) {
  const SmallSuite suite(suite_json);
  suite.folder.write("suite/s.json", scenario);
  return suite.run(std::move(more));
}

TEST(Language, ARequestIsAnsweredCapturedAndUsed) {
  const auto end = run_scenario(R"({ "scenario": "an order",
    "stubs": { "shop": [
      { "request": { "method": "post", "uri": "${prefix}/orders", "json_paths": { "$.n": "2" } },
        "response": { "status": 201, "json": { "order": { "id": 41 } } } },
      { "request": { "uri": "${prefix}/orders/41", "queries": { "full": "yes" } }, "response": { "text": "it" } } ] },
    "steps": [
      { "request": { "method": "post", "url": "${stubs.shop.url}${prefix}/orders", "json": { "n": 2 },
                     "expect": { "status": 201, "json_paths": { "$.order.id": { "exist": "true" } } },
                     "capture": { "order": "json:$.order.id" } } },
      { "request": { "url": "${stubs.shop.url}${prefix}/orders/${order}", "queries": { "full": "yes" },
                     "expect": { "text": "it" } } },
      { "expect": { "calls": "shop", "request": { "uri": "${prefix}/orders/${order}" }, "exactly": 1 } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Language, AWrongAnswerIsToldFirst) {
  const auto end = run_scenario(R"({ "scenario": "s", "stubs": { "shop": [
      { "request": { "uri": "/a" }, "response": { "status": 503, "text": "no" } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/a", "expect": { "status": 200 } } } ] })");
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("got status 503, expected \"200\""));
}

TEST(Language, ARequestIsAskedAgainUntilItFits) {
  const auto end = run_scenario(R"({ "scenario": "s", "stubs": { "shop": [
      { "request": { "uri": "/a" }, "response": { "seq": [ { "status": 503 }, { "status": 503 }, { "text": "now" } ] } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/a", "within": "5s", "expect": { "text": "now" } } },
               { "expect": { "calls": "shop", "exactly": 3 } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Language, ADependencyComesBackInTheMiddle) {
  const auto end = run_scenario(R"({ "scenario": "s",
    "stubs": { "shop": [ { "request": { "uri": "/a" }, "response": { "status": 503 } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/a", "expect": { "status": 503 } } },
               { "stub": { "shop": [ { "request": { "uri": "/a" }, "response": { "text": "back" } } ] } },
               { "request": { "url": "${stubs.shop.url}/a", "expect": { "text": "back" } } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Language, EachRowIsACaseOfItsOwn) {
  const auto end = run_scenario(R"({ "scenario": "answers", "vars": { "status": 1, "text": "t" },
    "rows": [ { "status": 200 }, { "status": 404 }, { "status": 503, "text": "busy" } ],
    "stubs": { "shop": [ { "request": { "uri": "/a" }, "response": { "status": "${status}", "text": "${text}" } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/a", "expect": { "status": { "in": ["200", "503"] } } } } ] })",
                                {"-v"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("answers [1: status=200]"));
  EXPECT_THAT(end.out, HasSubstr("answers [2: status=404]"));
  EXPECT_THAT(end.out, HasSubstr("answers [3: status=503, text=busy]"));
  EXPECT_THAT(end.out, HasSubstr("got status 404"));
}

TEST(Language, TeardownAlwaysRunsAndItsFailureIsToldBeside) {
  const auto end = run_scenario(R"({ "scenario": "s", "unmatched": "allow",
    "setup": [ { "request": { "url": "${bins.hooks.url}/setup" } } ],
    "steps": [ { "expect": { "calls": "shop", "within": "10ms" } } ],
    "teardown": [ { "request": { "url": "${bins.hooks.url}/bye" } },
                  { "expect": { "calls": "hooks", "request": { "uri": { "endsWith": "/bye" } } } },
                  { "request": { "url": "${stubs.shop.url}/none" } } ] })",
                                {"-v"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("setup: GET"));
  EXPECT_THAT(end.out, HasSubstr("step: teardown: GET"));
  EXPECT_THAT(end.out, Not(HasSubstr("warning: teardown"))) << "it is told once";
  EXPECT_THAT(end.out, Not(HasSubstr("teardown: expect at least 1 call of hooks: POST")));
}

TEST(Language, ATeardownThatFailsWarnsOfAScenarioThatPassed) {
  const auto end = run_scenario(R"({ "scenario": "s", "unmatched": "allow",
    "steps": [ { "request": { "url": "${bins.hooks.url}/a" } } ],
    "teardown": [ { "request": { "url": "${stubs.shop.url}/none" } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("warning: teardown: GET"));
}

TEST(Language, SessionsThatOnlyATeardownUsesAreUsed) {
  const auto end = run_scenario(R"({ "scenario": "s",
    "stubs": { "shop": [ { "request": { "uri": "/bye" }, "response": { "status": 200 } } ] },
    "steps": [ { "request": { "url": "${bins.hooks.url}/a" } } ],
    "teardown": [ { "request": { "url": "${stubs.shop.url}/bye" } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, Not(HasSubstr("unused stub"))) << end.out;
}

TEST(Language, AFailedSetupSkipsTheSteps) {
  const auto end = run_scenario(
      R"({ "scenario": "s", "setup": [ { "expect": { "calls": "hooks", "within": "10ms" } } ],
    "steps": [ { "expect": { "calls": "shop" } } ] })");
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("setup: expect at least 1 call of hooks"));
}

TEST(Language, ASkippedScenarioSaysWhy) {
  const auto end = run_scenario(
      R"({ "scenario": "s", "skip": "the shop is being rebuilt", "steps": [ { "pause": "1h" } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("the shop is being rebuilt"));
}

TEST(Language, ATimeoutEndsTheScenario) {
  const auto end =
      run_scenario(R"({ "scenario": "s", "timeout": "50ms", "steps": [ { "pause": "1h" } ] })");
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.out, HasSubstr("longer than its timeout of 50ms"));
}

TEST(Language, AProgramIsRunUntilItFits) {
  const auto end = run_scenario(R"({ "scenario": "s", "steps": [
      { "run": { "command": ["sh", "-c", "echo x >> tries; echo noise >&2; wc -l < tries"],
                 "expect": { "stdout": { "match": "\\s*3" } }, "within": "20s" } },
      { "run": { "command": ["sh", "-c", "exit 7"], "expect": { "exit": 7 } } },
      { "run": { "command": ["sh", "-c", "echo '{\"rows\": 2}'"], "expect": { "stdout": { "json_paths": { "$.rows": "2" } } } } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Language, AProgramThatFailsIsToldWithWhatItSaid) {
  const auto end = run_scenario(R"({ "scenario": "s", "steps": [
      { "run": { "command": ["sh", "-c", "echo out; echo no such table >&2; exit 3"] } } ] })");
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("sh exited with status 3, expected status 0"));
  EXPECT_THAT(end.out, HasSubstr("stderr: no such table"));
}

constexpr const char* kSleeper = R"({ "bins": ["hooks"], "sut": { "sleeper": {
  "command": ["sh", "-c", "printf '\\033[1mup\\033[0m and ready\\n'; exec sleep 600"],
  "ready": { "log": "and ready" }, "stop": { "grace": "1s" } } } })";

TEST(Language, AServiceIsKilledAtACallAndItsLinesAreExpected) {
  const auto end = run_scenario(R"({ "scenario": "s", "steps": [
      { "sut": { "kill": "sleeper", "at": { "calls": "hooks", "request": { "method": "post" }, "nth": 2 } } },
      { "request": { "url": "${bins.hooks.url}/a", "text": "1" } },
      { "request": { "url": "${bins.hooks.url}/a" } },
      { "request": { "url": "${bins.hooks.url}/a", "text": "2" } },
      { "sut": { "start": "sleeper" } },
      { "expect": { "log": "sleeper", "text": "up and ready" } },
      { "expect": { "log": "sleeper", "text": { "contain": "panic" }, "never": true, "for": "20ms" } } ] })",
                                {"-v"}, kSleeper);
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("kill sleeper at call 2 of hooks: POST"));
}

TEST(Language, ACallThatNeverCameFailsTheScenario) {
  const auto end = run_scenario(R"({ "scenario": "s", "steps": [
      { "request": { "url": "${bins.hooks.url}/a" } },
      { "sut": { "kill": "sleeper", "at": { "calls": "hooks" } } } ] })",
                                {}, kSleeper);
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(
      end.out,
      HasSubstr("nothing was done to sleeper: only 0 calls came, expected call 1 of hooks"));
}

TEST(Language, ALineThatIsMissingIsToldWithWhatWasPrinted) {
  const auto end = run_scenario(R"({ "scenario": "s", "steps": [
      { "sut": { "restart": "sleeper" } },
      { "expect": { "log": "sleeper", "text": { "contain": "gave up" }, "within": "20ms" } } ] })",
                                {}, kSleeper);
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("sleeper printed no line with contain \"gave up\""));
  EXPECT_THAT(end.out, HasSubstr("actual:   up and ready"));
}

TEST(Language, TheSuiteIsSetUpOnceAndCleanedUpBehindTheLast) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "stubs": { "login": [] },
    "setup": [ { "stub": { "login": [ { "request": { "uri": "/token" }, "response": { "json": { "t": "abc" } } } ] } },
               { "request": { "url": "${stubs.login.url}/token", "capture": { "session": "json:$.t" } } } ],
    "teardown": [ { "expect": { "calls": "hooks", "request": { "uri": { "endsWith": "/abc" } }, "exactly": 2, "settle": "10ms" } },
                  { "request": { "url": "${bins.hooks.url}/x", "expect": { "status": 404 } } } ] })");
  for (const char* name : {"a", "b"}) {
    suite.folder.write(
        "suite/" + std::string(name) + ".json",
        R"({ "scenario": ")" + std::string(name) +
            R"(", "steps": [ { "request": { "url": "${bins.hooks.url}/${session}" } } ] })");
  }
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("2 passed"));
  EXPECT_THAT(end.out, HasSubstr("suite teardown: GET"));
  EXPECT_THAT(end.out, Not(HasSubstr("suite teardown: expect")));
}

TEST(Language, ASuiteThatIsNotSetUpRunsNoScenario) {
  const SmallSuite suite(
      R"({ "bins": ["hooks"], "setup": [ { "expect": { "calls": "hooks", "within": "10ms" } } ] })");
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out;
  EXPECT_THAT(end.out, HasSubstr("suite setup: expect at least 1 call of hooks"));
  EXPECT_THAT(end.out, HasSubstr("not run: the setup of the suite did not pass"));
}

TEST(Language, TwoStubsShareTheMachinesOfTheirScenario) {
  const auto end = run_scenario(R"({ "scenario": "s", "stubs": {
      "shop": [ { "request": { "uri": "/ship" }, "response": { "text": "shipped" }, "state": { "machine": "order", "when": "paid" } },
                { "request": { "uri": "/ship" }, "response": { "status": 409 } } ],
      "bank": [ { "request": { "uri": "/pay" }, "response": { "text": "ok" }, "state": { "machine": "order", "then": "paid" } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/ship", "expect": { "status": 409 } } },
               { "request": { "url": "${stubs.bank.url}/pay" } },
               { "request": { "url": "${stubs.shop.url}/ship", "expect": { "text": "shipped" } } } ] })",
                                {"--repeat", "2"}, R"({ "stubs": { "shop": [], "bank": [] } })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Language, AStubThatMustNotBeCalledIsNotUnused) {
  const auto end = run_scenario(R"({ "scenario": "s",
    "stubs": { "shop": [ { "request": { "uri": "/a" }, "response": { "text": "x" } } ] },
    "steps": [ { "request": { "url": "${bins.hooks.url}/" } },
               { "expect": { "calls": "shop", "never": true, "for": "10ms" } } ] })");
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, Not(HasSubstr("unused stub")));
}

TEST(Language, ARecordedStreamIsPublishedInItsOrder) {
  const SmallSuite suite(R"({ "topics": { "orders": {} } })");
  suite.folder.write("suite/stream.ndjson",
                     "{ \"key\": \"1\", \"text\": \"${what}\" }\n\n"
                     "{ \"key\": { \"hex\": \"00ff\" }, \"hex\": \"ff00\", \"headers\": { \"A\": "
                     "[\"1\", null] } }\n"
                     "{ \"key\": \"1\", \"null\": true }\n");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "vars": { "what": "first" }, "steps": [
    { "publish": { "ndjson": "stream.ndjson", "topic": "orders", "rate": 1000, "fill": true } },
    { "expect": { "order": "strict", "steps": [
      { "event": "orders", "key": "1", "text": "first" },
      { "event": "orders", "key": { "hex": "00ff" }, "hex": "ff00", "headers": { "A": ["1", null] } },
      { "event": "orders", "key": "1", "null": true } ] } } ] })");
  const auto end = suite.run({"-v"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("publish 3 records of"));
}

TEST(Flow, TheFirstSuiteRunsAndNothingIsOverwritten) {
  const TempFolder folder;
  const auto made = run_ricochet({"new", "first"}, folder.path());
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out,
            "first/ricochet.json\nfirst/stubs/hello.json\nfirst/greeting.json\n"
            "first/.schema/suite.schema.json\nfirst/.schema/scenario.schema.json\n");
  const auto checked = run_ricochet({"check", "first"}, folder.path());
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_EQ(checked.err, "");
  const auto run = run_ricochet({"run", "first"}, folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  const auto again = run_ricochet({"new", "first"}, folder.path());
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("new/exists"));
}

TEST(Flow, ADryRunPrintsThePlanAndRunsNothing) {
  const auto end = run_scenario(R"({ "scenario": "a plan", "vars": { "n": "x" }, "steps": [
      { "run": { "command": ["sh", "-c", "exit 1"] } }, { "request": { "url": "${bins.hooks.url}/${n}" } } ] })",
                                {"--dry-run", "--seed", "7"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(end.out, HasSubstr("seed 7\n\na plan ("));
  EXPECT_THAT(end.out, HasSubstr("  n = x\n  steps:\n"));
  EXPECT_THAT(end.out, HasSubstr("GET http://127.0.0.1:1/hooks/x: status below 400\n"));
}

TEST(Flow, ARetryThatPassesIsSaidAndMayFailTheRun) {
  const std::string once = R"({ "scenario": "s", "steps": [
      { "run": { "command": ["sh", "-c", "test -e seen || { touch seen; exit 1; }"] } } ] })";
  const auto lenient = run_scenario(once, {"--retries", "2"});
  EXPECT_EQ(lenient.exit_code, 0) << lenient.out;
  EXPECT_THAT(lenient.out, HasSubstr("flaky: passed at try 2"));
  EXPECT_THAT(lenient.out, HasSubstr("try 1 failed: sh exited with status 1"));
  EXPECT_THAT(lenient.out, HasSubstr("1 passed, 0 failed, 1 of the passed flaky"));
  EXPECT_EQ(run_scenario(once, {"--retries", "2", "--fail-flaky"}).exit_code, 1);
  EXPECT_EQ(run_scenario(once).exit_code, 1);
}

struct Five : SmallSuite {
  Five() : SmallSuite(kSuite) {
    for (const std::string name : {"a", "b", "c", "d", "e"})
      add_quiet(name + ".json", "scenario " + name, "5ms",
                name <= "b" ? R"("early")" : R"("late")");
  }
};

TEST(Flow, ShardsAreEqualPartsOfAll) {
  const Five suite;
  const auto first = suite.run({"--list", "--shard", "1/2"}).out;
  const auto second = suite.run({"--list", "--shard", "2/2"}).out;
  for (const char* name : {"a", "c", "e"})
    EXPECT_THAT(first, HasSubstr(std::string("scenario ") + name));
  for (const char* name : {"b", "d"})
    EXPECT_THAT(second, HasSubstr(std::string("scenario ") + name));
  EXPECT_THAT(first, Not(HasSubstr("scenario b")));
  EXPECT_EQ(suite.run({"--shard", "3/2"}).exit_code, 2);
  const auto bad = suite.run({"--shard", "x"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("error[run/bad-shard]: \"x\" is not a shard"));
}

/// A matrix of more jobs than scenarios is not broken.
TEST(Flow, AShardThatIsEmptyPasses) {
  const Five suite;
  const auto end = suite.run({"--shard", "6/9", "--junit", "junit.xml"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(end.err, HasSubstr("--shard 6/9: 5 scenarios in all, and none in this part"));
  EXPECT_TRUE(std::filesystem::exists(suite.folder / "junit.xml"));
  EXPECT_EQ(suite.run({"--list", "--shard", "6/9"}).exit_code, 0);
  EXPECT_EQ(suite.run({"--filter", "nothing like it", "--shard", "1/2"}).exit_code, 2);
}

TEST(Flow, ShuffleFollowsTheSeed) {
  const Five suite;
  const auto order = [&](const char* seed) {
    return suite.run({"--list", "--shuffle", "--seed", seed}).out;
  };
  EXPECT_EQ(order("1"), order("1"));
  EXPECT_TRUE(order("1") != order("2") || order("1") != order("3"));
}

TEST(Flow, RepeatRunsEachSoOften) {
  const auto end = Five().run({"--repeat", "3", "--tag", "early"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("scenario b (3 of 3)"));
  EXPECT_THAT(end.out, HasSubstr("6 passed"));
}

TEST(Flow, TagsTakeExpressions) {
  const Five suite;
  EXPECT_THAT(suite.run({"--tag", "not (early or x)"}).out, HasSubstr("3 passed"));
  const auto bad = suite.run({"--tag", "early and"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("a tag is missing at the end"));
}

TEST(Flow, ATimeoutEndsTheRunAndNamesWhatWasNotReached) {
  const SmallSuite suite(kSuite);
  suite.folder.write("suite/a.json", R"({ "scenario": "long", "steps": [ { "pause": "1h" } ] })");
  suite.add_quiet("b.json", "next");
  const auto end = suite.run({"--timeout", "50ms"});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.out, HasSubstr("the run took longer than --timeout 50ms"));
  EXPECT_THAT(end.out, HasSubstr("1 skipped"));
}

TEST(Language, CheckKnowsWhatWillBeCaptured) {
  const SmallSuite suite(kSuite);
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
      { "request": { "url": "http://h/", "capture": { "n": "json:$.n" } } },
      { "pause": "${n}" },
      { "repeat": { "times": 2, "steps": [ { "pause": "${iteration}ms" }, { "paus": "1ms" } ] } },
      { "expect": { "calls": "shop", "request": { "uri": "/${m}" } } } ] })");
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("did you mean \"pause\"?"));
  EXPECT_THAT(end.err, HasSubstr("/steps/2/repeat/steps/1"));
  EXPECT_THAT(end.err, HasSubstr("/steps/3/expect"));
  EXPECT_THAT(end.err, Not(HasSubstr("/steps/1/pause")));
}

}  // namespace
}  // namespace ricochet::e2e
