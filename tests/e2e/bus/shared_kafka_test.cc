// Several runs on one Kafka, which `ricochet bus` stands for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/e2e/bin/bin_process.h"
#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

/// `ricochet bus` with its control side.
struct Kafka {
  Kafka() : process(ricochet({"bus", "-p", "0", "--control", "0", "--no-auto-create"})) {
    process.wait_for("control at ");
    address = "127.0.0.1:" + std::to_string(port_after(process.out(), "bus at 127.0.0.1:"));
    control = port_after(process.out(), "control at http://127.0.0.1:");
  }
  std::vector<std::string> topics() const {
    test::RawClient client(control);
    client.send(BinProcess::request("GET", "/api/v2/bus/topics", "", "Connection: close\r\n"));
    std::vector<std::string> names;
    const auto answer = nlohmann::json::parse(client.read_answer().body);
    for (const auto& topic : answer.at("topics")) names.push_back(topic.at("topic"));
    return names;
  }
  Program process;
  std::string address;
  std::uint16_t control = 0;
};

/// The photo service, whose topic and group have the id of the run in their names.
struct TemplatedSuite : SmallSuite {
  explicit TemplatedSuite(const std::string& more_of_bus = "")
      : SmallSuite(R"({ "env": ["KAFKA"], "vars": { "events": "events-${run.id}" },
  "bus": { "kafka": "${env.KAFKA}", "properties": { "client.id": "run-${run.id}" })" +
                   more_of_bus + R"(,
           "groups": { "photos-${run.id}": { "commits": "after-work" } } },
  "topics": { "events-${run.id}": { "partitions": 3 }, "audit-${run.id}": {} },
  "stubs": { "web": [] }, "bins": ["hooks"],
  "sut": { "photo-service": {
      "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
      "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos-${run.id}", "TOPIC": "${events}",
               "WEBHOOK_URL": "${bins.hooks.url}", "SESSION_TIMEOUT_MS": "6000" },
      "ready": { "group": "photos-${run.id}" } } },
  "defaults": { "within": "15s" } })") {
    folder.write("suite/s.json", R"({ "scenario": "s",
  "stubs": { "web": [ { "request": { "uri": "/a.jpg" }, "response": { "text": "a photo" } } ] },
  "steps": [
    { "publish": { "topic": "${events}", "key": "p", "json": { "type": "PhotoWasAdded", "product": "p", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "event": "events-${run.id}", "json_paths": { "$.type": "PhotoWasDownloaded" }, "exactly": 1,
                  "capture": { "product": "key" } } },
    { "expect": { "ack": "photos-${run.id}" } },
    { "expect": { "calls": "web", "exactly": 1 } },
    { "publish": { "topic": "audit-${run.id}", "text": "one" } },
    { "expect": { "order": "any", "steps": [ { "event": "audit-${run.id}" }, { "event": "${events}", "key": "${product}", "times": 2 } ] } } ] })");
  }
  ProgramStart run_on(const std::string& kafka, std::vector<std::string> more = {}) const {
    std::vector<std::string> args{"run", "suite"};
    args.insert(args.end(), more.begin(), more.end());
    ProgramStart start = ricochet(std::move(args), folder.path());
    start.env["KAFKA"] = kafka;
    start.deadline = std::chrono::seconds(60);
    return start;
  }
};

TEST(SharedKafka, WhatIsAbsentByItsWindowOnlyIsSaidOnce) {
  const Kafka kafka;
  const TemplatedSuite suite;
  Program run(suite.run_on(kafka.address));
  EXPECT_EQ(run.wait().exit_code, 0) << run.out() << run.err();
  EXPECT_THAT(run.out(), HasSubstr("\n2 absences by the window only: who has read what was "
                                   "published is seen on the embedded bus alone\n1 scenario in "));
}

TEST(SharedKafka, AScenarioEndsWhenWhatItPublishedIsCommitted) {
  const Kafka kafka;
  const TemplatedSuite suite;
  suite.folder.write("suite/s.json", R"({ "scenario": "s",
  "stubs": { "web": [ { "request": { "uri": "/a.jpg" }, "response": { "text": "a photo" } } ] },
  "steps": [
    { "publish": { "topic": "${events}", "key": "p", "json": { "type": "PhotoWasAdded", "product": "p", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "ack": "photos-${run.id}" } },
    { "request": { "method": "post", "url": "http://127.0.0.1:)" +
                                         std::to_string(kafka.control) + R"(/api/v2/bus/faults",
        "json": { "no_answer": true, "on": { "api": "OffsetCommit" } } } },
    { "publish": { "topic": "${events}", "key": "q", "json": { "type": "PhotoWasAdded", "product": "q", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "calls": "web", "exactly": 2 } } ] })");
  Program run(suite.run_on(kafka.address));
  EXPECT_EQ(run.wait().exit_code, 0) << run.out() << run.err();
  EXPECT_THAT(run.out() + run.err(), HasSubstr(" is not committed by photos-"));
}

TEST(SharedKafka, TwoRunsSideBySideDoNotSeeEachOther) {
  const Kafka kafka;
  const TemplatedSuite suite;
  for (int round = 0; round < 4; ++round) {
    Program one(suite.run_on(kafka.address)), two(suite.run_on(kafka.address));
    EXPECT_EQ(one.wait().exit_code, 0) << round << "\n" << one.out() << one.err();
    EXPECT_EQ(two.wait().exit_code, 0) << round << "\n" << two.out() << two.err();
  }
  EXPECT_EQ(kafka.topics().size(), 16u) << "each run has made two, and left them";
}

TEST(SharedKafka, TopicsThatTheRunMadeAreDeletedWhenTheSuiteSaysSo) {
  const Kafka kafka;
  const TemplatedSuite suite(R"(, "delete_topics": true)");
  const ProgramEnd end = test::run_program(suite.run_on(kafka.address));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(kafka.topics(), testing::IsEmpty());
}

TEST(SharedKafka, TheSameSuiteRunsOnABrokerOfOurs) {
  const TemplatedSuite suite;
  const ProgramEnd end = test::run_program(suite.run_on("embedded"));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(SharedKafka, TheEnvironmentMayNameTheBusAndTheFlagBeatsIt) {
  const Kafka kafka;
  const TemplatedSuite suite;
  ProgramStart start = suite.run_on("127.0.0.1:1");
  start.env["RICOCHET_BUS"] = kafka.address;
  EXPECT_EQ(test::run_program(start).exit_code, 0);
  start = suite.run_on("127.0.0.1:1", {"--bus", kafka.address});
  start.env["RICOCHET_BUS"] = "127.0.0.1:1";
  EXPECT_EQ(test::run_program(start).exit_code, 0);
}

TEST(SharedKafka, AnAddressThatCameToNothingIsBadInputWithItsPlace) {
  const TemplatedSuite suite;
  const ProgramEnd end = test::run_program(suite.run_on(""));
  EXPECT_EQ(end.exit_code, 3) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("suite/ricochet.json:2:21"));
  EXPECT_THAT(end.out, HasSubstr("is the environment variable that it names set?"));
}

TEST(SharedKafka, AMisspeltPropertyIsFoundBeforeAnythingRuns) {
  const SmallSuite suite(R"({ "bus": { "kafka": "127.0.0.1:1",
  "properties": { "security.protocl": "ssl" } } })");
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 3) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("suite/ricochet.json:2:19"));
  EXPECT_THAT(end.err, HasSubstr("did you mean \"security.protocol\"?"));
  EXPECT_EQ(run_ricochet({"check", "suite"}, suite.folder.path()).exit_code, 3);
}

}  // namespace
}  // namespace ricochet::e2e
