// What a run must not lose in silence: output of programs, lines that were accounted for, calls
// outside of the steps, and answers that a stub could not give.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ProgramEnd run_program_step(const std::string& script, const std::string& out) {
  const SmallSuite suite;
  suite.folder.write("suite/print.sh", script);
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ { "run": {
    "command": ["sh", "print.sh"], "expect": { "stdout": )" +
                                         out + " } } } ] }");
  return suite.run();
}

TEST(SilentLosses, AllThatAProgramPrintsIsLookedAt) {
  const char* const many = "echo ERROR; seq 12000";
  EXPECT_EQ(run_program_step(many, R"({ "not": { "contain": "ERROR" } })").exit_code, 1);
  EXPECT_EQ(run_program_step(many, R"({ "contain": "ERROR" })").exit_code, 0);
  const char* const long_line = "head -c 16380 /dev/zero | tr '\\0' a; echo NEEDLE";
  EXPECT_EQ(run_program_step(long_line, R"({ "contain": "aNEEDLE" })").exit_code, 0);
  EXPECT_EQ(run_program_step("printf 'a\\r\\nb\\n'", R"("a\nb")").exit_code, 1);
  EXPECT_EQ(run_program_step("printf 'a\\r\\nb\\n'", R"("a\r\nb")").exit_code, 0);
}

TEST(SilentLosses, AProgramThatPrintsBeyondTheBoundIsAnError) {
  const char* const script = "head -c 9000000 /dev/zero | tr '\\0' a";
  const auto end = run_program_step(script, R"({ "not": { "contain": "b" } })");
  EXPECT_EQ(end.exit_code, 4) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("sh printed more than 8.0 MiB"));
}

/// The service prints "gave up" once for each line that it is given.
ProgramEnd run_lines(const std::string& steps) {
  const SmallSuite suite(R"({ "sut": { "shop": {
      "command": ["sh", "-c", "mkfifo go; echo up; exec 3<>go; while read n <&3; do echo gave up; done"],
      "ready": { "log": "up" } } } })");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ )" + steps + " ] }");
  return suite.run();
}

TEST(SilentLosses, NeverLeavesOutTheLinesThatWereExpectedBefore) {
  const std::string once = R"(
    { "run": { "command": ["sh", "-c", "echo > go"] } },
    { "expect": { "log": "shop", "text": "gave up" } })";
  const std::string never =
      R"(, { "expect": { "log": "shop", "text": "gave up", "never": true, "for": "50ms" } })";
  const auto met = run_lines(once + never);
  EXPECT_EQ(met.exit_code, 0) << met.out << met.err;
  const auto more = run_lines(once + R"(, { "run": { "command": ["sh", "-c", "echo > go"] } },
    { "expect": { "log": "shop", "text": "gave up", "at_least": 2 } },
    { "run": { "command": ["sh", "-c", "echo > go"] } },
    { "expect": { "log": "shop", "text": "gave up", "never": true, "for": "20s" } })");
  EXPECT_EQ(more.exit_code, 1) << more.out << more.err;
  EXPECT_THAT(more.out, HasSubstr("shop printed \"gave up\""));
}

constexpr const char* kAskNope =
    R"({ "request": { "url": "${stubs.shop.url}/nope", "expect": { "status": { "match": ".*" } } } })";

TEST(SilentLosses, CallsThatNoStubKnewInATeardownAreTold) {
  const SmallSuite suite;
  suite.folder.write("suite/s.json",
                     R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ], "teardown": [ )" +
                         std::string(kAskNope) + " ] }");
  const auto end = suite.run();
  EXPECT_THAT(
      end.out,
      HasSubstr("no stub of shop knew the call GET /nope in the teardown, it was answered"));
}

TEST(SilentLosses, WhatNoStubKnewAndWhatWasNotDoneInTheSuitesSetupIsTold) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "stubs": { "shop": [] },
    "sut": { "idle": { "command": ["sleep", "600"], "stop": { "grace": "1s" } } },
    "setup": [ { "sut": { "kill": "idle", "at": { "calls": "hooks" } } }, )" +
                         std::string(kAskNope) + R"( ], "teardown": [ )" + kAskNope + " ] }");
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("GET /nope in the suite's setup"),
                             HasSubstr("GET /nope in the suite's teardown"),
                             HasSubstr("nothing was done to idle: only 0 calls came")));
}

TEST(SilentLosses, AnAnswerThatAStubCouldNotGiveIsToldOfWhatPassed) {
  const SmallSuite suite;
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "stubs": { "shop": [
      { "request": { "uri": "/t" }, "response": { "text": { "template": "${req.nothing.there}" } } } ] },
    "steps": [ { "request": { "url": "${stubs.shop.url}/t", "expect": { "status": { "match": ".*" } } } } ] })");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("the stub could not answer GET /t to shop: "));
}

}  // namespace
}  // namespace ricochet::e2e
