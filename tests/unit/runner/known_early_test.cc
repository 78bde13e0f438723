// What would be found only when a run gets there, and is known when the files are read.
#include <gtest/gtest.h>

#include "tests/unit/runner/check_support.h"

namespace ricochet::runner {
namespace {

/// "code pointer" of each, a line each.
std::string places(const base::DiagList& diags) {
  std::string out;
  for (const auto& diag : diags.all()) out += diag.code + " " + diag.where.pointer + "\n";
  return out;
}

std::shared_ptr<const Suite> suite_with(const WorkFolder& folder, const std::string& bus) {
  return make_suite(folder, R"({ "bus": )" + bus +
                                R"(, "topics": { "orders": { "partitions": 2 }, "one": {} } })");
}

constexpr const char* kPlaces = R"({ "scenario": "s", "steps": [
  { "publish": { "topic": "orders", "partition": 1, "text": "x" } },
  { "publish": { "topic": "orders", "partition": 2, "text": "x" } },
  { "publish": { "topic": "one", "partition": 1, "text": "x" } },
  { "expect": { "event": "orders", "partition": 2 } },
  { "expect": { "order": "any", "steps": [ { "event": "one" }, { "event": "one", "partition": 1 } ] } }
  BUS ] })";
constexpr const char* kBusSteps = R"(,
  { "bus": { "broker_down": 2 } },
  { "bus": { "broker_up": 3 } },
  { "bus": { "move_leader": { "topic": "one", "partition": 4 } } },
  { "bus": { "move_leader": { "topic": "one", "to": 3 } } },
  { "bus": { "delay": "1ms", "on": { "topic": "orders", "partition": 2, "broker": 3 } } })";

std::string with_bus(const std::string& steps) {
  std::string text = kPlaces;
  return text.replace(text.find("BUS"), 3, steps);
}

TEST(KnownEarly, PartitionsAndBrokersThatTheSuiteDoesNotHave) {
  WorkFolder folder;
  const auto suite = suite_with(folder, R"({ "kafka": "embedded", "brokers": 2 })");
  const auto diags = check(with_bus(kBusSteps), suite);
  EXPECT_EQ(places(diags),
            "scenario/out-of-range /steps/1/publish/partition\n"
            "scenario/out-of-range /steps/2/publish/partition\n"
            "scenario/out-of-range /steps/3/expect/partition\n"
            "scenario/out-of-range /steps/4/expect/steps/1/partition\n"
            "scenario/out-of-range /steps/6/bus/broker_up\n"
            "scenario/out-of-range /steps/7/bus/move_leader/partition\n"
            "scenario/out-of-range /steps/8/bus/move_leader/to\n"
            "scenario/out-of-range /steps/9/bus/on/partition\n"
            "scenario/out-of-range /steps/9/bus/on/broker\n")
      << diags.render_all();
  EXPECT_EQ(diags.all().front().message,
            "2 is not a partition of \"orders\", which has 2 partitions, counted from 0");
}

TEST(KnownEarly, ATopicOfAnotherBusMayHaveMorePartitions) {
  WorkFolder folder;
  const auto diags = check(with_bus(""), suite_with(folder, R"({ "kafka": "h:9092" })"));
  EXPECT_EQ(places(diags), "") << diags.render_all();
}

base::DiagList read(const WorkFolder& folder, const std::string& text) {
  folder.write("ricochet.json", text);
  base::DiagList diags;
  read_suite("ricochet.json", diags);
  return diags;
}

TEST(KnownEarly, OnePortForTwo) {
  WorkFolder folder;
  const auto diags = read(folder, R"({ "bus": { "kafka": "embedded", "port": 9092, "brokers": 3 },
  "stubs": { "a": { "port": 9094 }, "b": { "port": 8081 }, "c": { "port": 8082 } },
  "bins": { "names": ["n"], "port": 8081 },
  "sut": { "s": { "command": ["s"], "ports": { "x": 8082, "y": 8083, "z": 8083, "bad": 0, "worse": 0 } },
           "t": { "external": true, "ports": { "x": 8081 } } } })");
  EXPECT_EQ(places(diags),
            "suite/out-of-range /sut/s/ports/bad\n"
            "suite/out-of-range /sut/s/ports/worse\n"
            "suite/duplicate-port /stubs/a/port\n"
            "suite/duplicate-port /bins/port\n"
            "suite/duplicate-port /sut/s/ports/x\n"
            "suite/duplicate-port /sut/s/ports/z\n")
      << diags.render_all();
  EXPECT_EQ(
      places(read(folder, R"({ "bus": { "kafka": "embedded", "port": 65534, "brokers": 3 } })")),
      "suite/out-of-range /bus/port\n");
}

