#include "runner/rest_at_end.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "runner/world/facts.h"
#include "runner/world/told/habit.h"
#include "runner/world/told/late_blame.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class RestAtEnd : public testing::Test {
 protected:
  explicit RestAtEnd(const std::string& more = {})
      : suite_(make_suite(folder_, R"({ "stubs": { "photos": [] }, )" + more +
                                       R"( "defaults": { "settle": "100ms", "rest": "1s" } })")) {
    world_.log().create_bin("photos").value();
  }
  void call() {
    http::Exchange exchange;
    exchange.bin = "photos";
    exchange.request.method = "GET";
    exchange.request.set_target("/a");
    exchange.received = loop_.now();
    world_.log().append(std::move(exchange));
    loop_.run_ready();
  }
  void end() {
    boost::asio::co_spawn(loop_.context(), rest_at_end(context_, result_),
                          [this](const std::exception_ptr&) { ended_ = true; });
    loop_.run_ready();
  }
  bool ended_after(milliseconds time) {
    loop_.advance(time);
    return ended_;
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_;
  test::FakeLoop loop_;
  World world_{loop_, suite_, WorldOptions()};
  base::DiagList diags_;
  std::shared_ptr<const Scenario> scenario_ = make_scenario(
      R"({ "scenario": "s", "vars": { "order": "36bacf14" }, "steps": [ { "pause": "1ms" } ] })",
      suite_, diags_);
  ScenarioScope scope_{*scenario_, facts_for_check(*suite_, ""), 1, base::WallTime()};
  ScenarioLife life_{world_, *scenario_, scope_.mark()};
  ScenarioStubs stubs_{life_};
  ScenarioContext context_{life_, scope_, stubs_};
  ScenarioResult result_;
  bool ended_ = false;
};

TEST_F(RestAtEnd, WhereNothingHappenedItEndsAtOnce) {
  loop_.advance(milliseconds(1));
  end();
  EXPECT_TRUE(ended_);
}

TEST_F(RestAtEnd, WaitsUntilItHasBeenQuiet) {
  call();
  end();
  EXPECT_FALSE(ended_after(milliseconds(99)));
  EXPECT_TRUE(ended_after(milliseconds(1)));
  EXPECT_THAT(result_.warnings, IsEmpty());
}

TEST_F(RestAtEnd, TheQuietOfTheLastStepCounts) {
  call();
  loop_.advance(milliseconds(70));
  end();
  EXPECT_FALSE(ended_after(milliseconds(29)));
  EXPECT_TRUE(ended_after(milliseconds(1)));
}

TEST_F(RestAtEnd, EachCallBeginsItAnew) {
  call();
  end();
  loop_.advance(milliseconds(60));
  call();
  EXPECT_FALSE(ended_after(milliseconds(99)));
  EXPECT_TRUE(ended_after(milliseconds(1)));
}

TEST_F(RestAtEnd, ItIsNotWaitedForLongerThanTheSuiteSays) {
  call();
  end();
  for (int i = 0; i < 19; ++i) {
    loop_.advance(milliseconds(50));
    call();
  }
  EXPECT_FALSE(ended_);
  EXPECT_TRUE(ended_after(milliseconds(50)));
  EXPECT_THAT(result_.warnings,
              ElementsAre("the service is not at rest 1s after the last step: calls and events go "
                          "on; what it does now may be counted by the next scenario"));
}

TEST_F(RestAtEnd, TroubleEndsIt) {
  call();
  end();
  Trouble trouble;
  trouble.kind = ErrorKind::kInterrupted;
  world_.interrupt(trouble);
  EXPECT_TRUE(ended_after(milliseconds(0)));
  EXPECT_THAT(result_.warnings, IsEmpty());
}

class RestWithScope : public RestAtEnd {
 protected:
  RestWithScope() : RestAtEnd(R"("scope": true,)") {}
};

TEST_F(RestWithScope, NobodyNeedsToWait) {
  call();
  end();
  EXPECT_TRUE(ended_);
  world_.ended_scenarios().add("x", {}, loop_.now(), loop_.now());
  EXPECT_THAT(late_suspicions(context_, world_.log().read("photos")), IsEmpty());
}

TEST_F(RestAtEnd, WhatCameSoonAfterAnotherIsSuspected) {
  scope_.define("order", "36bacf14");
  world_.ended_scenarios().add("x", {}, loop_.now(), loop_.now());
  for (int i = 0; i < 5; ++i) call();
  const std::string line =
      "GET /a to photos is possibly late work of the scenario \"x\", which had ended 0 ms before";
  EXPECT_THAT(late_suspicions(context_, world_.log().read("photos")), ElementsAre(line))
      << "the same call again and again is told once";
}

TEST_F(RestAtEnd, WhatTheServiceDoesAgainAndAgainIsNobodysLateWork) {
  world_.ended_scenarios().add("first", {}, loop_.now(), loop_.now());
  for (int i = 0; i < 10; ++i) {
    loop_.advance(milliseconds(100));
    call();
  }
  world_.ended_scenarios().add("x", {}, loop_.now() - milliseconds(250), loop_.now());
  const auto before = world_.log().read("photos").size();
  loop_.advance(milliseconds(90));
  call();
  const auto calls = world_.log().read("photos");
  EXPECT_EQ(habit(world_.log(), world_.ended_scenarios(), *calls.back(), before),
            "GET /a to photos comes about every 100 ms by itself: 10 times before this scenario "
            "began");
  EXPECT_EQ(habit(world_.log(), world_.ended_scenarios(), *calls.back(), 3), std::nullopt)
      << "three have no rhythm";
  EXPECT_THAT(late_suspicions(context_, {calls.back()}), testing::SizeIs(1))
      << "seen from the first scenario";
}

TEST_F(RestAtEnd, WhatEachScenarioCausesIsNoHabit) {
  for (int i = 0; i < 10; ++i) {
    const auto began = loop_.now();
    loop_.advance(milliseconds(100));
    call();
    world_.ended_scenarios().add("x", {}, began, loop_.now());
  }
  const auto calls = world_.log().read("photos");
  EXPECT_EQ(habit(world_.log(), world_.ended_scenarios(), *calls.back(), 10), std::nullopt);
}

}  // namespace
}  // namespace ricochet::runner
