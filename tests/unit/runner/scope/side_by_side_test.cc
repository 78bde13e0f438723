// Two scenarios that run in one world at the same time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "runner/report/cause_text.h"
#include "runner/steps/step_runner.h"
#include "runner/time_limit.h"
#include "runner/world/facts.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A scenario with one list of steps, on its way.
struct Running {
  Running(World& world, const std::shared_ptr<const Suite>& suite, const std::string& name,
          const std::string& steps)
      : scenario(make_scenario("{ \"scenario\": \"" + name + "\", \"steps\": [ " + steps + " ] }",
                               suite, diags)),
        scope(*scenario, facts_for_check(*suite, ""), 1, base::WallTime()),
        life(world, *scenario, scope.mark()),
        stubs(life),
        context(life, scope, stubs),
        runner(context, [this](StepResult step) { told.push_back(std::move(step)); }) {
    boost::asio::co_spawn(
        world.loop().context(), runner.run(*scenario->reader(diags).find("steps"), ""),
        [this](const std::exception_ptr&, StepOutcome ended) { outcome = ended.outcome; });
  }
  std::string end() const {
    if (!outcome) return "(waits)";
    return *outcome == Outcome::kPassed ? "passed" : message_of(told.back().cause);
  }

  base::DiagList diags;
  std::shared_ptr<const Scenario> scenario;
  ScenarioScope scope;
  ScenarioLife life;
  ScenarioStubs stubs;
  ScenarioContext context;
  std::vector<StepResult> told;
  StepRunner runner;
  std::optional<Outcome> outcome;
};

class SideBySide : public testing::Test {
 protected:
  SideBySide() {
    world_.log().create_bin("photos").value();
    stray_.emplace(loop_, world_.log(), world_.scopes(), [](const journal::Record& record) {
      return record.request()->path == "/a1" ? std::string("shop") : std::string();
    });
  }

  std::unique_ptr<Running> start(const std::string& name, const std::string& steps) {
    auto made = std::make_unique<Running>(world_, suite_, name, steps);
    loop_.run_ready();
    return made;
  }
  void call(const std::string& target, const std::string& mark, bool matched = true) {
    http::Exchange exchange;
    exchange.bin = "photos";
    exchange.request.method = "GET";
    exchange.request.set_target(target);
    if (!mark.empty()) exchange.request.headers.push_back({"X-Test", mark});
    exchange.received = loop_.now();
    exchange.status = matched ? 200 : 400;
    exchange.matched = matched;
    world_.log().append(std::move(exchange));
    loop_.run_ready();
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_ =
      make_suite(folder_, R"({ "stubs": { "photos": [] }, "scope": { "header": "X-Test" },
                               "sut": { "shop": { "command": ["./shop"] } } })");
  test::FakeLoop loop_;
  World world_{loop_, suite_, WorldOptions()};
  std::optional<StrayWork> stray_;
};

constexpr const char* kOneCall = R"({ "expect": { "calls": "photos", "exactly": 1 } })";

TEST_F(SideBySide, EachCountsItsOwnCallsOnly) {
  const auto one = start("one", kOneCall), other = start("other", kOneCall);
  EXPECT_NE(one->scope.mark(), other->scope.mark());
  call("/a", one->scope.mark());
  call("/a", other->scope.mark());
  loop_.advance(milliseconds(200));
  EXPECT_EQ(one->end(), "passed");
  EXPECT_EQ(other->end(), "passed");
}

TEST_F(SideBySide, ACallOfAnotherIsNotSeenAtAll) {
  const auto one = start("one", kOneCall), other = start("other", R"({ "pause": "10s" })");
  call("/a", other->scope.mark(), false);
  call("/b", "");
  loop_.advance(std::chrono::seconds(6));
  EXPECT_EQ(one->end(), "expected exactly 1 call of photos: anything within 5s, but none came")
      << "nor as a near miss";
  EXPECT_THAT(one->context.unmatched_calls(), IsEmpty());
  EXPECT_EQ(other->context.unmatched_calls().size(), 1u);
  loop_.advance(std::chrono::seconds(5));  // its pause ends before the loop does
}

TEST_F(SideBySide, OneThatTakesTooLongEndsAlone) {
  const auto one = start("one", R"({ "pause": "10s" })"), other = start("other", kOneCall);
  const TimeLimit limit(one->life, milliseconds(100));
  loop_.advance(milliseconds(150));
  EXPECT_THAT(one->end(), HasSubstr("took longer than its timeout of 100ms"));
  EXPECT_EQ(other->end(), "(waits)");
  EXPECT_FALSE(world_.trouble());
}

TEST_F(SideBySide, TroubleOfTheWorldIsThatOfAll) {
  const auto one = start("one", R"({ "pause": "10s" })"), other = start("other", kOneCall);
  Trouble trouble;
  trouble.kind = ErrorKind::kSutCrashed;
  trouble.message = "shop was killed";
  world_.interrupt(trouble);
  loop_.advance(milliseconds(1));
  EXPECT_THAT(one->end(), HasSubstr("shop was killed"));
  EXPECT_THAT(other->end(), HasSubstr("shop was killed"));
  one->life.clear_trouble();
  EXPECT_FALSE(one->life.trouble());
  EXPECT_TRUE(other->life.trouble()) << "only one of them has begun its teardown";
}

TEST_F(SideBySide, LateWorkIsToldAsThatOfItsScenario) {
  auto one = start("one", R"({ "pause": "1ms" })");
  const std::string mark = one->scope.mark();
  loop_.advance(milliseconds(2));
  one.reset();
  const auto other = start("other", kOneCall);
  call("/a", other->scope.mark());
  loop_.advance(milliseconds(40));
  call("/late", mark);
  call("/late", mark);
  loop_.advance(milliseconds(200));
  EXPECT_EQ(other->end(), "passed");
  EXPECT_THAT(stray_->take_late(),
              ElementsAre("late work of the scenario \"one\": GET /late to photos came 40 ms after "
                          "its end, and 1 more call or event; no other scenario counted it"));
  EXPECT_THAT(stray_->take_late(), IsEmpty());
  EXPECT_EQ(stray_->unmarked(), 0u);
}

TEST_F(SideBySide, WorkWithoutAMarkIsCounted) {
  for (int i = 0; i < 7; ++i) call("/a" + std::to_string(i), i == 3 ? "unknown" : "");
  EXPECT_EQ(stray_->unmarked(), 7u);
  ASSERT_EQ(stray_->first_unmarked().size(), StrayWork::kShown);
  EXPECT_EQ(title_with_place(*stray_->first_unmarked()[0]), "GET /a0 to photos");
  EXPECT_THAT(stray_->senders(), ElementsAre("shop"));
}

TEST_F(SideBySide, TwoOfOneNameAreToldApart) {
  const std::string first = world_.claim_owner("s"), second = world_.claim_owner("s");
  EXPECT_EQ(first, "s");
  EXPECT_EQ(second, "s (2)");
  world_.release_owner(first);
  EXPECT_EQ(world_.claim_owner("s"), "s");
}

}  // namespace
}  // namespace ricochet::runner
