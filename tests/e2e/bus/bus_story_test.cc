// What the embedded bus shows of the way of a record, and what a verdict may rest on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

ProgramEnd run_with_bus(const std::string& bus, const std::string& steps) {
  const SmallSuite suite(R"({ "bus": )" + bus +
                         R"(, "topics": { "orders": {} }, "bins": ["hooks"] })");
  suite.folder.write(
      "suite/s.json",
      R"({ "scenario": "s", "steps": [ { "publish": { "topic": "orders", "json": {} } }, )" +
          steps + "] }");
  return suite.run({});
}

constexpr const char* kHooksAreCalled =
    R"({ "expect": { "calls": "hooks", "at_least": 1, "within": "50ms" } })";
constexpr const char* kHooksAreNotCalled =
    R"({ "expect": { "calls": "hooks", "never": true, "for": "50ms" } })";

TEST(BusStory, NobodyReadsTheTopic) {
  const auto end = run_with_bus(R"({ "kafka": "embedded" })", kHooksAreCalled);
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out,
              HasSubstr("bus:      record 0 of orders was never fetched: no consumer group "
                        "reads orders"));
}

TEST(BusStory, AGroupThatTheSuiteNamesHasNoMember) {
  const auto end =
      run_with_bus(R"({ "kafka": "embedded", "groups": { "shop": {} } })", kHooksAreCalled);
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("bus:      record 0 of orders was never fetched: group shop has "
                                 "no member"));
}

TEST(BusStory, AbsenceProvesNothingBeforeTheServiceHasRead) {
  const auto named =
      run_with_bus(R"({ "kafka": "embedded", "groups": { "shop": {} } })", kHooksAreNotCalled);
  EXPECT_EQ(named.exit_code, 4) << named.out;
  EXPECT_THAT(named.out,
              HasSubstr("record 0 of orders was never fetched: group shop has no member"));
  const auto unnamed = run_with_bus(R"({ "kafka": "embedded" })", kHooksAreNotCalled);
  EXPECT_EQ(unnamed.exit_code, 0) << unnamed.out;
}

/// The photo service, which commits what it has worked off.
ProgramEnd run_photos(const std::string& commits, const std::string& steps) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded", "groups": { "photos": { )" + commits +
                         R"( } } },
           "topics": { "product-events": {} }, "stubs": { "web": [] }, "bins": ["hooks"],
           "sut": { "photo-service": {
             "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
             "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "product-events",
                      "WEBHOOK_URL": "${bins.hooks.url}", "SESSION_TIMEOUT_MS": "25000" },
             "ready": { "group": "photos" } } } })");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "publish": { "topic": "product-events", "key": "1", "json": { "type": "SomethingElse" } } }, )" +
                                         steps + "] }");
  return suite.run({});
}

TEST(BusStory, TheWayOfARecordIsToldBelowAFailure) {
  const auto end = run_photos("", R"({ "expect": { "ack": "photos" } },
    { "expect": { "calls": "hooks", "at_least": 1, "within": "50ms" } })");
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, testing::ContainsRegex(
                           "bus:      record 0 of product-events published at .* fetched by photos "
                           "at .* committed at "));
}

/// It joined anew after the redelivery: under another name, which only the broker knows.
TEST(BusStory, TheMemberOfAKilledProcessIsForgottenHoweverItJoined) {
  const auto end = run_photos("", R"({ "expect": { "ack": "photos" } },
    { "bus": { "redeliver": { "group": "photos", "back": 1 } } },
    { "expect": { "ack": "photos", "within": "10s" } },
    { "sut": { "kill": "photo-service" } }, { "sut": { "start": "photo-service" } },
    { "bus": { "rebalance": { "group": "photos" } } },
    { "publish": { "topic": "product-events", "json": { "type": "SomethingElse" } } },
    { "expect": { "ack": "photos", "within": "10s" } },
    { "sut": { "kill": "photo-service" } }, { "sut": { "start": "photo-service" } } )");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

/// One process of a photo service that has several.
std::string instance(const std::string& name) {
  return '"' + name +
         R"(": { "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
      "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "product-events",
               "WEBHOOK_URL": "${bins.hooks.url}", "SESSION_TIMEOUT_MS": "6000" },
      "ready": { "group": "photos" } })";
}

