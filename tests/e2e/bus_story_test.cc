// What the embedded bus shows of the way of a record, and what a verdict may rest on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
                      "WEBHOOK_URL": "${bins.hooks.url}", "SESSION_TIMEOUT_MS": "6000" },
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
  EXPECT_THAT(first_record_of_the_second(R"({ "kafka": "embedded" })"),
              HasSubstr(R"({"of":"a"})"));
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
