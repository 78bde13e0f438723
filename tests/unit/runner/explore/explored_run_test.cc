// Runs of a scenario in a world that was never started: the bus is played by hand, time moves when
// told.
#include "runner/explore/explored_run.h"

#include <gmock/gmock.h>

#include "tests/unit/runner/steps_fixture.h"

namespace ricochet::runner {
namespace {

using std::chrono::seconds;

class ExploredRunTest : public StepsFixture {
 protected:
  /// The steps with somebody who watches. What is published is said by hand: there is no bus.
  void watched(ScenarioWatch& watch, const std::string& steps) {
    diags_ = base::DiagList();
    scenario_ =
        make_scenario("{ \"scenario\": \"s\",\n  \"steps\": [\n" + steps + " ] }", suite_, diags_);
    ASSERT_NE(scenario_, nullptr) << diags_.render_all();
    runner_.reset();
    context_.reset();
    stubs_.reset();
    scope_.emplace(*scenario_, facts_for_check(*suite_, ""), 1, base::WallTime());
    life_.emplace(world_, *scenario_, scope_->mark());
    stubs_.emplace(*life_);
    context_.emplace(*life_, *scope_, *stubs_);
    context_->set_watch(&watch);
    const auto ordinal = watch.publishing("orders");
    watch.published(ordinal, {"orders", 0, 7}, base::Location());
    result_ = ScenarioResult();
    done_ = false;
    runner_.emplace(*context_,
                    [this](StepResult step) { result_.steps.push_back(std::move(step)); });
    boost::asio::co_spawn(loop_.context(), whole(watch), [this](const std::exception_ptr& error) {
      EXPECT_EQ(error, nullptr);
      done_ = true;
    });
    loop_.run_ready();
  }
  Task<void> whole(ScenarioWatch& watch) {
    StepOutcome outcome = co_await runner_->run(*scenario_->reader(diags_).find("steps"), "");
    result_.outcome = outcome.outcome;
    co_await watch.end(*context_, result_);
  }
  /// Enough for what is quiet to be taken for rest.
  void rest() {
    for (int i = 0; i < 4; ++i) loop_.advance(milliseconds(200));
  }
  Baseline baseline(const std::string& steps, const std::function<void()>& world) {
    BaselineWatch watch(world_, 10, seconds(2));
    watched(watch, steps);
    world();
    rest();
    EXPECT_TRUE(done_);
    EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
    return watch.baseline();
  }
  PlannedPoint duplicate(std::set<std::string> may_repeat = {}) {
    PlannedPoint planned;
    planned.point.fault = ExploreFault::kDuplicate;
    planned.point.moment = ExploreMoment::kPublished;
    planned.point.topic = "orders";
    planned.may_repeat = std::move(may_repeat);
    return planned;
  }
  void explored(const Baseline& known, PlannedPoint planned, const std::string& steps,
                const std::function<void()>& world) {
    ExploredRun run(world_, std::move(planned), known, seconds(10));
    watched(run, steps);
    world();
    rest();
    EXPECT_TRUE(done_);
  }
  void pay() { call("/pay", "{}"); }
  std::string headline() const {
    std::string text = message_of(result_.cause);
    for (const auto& step : result_.steps) {
      if (text.empty()) text = message_of(step.cause);
    }
    return text;
  }

  ScenarioResult result_;
  bool done_ = false;
};

constexpr const char* kOnce =
    R"({ "expect": { "calls": "photos", "request": { "uri": "/pay" }, "exactly": 1 } })";
constexpr const char* kNever = R"({ "expect": { "calls": "webhooks", "never": true } })";

TEST_F(ExploredRunTest, WhatHoldsAtTheEndIsFinal) {
  const auto known = baseline(std::string(kOnce) + "," + kNever, [this] {
    pay();
    loop_.advance(milliseconds(200));
    loop_.advance(milliseconds(200));
  });
  EXPECT_EQ(known.lasting.size(), 2u);
  ASSERT_EQ(known.records.size(), 1u);
  EXPECT_EQ(known.records[0].where.offset, 7);
  EXPECT_EQ(known.records[0].ordinal, 0u);
}

TEST_F(ExploredRunTest, WhatALaterStepExceedsIsNotFinal) {
  const std::string steps = std::string(kOnce) + R"(, { "pause": "1s" },
    { "expect": { "calls": "photos", "request": { "uri": "/pay" }, "exactly": 2 } })";
  const auto known = baseline(steps, [this] {
    pay();
    loop_.advance(milliseconds(200));
    loop_.advance(seconds(1));
    pay();
    loop_.advance(milliseconds(200));
  });
  EXPECT_EQ(known.lasting.size(), 1u);
  explored(known, duplicate(), steps, [this] {
    pay();
    loop_.advance(milliseconds(200));
    loop_.advance(seconds(1));
    pay();
    loop_.advance(milliseconds(200));
  });
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
}

TEST_F(ExploredRunTest, HoldsWhenNothingMoreComes) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate(), kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
}