TEST(KnownEarly, WhatTheSystemTakesForNoNameOrCuts) {
  WorkFolder folder;
  EXPECT_EQ(places(read(folder, R"({ "env": ["A=B", "", "C\u0000", "FINE"],
  "sut": { "s": { "command": ["s", "a\u0000b"], "cwd": "c\u0000d",
                  "env": { "A=B": "x", "": "x", "N\u0000": "x", "V": "x\u0000y", "FINE": "a=b" } } } })")),
            "suite/empty /env/1\n"
            "suite/bad-name /env/0\n"
            "suite/bad-name /env/2\n"
            "suite/bad-text /sut/s/command/1\n"
            "suite/bad-name /sut/s/env/A=B\n"
            "suite/bad-name /sut/s/env/\n"
            "suite/bad-name /sut/s/env/N" +
                std::string(1, '\0') +
                "\n"
                "suite/bad-text /sut/s/env/V\n"
                "suite/bad-text /sut/s/cwd\n");
  const auto diags = check(R"({ "scenario": "s", "steps": [
    { "run": { "command": ["a\u0000"], "cwd": "\u0000", "env": { "=": "x" } } } ] })",
                           steps_suite(folder));
  EXPECT_EQ(places(diags),
            "scenario/bad-text /steps/0/run/command/0\n"
            "scenario/bad-name /steps/0/run/env/=\n"
            "scenario/bad-text /steps/0/run/cwd\n");
}

TEST(KnownEarly, TimesInWhichNothingCanBeSeen) {
  WorkFolder folder;
  EXPECT_EQ(
      places(read(folder, R"({ "defaults": { "within": "1ns", "settle": "0.9ms", "for": "1us" },
  "sut": { "s": { "command": ["s"], "ready": { "tcp": "h:1", "within": "1ns" } } } })")),
      "suite/zero-window /sut/s/ready/within\n"
      "suite/zero-window /defaults/within\n"
      "suite/zero-window /defaults/settle\n"
      "suite/zero-window /defaults/for\n");
  base::DiagList diags;
  EXPECT_EQ(
      make_scenario(R"({ "scenario": "s", "timeout": "1ns", "steps": [ { "pause": "1ms" } ] })",
                    steps_suite(folder), diags),
      nullptr);
  EXPECT_EQ(places(diags), "scenario/zero-window /timeout\n");
  const auto of_steps = check(R"({ "scenario": "s", "steps": [
    { "expect": { "calls": "photos", "never": true, "for": "1ns" } },
    { "expect": { "calls": "photos", "within": "1us", "settle": "1us" } },
    { "expect": { "ack": "photo-service", "within": "1ns" } },
    { "request": { "url": "http://h/", "within": "1ns" } },
    { "run": { "command": ["x"], "timeout": "1ns" } } ] })",
                              steps_suite(folder));
  EXPECT_EQ(places(of_steps),
            "scenario/zero-window /steps/0/expect/for\n"
            "scenario/zero-window /steps/1/expect/within\n"
            "scenario/zero-window /steps/1/expect/settle\n"
            "scenario/zero-window /steps/2/expect/within\n"
            "scenario/zero-window /steps/3/request/within\n"
            "scenario/zero-window /steps/4/run/timeout\n");
}

TEST(KnownEarly, AStatusThatNoAnswerHas) {
  WorkFolder folder;
  const auto diags = check(R"({ "scenario": "s", "steps": [
    { "expect": { "calls": "photos", "answer": { "status": "abc" } } },
    { "expect": { "calls": "photos", "answer": { "status": 99 } } },
    { "expect": { "calls": "photos", "answer": { "status": "429" } } },
    { "request": { "url": "http://h/", "expect": { "status": "2xx" } } },
    { "request": { "url": "http://h/", "expect": { "status": { "match": "2.." } } } } ] })",
                           steps_suite(folder));
  EXPECT_EQ(places(diags),
            "scenario/out-of-range /steps/0/expect/answer/status\n"
            "scenario/out-of-range /steps/1/expect/answer/status\n"
            "scenario/out-of-range /steps/3/request/expect/status\n");
}

TEST(KnownEarly, ATagThatNoExpressionCanName) {
  WorkFolder folder;
  base::DiagList diags;
  make_scenario(R"({ "scenario": "s", "tags": ["a\"b"], "steps": [ { "pause": "1ms" } ] })",
                steps_suite(folder), diags);
  EXPECT_EQ(places(diags), "scenario/bad-name /tags/0\n");
}

}  // namespace
}  // namespace ricochet::runner
