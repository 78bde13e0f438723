// What it is worth that something did not come, where the embedded bus shows what a service does;
// and what was to be done to the bus and was not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The photo service, which commits what it has worked off: a photo it cannot get it tells to
/// "hooks", after 1.5 s of tries where the answer is 503.
ProgramEnd run_after_work(const std::string& steps, const std::string& more = "") {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "embedded", "groups": { "photos": { "commits": "after-work" } } },
      "topics": { "product-events": {} }, "stubs": { "web": "web.json" }, "bins": ["hooks"],
      "defaults": { "settle": "20ms" },
      "sut": { "photo-service": {
        "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
        "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "product-events",
                 "WEBHOOK_URL": "${bins.hooks.url}" },
        "ready": { "group": "photos" } } } })");
  suite.folder.write("suite/web.json", R"([
    { "request": { "uri": "/busy.jpg" }, "response": { "status": 503 } },
    { "request": { "uri": "/a.jpg" }, "response": { "text": "a photo" } } ])");
  suite.folder.write("suite/s.json",
                     R"({ "scenario": "s", "steps": [ )" + steps + " ]" + more + " }");
  return suite.run({});
}

std::string added(const std::string& photo) {
  return R"({ "publish": { "topic": "product-events", "json": { "type": "PhotoWasAdded",
      "product": "p", "url": "${stubs.web.url}/)" +
         photo + R"(" } } })";
}
const std::string kNothing =
    R"({ "publish": { "topic": "product-events", "json": { "type": "SomethingElse" } } },
       { "expect": { "ack": "photos" } }, )";

TEST(Absence, TheWindowIsNotOverWhileAnotherListGoesOn) {
  const auto end = run_after_work(kNothing + R"({ "together": [
    [ { "pause": "400ms" }, )" + added("a.jpg") +
                                  R"( ],
    [ { "expect": { "calls": "web", "never": true, "for": "20s" } } ] ] })");
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("got 1 call of web, expected none"));
}

TEST(Absence, TheWindowIsNotOverWhileACallbackOfAStubIsToCome) {
  const auto end = run_after_work(
      added("c.jpg") + R"(, { "expect": { "ack": "photos" } },
    { "expect": { "calls": "hooks", "request": { "method": "get" }, "never": true, "for": "20s" } })",
      R"(, "stubs": { "web": [ { "request": { "uri": "/c.jpg" }, "response": { "text": "a photo" },
           "on": { "complete": { "async": true, "latency": "400ms",
             "get": { "url": "${bins.hooks.url}/back" } } } } ] })");
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("GET /hooks/back"));
}

/// What it sets off, no record tells of.
TEST(Absence, ARequestOfOursLetsTheWindowRunToItsEnd) {
  const auto end = run_after_work(kNothing + R"(
    { "request": { "url": "${stubs.web.url}/a.jpg" } },
    { "expect": { "calls": "web", "exactly": 1 } },
    { "together": [ [ { "expect": { "calls": "web", "never": true, "for": "600ms" } } ],
                    [ { "pause": "1ms" } ] ] },
    { "expect": { "calls": "hooks", "never": true, "for": "600ms" } } )");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, testing::ContainsRegex("ok  s   (1\\.[2-9]|[2-9]\\.[0-9]) s"));
}

TEST(Absence, WhatReachedAPausedServiceItHasNotRead) {
  const auto end =
      run_after_work(kNothing + R"({ "sut": { "pause": "photo-service" } }, )" + added("a.jpg") +
                         R"(, { "expect": { "calls": "web", "never": true } })",
                     R"(, "teardown": [ { "sut": { "resume": "photo-service" } } ])");
  EXPECT_EQ(end.exit_code, 4) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("record 1 of product-events was never "),
                             HasSubstr(": photo-service is paused")));
}

TEST(Absence, APausedServiceThatHasDoneAllProvesIt) {
  const auto end = run_after_work(kNothing + R"({ "sut": { "pause": "photo-service" } },
    { "expect": { "calls": "web", "never": true, "for": "50ms" } },
    { "sut": { "resume": "photo-service" } })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, Not(HasSubstr("is paused")));
}

TEST(Absence, WhatComesBehindAWindowThatEndedInTheWorkIsTold) {
  const auto early = R"(, { "expect": { "calls": "hooks", "never": true, "for": "50ms" } })";
  const auto end = run_after_work(kNothing + added("busy.jpg") + early);
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("its window ended before group photos had committed record "
                                       "1 of product-events, and behind it came 1 more call: POST"),
                             HasSubstr(" to hooks; wait for the commit first")));
  const auto meant =
      run_after_work(kNothing + added("busy.jpg") + early +
                     R"(, { "expect": { "calls": "hooks", "exactly": 1, "within": "10s" } })");
  EXPECT_EQ(meant.exit_code, 0) << meant.out << meant.err;
  EXPECT_THAT(meant.out, Not(HasSubstr("its window ended")));
}

ProgramEnd run_broken(const std::string& faults, const std::string& word = "run") {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ )" + faults + R"(,
    { "publish": { "topic": "orders", "text": "x" } } ] })");
  return run_ricochet({word, "suite"}, suite.folder.path());
}

TEST(Absence, AFaultOfTheBusThatWasNotDoneIsTold) {
  const auto end = run_broken(
      R"({ "bus": { "error": "REBALANCE_IN_PROGRESS", "on": { "api": "OffsetCommit", "group": "shp" } } },
         { "bus": { "throttle": "1ms", "on": { "api": "Produce", "client": "ricochet" }, "times": 2 } },
         { "bus": { "throttle": "2ms", "on": { "api": "Produce", "client": "ricochet" } } })");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("REBALANCE_IN_PROGRESS on OffsetCommit"),
                             HasSubstr(": this was never done, no request fitted it"),
                             HasSubstr(": this was done 1 of 2 times, 1 request fitted it"),
                             Not(HasSubstr("2ms"))));
}

TEST(Absence, ATopicThatTheSuiteDoesNotHaveIsToldBeforeARun) {
  const std::string fault =
      R"({ "bus": { "throttle": "1ms", "on": { "api": "Produce", "topic": "ordrs" } } })";
  const auto end = run_broken(fault, "check");
  EXPECT_THAT(end.out + end.err, AllOf(HasSubstr("the suite has no topic \"ordrs\""),
                                       HasSubstr("did you mean \"orders\"?")));
}

}  // namespace
}  // namespace ricochet::e2e