TEST_F(ExploredRunTest, WhatComesBehindThePassedStepIsFound) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate(), kOnce, [this] {
    pay();
    loop_.advance(milliseconds(200));  // the step has passed
    pay();
  });
  EXPECT_EQ(result_.outcome, Outcome::kFailed);
  EXPECT_EQ(headline(), "POST /pay came twice after a duplicate of orders#0");
  EXPECT_EQ(result_.where.line, 3u);
}

/// What a step was met by is not left out when it is judged again.
TEST_F(ExploredRunTest, AnUpperBoundIsJudgedOverTheWholeRun) {
  const auto once = [this] { pay(), loop_.advance(milliseconds(200)); };
  for (const char* count : {R"("at_most": 1)", R"("between": [0, 1])"}) {
    const std::string most = R"({ "expect": { "calls": "photos", "request": { "uri": "/pay" }, )" +
                             std::string(count) + " } }";
    const auto known = baseline(most, once);
    EXPECT_EQ(known.lasting.size(), 1u);
    explored(known, duplicate(), most, once);
    EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
    explored(known, duplicate(), most, [this] { pay(), pay(); });
    EXPECT_EQ(headline(), "POST /pay came twice after a duplicate of orders#0");
    explored(known, duplicate(), most, [this] {
      pay();
      loop_.advance(milliseconds(200));  // the step has passed
      pay();
    });
    EXPECT_EQ(headline(), "POST /pay came twice after a duplicate of orders#0");
  }
}

TEST_F(ExploredRunTest, WhatComesWhileTheStepWaitsIsFoundAtTheEnd) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate(), kOnce, [this] { pay(), pay(), pay(); });
  EXPECT_EQ(headline(), "POST /pay came 3 times after a duplicate of orders#0");
  ASSERT_EQ(result_.steps.size(), 1u);
  EXPECT_EQ(result_.steps[0].outcome, Outcome::kPassed);
}

TEST_F(ExploredRunTest, WhatMayRepeatMayComeAgainAndMustCome) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate({"photos"}), kOnce, [this] { pay(), pay(); });
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
  explored(known, duplicate({"photos"}), kOnce, [this] { loop_.advance(seconds(20)); });
  EXPECT_EQ(result_.outcome, Outcome::kFailed);
  EXPECT_EQ(headline(), "no call of photos came after a duplicate of orders#0");
}

TEST_F(ExploredRunTest, ALostCallIsWaitedForWithTheGraceAdded) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  ExploredRun run(world_, duplicate(), known, seconds(10));
  watched(run, kOnce);
  loop_.advance(seconds(12));  // the suite's 3 s, and 10 s of grace
  EXPECT_FALSE(done_);
  pay();
  rest();
  EXPECT_TRUE(done_);
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
}

TEST_F(ExploredRunTest, AnAbsenceIsJudgedAtTheEnd) {
  const std::string steps = std::string(kOnce) + "," + kNever;
  const auto once = [this] {
    pay();
    loop_.advance(milliseconds(200));
    loop_.advance(milliseconds(200));
  };
  const auto known = baseline(steps, once);
  explored(known, duplicate(), steps, [this] {
    pay();
    loop_.advance(milliseconds(200));  // both steps have passed, and it is not quiet for long
    answered("webhooks", "/late", 200);
  });
  EXPECT_EQ(headline(), "GET /late came after a duplicate of orders#0");
}

