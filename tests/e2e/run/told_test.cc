// What a run says beside its verdicts, where only a whole run can: what was published before a
// crash, what a group has not committed, stubs that nobody called, and what no answer came for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/e2e/run/served_suite.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The service ends when a scenario says so through a pipe.
struct CrashSuite : SmallSuite {
  CrashSuite()
      : SmallSuite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": { "partitions": 2 } },
  "bins": ["hooks"],
  "sut": { "shop": { "command": ["/bin/sh", "-c", "exec 3<>go; echo up; read word <&3; exit 3"],
                     "ready": { "log": "up" } } } })") {
    EXPECT_EQ(::mkfifo((folder / "suite/go").c_str(), 0600), 0);
  }
  /// A crash behind these steps, on lines 2 and 3 of the file.
  ProgramEnd crash_behind(const std::string& first, const std::string& second) const {
    folder.write("suite/a.json",
                 "{ \"scenario\": \"a\", \"steps\": [\n  " + first + ",\n  " + second + R"(,
  { "run": { "command": ["sh", "-c", "echo die > go"] } },
  { "expect": { "calls": "hooks", "within": "30s" } } ] })");
    return run();
  }
};

TEST(Told, ACrashTellsWhatWasPublishedLastAndStandsAtThatStep) {
  const CrashSuite suite;
  const auto end = suite.crash_behind(
      R"({ "publish": { "topic": "orders", "partition": 0, "json": { "type": "OrderMade" } } })",
      R"({ "publish": { "topic": "orders", "partition": 1, "json": { "type": "OrderPaid" } } })");
  EXPECT_EQ(end.exit_code, 5) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("shop exited with status 3"),
                             HasSubstr("published last: record 0 of orders partition 1: "
                                       "{\"type\":\"OrderPaid\"}\n"),
                             HasSubstr("--> suite/a.json:3:3 (/steps/1)")));
}

TEST(Told, ATombstoneThatWasPublishedLastIsNamedAsOne) {
  const CrashSuite suite;
  const auto end = suite.crash_behind(
      R"({ "publish": { "topic": "orders", "partition": 0, "text": "x" } })",
      R"({ "publish": { "topic": "orders", "partition": 0, "key": "k", "null": true } })");
  EXPECT_THAT(end.out, HasSubstr("published last: record 1 of orders, a tombstone\n"));
}

TEST(Told, WhatAGroupHasNotCommittedIsNamedByPartitionAndRecord) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "publish": { "topic": "orders", "text": "x" } },
    { "publish": { "topic": "orders", "text": "y" } },
    { "expect": { "ack": "shop", "within": "50ms" } } ] })");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out;
  EXPECT_THAT(
      end.out,
      AllOf(HasSubstr("group shop did not commit orders#0, nor anything behind it"),
            HasSubstr("orders#0 x and 1 behind it not acknowledged, the group has committed "
                      "nothing there"),
            HasSubstr("--> suite/a.json:4:5 (/steps/2)")));
}

TEST(Told, AStubThatNobodyCalledIsAWarningOfWhatPassed) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "stubs": { "shop": [
    { "request": { "uri": "/used" }, "response": { "status": 204 } },
    { "request": { "uri": "/idle" }, "response": { "status": 204 } } ] },
  "steps": [ { "request": { "url": "${stubs.shop.url}/used" } } ] })");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("unused stub: "), HasSubstr("/idle"),
                             HasSubstr("(suite/a.json:3) never answered; remove it, or expect its "
                                       "call"),
                             testing::Not(HasSubstr("/used of shop"))));
}

TEST(Told, ARequestThatGotNoAnswerSaysWhomItAsked) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "stubs": { "shop": [
    { "request": { "uri": "/a" }, "response": { "fault": "reset" } } ] },
  "steps": [ { "request": { "url": "${stubs.shop.url}/a" } } ] })");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 4) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("GET http://127.0.0.1:"), HasSubstr("/a: "),
                             HasSubstr("--> suite/a.json:3:14 (/steps/0)")));
}

TEST(Told, ACommandThatDoesNotEndIsKilledAndToldSo) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "run": { "command": ["sh", "-c", "echo begun; exec sleep 60"], "timeout": "300ms" } } ] })");
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("sh did not end within 300 ms"),
                             HasSubstr("--> suite/a.json:2:5 (/steps/0)")));
}

TEST(Told, UpShowsTheBusOfTheSuite) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} },
    "stubs": { "shop": [] } })");
  Program program(ricochet({"up", "suite", "-p", "0"}, suite.folder.path()));
  ASSERT_TRUE(program.wait_for("Ctrl-C ends it"));
  const auto page = port_after(program.out(), "page at http://127.0.0.1:");
  const auto topics = get_json(page, "/api/v2/bus/topics")["topics"];
  ASSERT_EQ(topics.size(), 1u) << topics;
  EXPECT_EQ(topics[0]["topic"].get<std::string>(), "orders");
  EXPECT_TRUE(get_json(page, "/api/openapi.json")["paths"].contains("/api/v2/bus/topics"));
  EXPECT_EQ(end_of(program), 0);
}

}  // namespace
}  // namespace ricochet::e2e