/// A service may be run by several processes, each with its part of the partitions.
TEST(BusStory, ARestartLeavesTheOthersOfItsGroupAlone) {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "embedded" }, "topics": { "product-events": { "partitions": 2 } },
           "bins": ["hooks"], "stubs": { "web": "web.json" },
           "sut": { )" +
      instance("one") + ", " + instance("two") + " } }");
  suite.folder.write("suite/web.json", R"([ { "response": { "status": 200 } } ])");
  const std::string both =
      R"({ "publish": { "topic": "product-events", "partition": 0, "json": {} } },
    { "publish": { "topic": "product-events", "partition": 1, "json": {} } },
    { "expect": { "ack": "photos", "within": "10s" } })";
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ )" + both +
                                         R"(, { "sut": { "restart": "one" } }, )" + both +
                                         R"(, { "sut": { "kill": "two" } },
                                              { "sut": { "start": "two" } }, )" +
                                         both + " ] }");
  const auto end = suite.run({});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

/// A photo service as one of several services of a suite.
std::string photo_service(const std::string& group, const std::string& env) {
  return '"' + group +
         R"(": { "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
      "env": { "BROKERS": "${bus.kafka}", "GROUP": ")" +
         group + R"(", "TOPIC": "product-events",
               "WEBHOOK_URL": "${bins.)" +
         group + R"(_hooks.url}", "SESSION_TIMEOUT_MS": "6000")" + env +
         R"( }, "ready": { "group": ")" + group + R"(" } })";
}

/// "quick" commits before it works, which the suite may say is its whole work; "slow" tries five
/// times to get a photo, and then says so after a second and a half.
ProgramEnd run_quick_and_slow(const std::string& groups) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded", "groups": )" + groups + R"( },
      "topics": { "product-events": {} }, "bins": ["quick_hooks", "slow_hooks"], "stubs": { "web": "web.json" },
      "defaults": { "settle": "20ms" }, "sut": { )" +
                         photo_service("quick", R"(, "DEFECT": "commits-before-handling")") + ", " +
                         photo_service("slow", "") + " } }");
  suite.folder.write("suite/web.json", R"([ { "request": { "method": "get", "uri": "/a.jpg" },
                                              "response": { "status": 503 } } ])");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "publish": { "topic": "product-events", "json": { "type": "PhotoWasAdded", "product": "p",
                                                        "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "calls": "slow_hooks", "never": true, "for": "20s" } } ] })");
  return suite.run({});
}

TEST(BusStory, NoGroupVouchesForAnother) {
  for (const char* groups : {R"({ "quick": { "commits": "after-work" } })",
                             R"({ "quick": { "commits": "after-work" }, "slow": {} })"}) {
    const auto end = run_quick_and_slow(groups);
    EXPECT_EQ(end.exit_code, 1) << groups << end.out << end.err;
  }
}

TEST(BusStory, AFetchWhoseAnswerIsKeptBackIsNotOne) {
  const auto end = run_photos("", R"({ "expect": { "ack": "photos" } },
    { "bus": { "delay": "1h", "at": "answer", "on": { "api": "Fetch" } } },
    { "publish": { "topic": "product-events", "json": { "type": "SomethingElse" } } },
    { "expect": { "calls": "hooks", "never": true, "for": "300ms" } })");
  EXPECT_EQ(end.exit_code, 4) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("record 1 of product-events was never fetched: group photos has "
                                 "the partition and did not ask for the record"));
}

TEST(BusStory, ALineThatDidNotComeProvesNothingBeforeTheRecordWasFetched) {
  const auto end = run_photos("", R"({ "expect": { "ack": "photos" } },
    { "sut": { "kill": "photo-service" } },
    { "publish": { "topic": "product-events", "json": { "type": "SomethingElse" } } },
    { "expect": { "log": "photo-service", "text": { "contain": "bad" }, "never": true } })");
  EXPECT_EQ(end.exit_code, 4) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("record 1 of product-events was never fetched"));
}

/// Two scenarios with these steps, one behind the other, and the photo service as "photos".
ProgramEnd run_two(const std::string& bus, const std::string& first, const std::string& second) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded")" + bus + R"( },
      "topics": { "product-events": {} }, "bins": ["photos_hooks"], "sut": { )" +
                         photo_service("photos", "") + " } }");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [ )" + first + " ] }");
  suite.folder.write("suite/b.json", R"({ "scenario": "b", "steps": [ )" + second + " ] }");
  return suite.run({});
}