TEST_F(ExploredRunTest, GapsAreNotJudged) {
  const std::string steps = R"({ "expect": { "calls": "photos", "request": { "uri": "/pay" },
      "exactly": 2, "spacing": ["100ms"] } })";
  const auto known = baseline(steps, [this] {
    pay();
    loop_.advance(milliseconds(100));
    pay();
    loop_.advance(milliseconds(200));
  });
  explored(known, duplicate(), steps, [this] {
    pay();
    loop_.advance(milliseconds(900));
    pay();
    loop_.advance(milliseconds(200));
  });
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
}

TEST_F(ExploredRunTest, StrictOrderIsJudgedAtTheEnd) {
  const std::string steps = R"({ "expect": { "order": "strict", "steps": [
      { "calls": "photos", "request": { "uri": "/a" } },
      { "calls": "photos", "request": { "uri": "/b" } } ] } })";
  const auto known = baseline(steps, [this] { call("/a", ""), call("/b", ""); });
  EXPECT_EQ(known.lasting.size(), 1u);
  explored(known, duplicate(), steps, [this] { call("/a", ""), call("/b", ""); });
  EXPECT_EQ(result_.outcome, Outcome::kPassed) << headline();
  explored(known, duplicate(), steps, [this] { call("/a", ""), call("/a", ""), call("/b", ""); });
  EXPECT_EQ(result_.outcome, Outcome::kFailed);
  EXPECT_THAT(headline(), testing::EndsWith(" after a duplicate of orders#0"));
}

TEST_F(ExploredRunTest, AFaultThatFindsNothingIsNotJudged) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  PlannedPoint other = duplicate();
  other.point.ordinal = 3;
  explored(known, other, kOnce, [this] {
    pay();
    loop_.advance(milliseconds(200));
    loop_.advance(seconds(11));
  });
  EXPECT_EQ(result_.outcome, Outcome::kSkipped);
  EXPECT_EQ(headline(), "not judged: orders#3 did not come to the point of the fault this time");
}

TEST_F(ExploredRunTest, AServiceThatDiesIsToldWithTheFault) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate(), kOnce, [this] {
    Trouble trouble;
    trouble.kind = ErrorKind::kSutCrashed;
    trouble.message = "mailer was killed by SIGABRT while it was needed";
    world_.interrupt(trouble);
    loop_.run_ready();
  });
  EXPECT_EQ(result_.outcome, Outcome::kError);
  EXPECT_EQ(headline(),
            "mailer was killed by SIGABRT while it was needed after a duplicate of orders#0");
  life_->clear_trouble();
}

TEST_F(ExploredRunTest, AServiceThatDiesBehindTheLastStepFailsTheRun) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  explored(known, duplicate(), kOnce, [this] {
    pay();
    loop_.advance(milliseconds(100));  // the step has passed, and it is not quiet for long
    Trouble trouble;
    trouble.kind = ErrorKind::kSutCrashed;
    trouble.message = "mailer was killed by SIGABRT while it was needed";
    world_.interrupt(trouble);
  });
  ASSERT_EQ(result_.steps.size(), 1u);
  EXPECT_EQ(result_.steps[0].outcome, Outcome::kPassed);
  EXPECT_EQ(result_.outcome, Outcome::kError);
  EXPECT_EQ(result_.error, ErrorKind::kSutCrashed);
  EXPECT_EQ(headline(),
            "mailer was killed by SIGABRT while it was needed after a duplicate of orders#0");
  life_->clear_trouble();
}

TEST_F(ExploredRunTest, WhatAStepHasNotFoundIsToldWithTheFault) {
  const auto known = baseline(kOnce, [this] { pay(), loop_.advance(milliseconds(200)); });
  ExploredRun run(world_, duplicate(), known, seconds(10));
  StepResult step;
  step.outcome = Outcome::kFailed;
  Unmet unmet;
  unmet.message = "group shop did not commit what was published within 3s";
  step.cause = unmet;
  run.told(step);
  EXPECT_EQ(message_of(step.cause), unmet.message) << "the fault has not struck yet";
  watched(run, kOnce);
  run.told(step);
  EXPECT_EQ(message_of(step.cause), unmet.message + " after a duplicate of orders#0");
  pay();
  rest();
  EXPECT_TRUE(done_);
}

}  // namespace
}  // namespace ricochet::runner
