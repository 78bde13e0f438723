// What runs again, and how often: --last-failed, --until-fail, --retries.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kState = ".ricochet/last-failed.json";

std::string content(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(LastFailed, RunsOnlyWhatDidNotPass) {
  const SmallSuite suite;
  suite.add_quiet("good.json", "good");
  suite.add_failing("bad.json", "bad");
  EXPECT_EQ(suite.run().exit_code, 1);
  EXPECT_THAT(content(suite.folder / kState), HasSubstr(R"("file": "suite/bad.json")"));
  const auto again = suite.run({"--last-failed"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("--last-failed: 1 of 2 scenarios failed when last run"));
  EXPECT_THAT(again.out, HasSubstr("0 passed, 1 failed"));
}

TEST(LastFailed, WhatPassesIsForgottenAndTheRestIsKept) {
  const SmallSuite suite;
  suite.add_failing("a.json", "a");
  suite.add_failing("b.json", "b");
  suite.run();
  suite.add_quiet("a.json", "a");
  EXPECT_EQ(suite.run({"--filter", "a.json"}).exit_code, 0);
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("suite/a.json")));
  EXPECT_THAT(content(suite.folder / kState), HasSubstr("suite/b.json"));
}

TEST(LastFailed, WithoutANoteAllRunAndItIsSaid) {
  const SmallSuite suite;
  suite.add_quiet("good.json", "good");
  const auto end = suite.run({"--last-failed"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.err, HasSubstr("no scenario is noted in .ricochet/last-failed.json as failed, so "
                                 "all that are selected run"));
  EXPECT_THAT(end.out, HasSubstr("1 passed"));
}

TEST(LastFailed, WhatIsNotThereAnyMoreIsToldAndForgotten) {
  const SmallSuite suite;
  for (const char* name : {"gone", "renamed", "stays"})
    suite.add_failing(std::string(name) + ".json", name);
  EXPECT_EQ(suite.run().exit_code, 1);
  std::filesystem::remove(suite.folder / "suite/gone.json");
  suite.add_failing("renamed.json", "another name");
  const auto end = suite.run({"--last-failed"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.err, HasSubstr("\"gone\" of suite/gone.json cannot be run again: the file is not "
                                 "there any more"));
  EXPECT_THAT(end.err, HasSubstr("\"renamed\" of suite/renamed.json cannot be run again: the file "
                                 "has no scenario of this name any more"));
  EXPECT_THAT(end.err, HasSubstr("--last-failed: 1 of 2 scenarios failed when last run"));
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("gone.json")));
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("renamed.json")));
}

TEST(LastFailed, WhatFailedAndIsNotSelectedIsCounted) {
  const SmallSuite suite;
  suite.add_failing("a.json", "a");
  suite.add_failing("b.json", "b");
  suite.run();
  const auto end = suite.run({"--last-failed", "--filter", "a.json"});
  EXPECT_THAT(end.err, HasSubstr("--last-failed: 1 more failed, and are not among those that are "
                                 "selected"));
}

TEST(LastFailed, ANoteThatCannotBeReadSaysWhatToDo) {
  const SmallSuite suite;
  suite.add_quiet("good.json", "good");
  suite.folder.write(kState, "{ \"failed\": 1 }");
  const auto end = suite.run({"--last-failed"});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, HasSubstr("run/bad-state"));
  EXPECT_THAT(end.err, HasSubstr("remove it; the next run writes it anew"));
}

TEST(LastFailed, AFolderThatCannotBeWrittenIsSaidAndNoFailure) {
  const SmallSuite suite;
  suite.add_failing("bad.json", "bad");
  suite.folder.write(".ricochet", "a file where the folder would be");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.err, HasSubstr("run/state"));
  EXPECT_THAT(end.err, HasSubstr("--last-failed will not know of this run"));
}

TEST(LastFailed, ARoundOfAScenarioIsNotedUnderItsName) {
  const SmallSuite suite;
  suite.add_failing("bad.json", "bad");
  suite.run({"--repeat", "2"});
  EXPECT_THAT(content(suite.folder / kState), HasSubstr(R"("scenario": "bad")"));
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("1 of 2")));
}

TEST(LastFailed, ARowIsNotedWithoutItsSecrets) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "secrets": ["card"] })");
  suite.folder.write("suite/pay.json", R"({ "scenario": "pay",
    "rows": [ { "card": "4111111111111111", "status": 1 }, { "card": "4222222222222222", "status": 0 } ],
    "steps": [ { "run": { "command": ["sh", "-c", "exit ${status}"] } } ] })");
  EXPECT_EQ(suite.run().exit_code, 1);
  EXPECT_THAT(content(suite.folder / kState), HasSubstr("pay [1: card=***, status=1]"));
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("4111111111111111")));
  const auto again = suite.run({"--last-failed"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("--last-failed: 1 of 2 scenarios failed when last run"));
  suite.folder.write("suite/pay.json", R"({ "scenario": "pay",
    "rows": [ { "card": "4111111111111111", "status": 1 } ], "steps": [ { "pause": "1ms" } ] })");
  EXPECT_EQ(suite.run({"--last-failed"}).exit_code, 0);
  EXPECT_THAT(content(suite.folder / kState), Not(HasSubstr("pay")));
}

