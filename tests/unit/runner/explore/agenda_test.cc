#include "runner/explore/agenda.h"

#include <gmock/gmock.h>

namespace ricochet::runner {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

PlannedPoint planned_of(ExploreFault fault, std::size_t ordinal) {
  PlannedPoint planned;
  planned.point.fault = fault;
  planned.point.topic = "orders";
  planned.point.ordinal = ordinal;
  return planned;
}

class AgendaTest : public testing::Test {
 protected:
  /// What is told when the next point has come to this; its fault is `last_` then.
  std::vector<ExploredScenario> run(bool holds) {
    const PlannedPoint planned = agenda_.next();
    last_ = planned.point.title();
    ExploredScenario told;
    told.result.name = last_;
    told.result.outcome = holds ? Outcome::kPassed : Outcome::kFailed;
    if (!holds) {
      Finding finding;
      finding.surplus = true;
      told.result.cause = finding;
    }
    return agenda_.came(planned, std::move(told));
  }
  static std::string clue_of(const ExploredScenario& told) {
    return std::get<Finding>(told.result.cause).clue;
  }

  Agenda agenda_{{planned_of(ExploreFault::kRedeliver, 0), planned_of(ExploreFault::kSlowPoll, 1),
                  planned_of(ExploreFault::kRedeliver, 1),
                  planned_of(ExploreFault::kDuplicate, 1)}};
  std::string last_;
};

TEST_F(AgendaTest, WhatIsKnownByItsPlaceOnlyIsTold) {
  EXPECT_THAT(run(false), IsEmpty()) << "what the same record comes to says more";
  EXPECT_EQ(last_, "after a duplicate of orders#1");
  const auto told = run(true);
  EXPECT_EQ(last_, "after redelivery of orders#1") << "next, whatever stood before it";
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].result.name, "after a duplicate of orders#1");
  EXPECT_THAT(clue_of(told[0]), HasSubstr("the same record brought again (redeliver@orders#1) was "
                                          "recognised: by its offset"));
}

TEST_F(AgendaTest, WhatIsForgottenInARebalanceIsTold) {
  EXPECT_EQ(run(true).size(), 1u);
  EXPECT_THAT(clue_of(run(false).front()), IsEmpty()) << "of another record nothing is known";
  EXPECT_EQ(last_, "after redelivery of orders#0");
  EXPECT_THAT(clue_of(run(false).front()), HasSubstr("(duplicate@orders#1) was recognised"));
  EXPECT_THAT(clue_of(run(false).front()), HasSubstr("when the group is rebalanced"));
  EXPECT_TRUE(agenda_.empty());
}

TEST_F(AgendaTest, WhatIsNotRecognisedAtAllHasNoClue) {
  run(false);
  const auto told = run(false);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_THAT(clue_of(told[0]), IsEmpty());
  EXPECT_THAT(clue_of(told[1]), IsEmpty());
}

TEST_F(AgendaTest, WhatWaitsIsToldAtTheEnd) {
  run(false);
  EXPECT_EQ(agenda_.rest().size(), 1u);
  EXPECT_THAT(agenda_.rest(), IsEmpty());
}

}  // namespace
}  // namespace ricochet::runner
