#include "runner/alone.h"

#include <gtest/gtest.h>

#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

bool alone(const std::string& steps, const std::string& shared = "{}") {
  const WorkFolder folder;
  const auto suite = steps_suite(folder);
  folder.write("shared.json", shared);
  base::DiagList diags;
  const auto scenario =
      make_scenario(R"({ "scenario": "s", "steps": [ )" + steps + " ] }", suite, diags);
  EXPECT_NE(scenario, nullptr) << diags.render_all();
  return scenario && runs_alone(*scenario);
}

TEST(RunsAlone, WhatDisturbsOthersOrReadsWhatHasNoMark) {
  EXPECT_TRUE(alone(R"({ "sut": { "kill": "photo-service" } })"));
  EXPECT_TRUE(alone(R"({ "bus": { "broker_down": 1 } })"));
  EXPECT_TRUE(alone(R"({ "expect": { "log": "photo-service", "text": "x" } })"));
}

TEST(RunsAlone, AlsoDeepInside) {
  EXPECT_TRUE(alone(
      R"({ "repeat": { "times": 2, "steps": [ { "sut": { "kill": "photo-service" } } ] } })"));
  EXPECT_TRUE(alone(
      R"({ "together": [ [ { "pause": "1ms" } ], [ { "sut": { "kill": "photo-service" } } ] ] })"));
  EXPECT_TRUE(alone(R"({ "include": "shared.json" })",
                    R"({ "shared": "x", "steps": [ { "sut": { "kill": "mailer" } } ] })"));
}

TEST(RunsAlone, OthersDoNot) {
  EXPECT_FALSE(
      alone(R"({ "publish": { "topic": "orders", "json": { "sut": "x", "log": "y" } } })"));
  EXPECT_FALSE(alone(R"({ "expect": { "calls": "photos", "exactly": 1 } })"));
  EXPECT_FALSE(alone(R"({ "include": "shared.json" })",
                     R"({ "shared": "x", "steps": [ { "pause": "1ms" } ] })"));
}

}  // namespace
}  // namespace ricochet::runner