TEST(UntilFail, EndsAtItsBoundWhenAllPass) {
  const SmallSuite suite;
  suite.add_quiet("good.json", "good");
  const auto end = suite.run({"--until-fail", "3"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("passed 3 times"));
  EXPECT_THAT(end.out, HasSubstr("1 passed, 0 failed"));
  EXPECT_THAT(end.out, Not(HasSubstr("flaky")));
}

/// Fails as soon as the file that it makes is there: in its second run.
constexpr const char* kPassesTheSecondTime = R"({ "scenario": "second", "steps": [
  { "run": { "command": ["sh", "-c", "test ! -e was-here && touch was-here"] } } ] })";

TEST(UntilFail, EndsAtTheFirstFailure) {
  const SmallSuite suite;
  suite.folder.write("suite/second.json", kPassesTheSecondTime);
  const auto end = suite.run({"--until-fail", "100"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("in run 2"));
}

TEST(UntilFail, HasABound) {
  const SmallSuite suite;
  suite.add_quiet("good.json", "good");
  EXPECT_EQ(suite.run({"--until-fail", "0"}).exit_code, 2);
  EXPECT_EQ(suite.run({"--until-fail"}).exit_code, 2);
  EXPECT_EQ(suite.run({"--until-fail", "5", "--retries", "1"}).exit_code, 2);
}

/// Passes when it is not told the same value as before.
constexpr const char* kFresh = R"({ "scenario": "fresh", "vars": { "id": "${uuid()}" }, "steps": [
  { "run": { "command": ["sh", "-c", "grep -q ${id} seen; echo ${id} >> seen; test $(wc -l < seen) -gt 1"],
             "expect": { "exit": 0 } } },
  { "run": { "command": ["sh", "-c", "test $(sort -u seen | wc -l) -gt 1"] } } ] })";

TEST(Retries, EachTryHasItsOwnValues) {
  const SmallSuite suite;
  suite.folder.write("suite/fresh.json", kFresh);
  const auto end = suite.run({"--retries", "1"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("flaky: passed at try 2"));
}

/// The try before has left a session behind that never answered; the last one used its own.
TEST(Retries, OnlySessionsOfTheLastTryAreToldAsUnused) {
  const SmallSuite suite(R"({ "stubs": { "shop": [] } })");
  suite.folder.write("suite/late.json", R"({ "scenario": "late", "stubs": { "shop": [
    { "request": { "uri": "/own" }, "response": { "text": "x" } } ] }, "steps": [
    { "run": { "command": ["sh", "-c", "test -e seen || { touch seen; false; }"] } },
    { "request": { "url": "${stubs.shop.url}/own", "expect": { "status": 200 } } } ] })");
  const auto end = suite.run({"--retries", "1"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("flaky: passed at try 2"));
  EXPECT_THAT(end.out, Not(HasSubstr("unused stub")));
}

TEST(Jobs, SaysWhereTheyCannotBe) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  EXPECT_THAT(suite.run({"--jobs", "2"}).err,
              HasSubstr("--jobs: suite has neither \"scope\" nor \"per_worker\""));
  EXPECT_THAT(suite.run({"--jobs", "1"}).err, Not(HasSubstr("--jobs")));
}

TEST(ReportOnStdout, ThatCannotBeWrittenIsAnError) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  for (const std::string format : {"junit", "tap", "jsonl"}) {
    ProgramStart start;
    start.program = "/bin/sh";
    start.cwd = suite.folder.path();
    start.args = {
        "-c", "exec " + ricochet({}).program + " run suite --report " + format + "=- > /dev/full"};
    const ProgramEnd end = test::run_program(std::move(start));
    EXPECT_EQ(end.exit_code, 4) << format << end.err;
    EXPECT_THAT(end.err, HasSubstr("No space left on device")) << format;
  }
}

// Its stubs and bins must answer whatever becomes of its output; at its end it waits for the
// reader.
TEST(Output, ARunWhoseOutputNobodyReadsGoesOnToItsEnd) {
  Program inbox(ricochet({"bin", "-p", "0", "--bin", "inbox"}));
  ASSERT_TRUE(inbox.wait_for("request bins at http://127.0.0.1:"));
  const auto url = "http://127.0.0.1:" +
                   std::to_string(port_after(inbox.out(), "request bins at http://127.0.0.1:"));
  const SmallSuite suite;
  suite.folder.write("suite/s.json", R"({ "scenario": ")" + std::string(400, 'n') +
                                         R"(", "steps": [ { "request": { "url": ")" + url +
                                         R"(/inbox", "expect": { "status": 200 } } } ] })");
  Program run(ricochet({"run", "suite", "--repeat", "400", "--junit", "r.xml"},
                       suite.folder.path()));  // some 160 kB, more than a pipe takes
  const ProgramEnd await =
      run_ricochet({"await", "inbox", "--url", url, "--at-least", "400", "--within", "15s"});
  EXPECT_EQ(await.exit_code, 0) << await.out << await.err;
  const ProgramEnd& end = run.wait();
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(end.out, testing::HasSubstr("400 passed, 0 failed"));
  EXPECT_EQ(end.out.find("left out"), std::string::npos);
}

}  // namespace
}  // namespace ricochet::e2e