TEST(BusStory, WhatAScenarioBreaksIsWholeForTheNext) {
  // The first pause lets a fetch that waits already come again, whatever its client has agreed to.
  const auto hangs = run_two("", R"({ "bus": { "no_answer": true, "on": { "api": "Fetch" } } },
                                    { "pause": "600ms" })",
                             R"({ "publish": { "topic": "product-events", "json": {} } },
                                { "expect": { "ack": "photos", "within": "5s" } })");
  EXPECT_EQ(hangs.exit_code, 0) << hangs.out << hangs.err;
  const std::string move = R"({ "bus": { "move_coordinator": { "group": "photos", "to": 2 } } })";
  const std::string other = R"({ "bus": { "move_coordinator": { "group": "photos", "to": 1 } } })";
  // It is at one of the two at first, so one of the moves can be done; each time anew.
  const auto moved = run_two(R"(, "brokers": 2)", move, move);
  const auto also_moved = run_two(R"(, "brokers": 2)", other, other);
  EXPECT_EQ(std::min(moved.exit_code, also_moved.exit_code), 0) << moved.out << also_moved.out;
}

TEST(BusStory, WhoFetchedMayNotBeSeen) {
  // Two groups of clients with one name at one address: the one that commits tells nothing of the
  // other, whose commits do not arrive.
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded", "groups": { "b": {} } },
      "topics": { "product-events": {} }, "bins": ["a_hooks", "b_hooks"], "sut": { )" +
                         photo_service("a", "") + ", " + photo_service("b", "") + " } }");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "bus": { "delay": "1h", "on": { "api": "OffsetCommit", "group": "b" } } },
    { "publish": { "topic": "product-events", "json": {} } }, { "expect": { "ack": "a" } },
    { "expect": { "calls": "b_hooks", "never": true, "for": "50ms" } } ] })");
  const auto end = suite.run({});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out,
              HasSubstr("window only; whether group b fetched record 0 of product-events "
                        "cannot be seen: 127.0.0.1 (photo-service) did, and a fetch does not "
                        "name its group"));
}

TEST(BusStory, WorkThatIsCommittedEndsAWaitForAbsence) {
  // An hour is not waited for, or the test runs out of its own time.
  const auto end = run_photos(R"("commits": "after-work")",
                              R"({ "expect": { "calls": "hooks", "never": true, "for": "1h" } })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

/// The first record that is there when the second scenario begins, by the order of the file names.
std::string first_record_of_the_second(const std::string& bus) {
  const SmallSuite suite(R"({ "bus": )" + bus + R"(, "topics": { "orders": {} } })");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "publish": { "topic": "orders", "json": { "of": "a" } } } ] })");
  suite.folder.write("suite/b.json", R"({ "scenario": "b", "steps": [
    { "publish": { "topic": "orders", "json": { "of": "b" } } },
    { "run": { "command": ["${env.RICOCHET_BIN_DIR}/ricochet", "tail", "--bus", "${bus.kafka}",
                           "--from-beginning", "-n", "1", "orders"],
               "expect": { "stdout": { "contain": "nothing that is there" } } } } ] })");
  return suite.run({}).out;
}

TEST(BusStory, AScenarioMayBeginWithAnEmptyBus) {
  EXPECT_THAT(first_record_of_the_second(R"({ "kafka": "embedded" })"), HasSubstr(R"({"of":"a"})"));
  const std::string emptied =
      first_record_of_the_second(R"({ "kafka": "embedded", "reset": true })");
  EXPECT_THAT(emptied, HasSubstr(R"({"of":"b"})"));
  EXPECT_THAT(emptied, Not(HasSubstr(R"({"of":"a"})")));
}

TEST(BusStory, AGroupThatNobodyJoinsIsNotReady) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "sut": { "idle": {
      "command": ["sleep", "60"], "ready": { "group": "shop", "within": "100ms" } } } })");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })");
  const auto end = suite.run({});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.out, HasSubstr("members with partitions in the consumer group \"shop\""));
  EXPECT_THAT(end.out, HasSubstr("it has 0 members with 0 partitions (Dead)"));
}

}  // namespace
}  // namespace ricochet::e2e
