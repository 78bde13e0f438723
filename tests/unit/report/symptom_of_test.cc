#include "runner/report/symptom_of.h"

#include <gtest/gtest.h>

namespace ricochet::runner::test {
namespace {

ScenarioResult failed_by(Cause cause) {
  ScenarioResult result;
  result.outcome = Outcome::kFailed;
  StepResult& step = result.steps.emplace_back();
  step.kind = "expect";
  step.outcome = Outcome::kFailed;
  step.cause = std::move(cause);
  return result;
}

awaits::Verdict too_many(const std::string& bin, std::uint64_t observed) {
  awaits::Verdict verdict;
  verdict.kind = awaits::VerdictKind::kFailed;
  verdict.reason = awaits::Reason::kTooMany;
  verdict.sources.emplace_back(bin, 0);
  verdict.observed = observed;
  return verdict;
}

awaits::Verdict missed(const std::string& condition) {
  awaits::Verdict verdict = too_many("photos", 0);
  verdict.reason = awaits::Reason::kTimeout;
  awaits::NearMiss miss;
  miss.conditions.emplace_back().name = condition;
  verdict.near.push_back(std::move(miss));
  return verdict;
}

std::string key(Cause cause) { return symptom_of(failed_by(std::move(cause))).key; }

TEST(SymptomOf, TheSamePlaceAndDifferenceAreOneWhateverTheNumbers) {
  EXPECT_EQ(key(too_many("photos", 2)), key(too_many("photos", 6)));
  EXPECT_NE(key(too_many("photos", 2)), key(too_many("mails", 2)));
  EXPECT_NE(key(too_many("photos", 2)), key(missed("json $.n")));
  EXPECT_EQ(key(missed("json $.n")), key(missed("json $.n")));
  EXPECT_NE(key(missed("json $.n")), key(missed("uri")));
}

TEST(SymptomOf, NoneAndTooFewAreOne) {
  auto none = too_many("photos", 0);
  none.reason = awaits::Reason::kTimeout;
  auto few = too_many("photos", 1);
  few.reason = awaits::Reason::kTooFew;
  EXPECT_EQ(key(none), key(few));
}

TEST(SymptomOf, MessagesAreComparedWithoutTheirValues) {
  const auto unmet = [](const std::string& message) {
    Unmet out;
    out.message = message;
    return out;
  };
  EXPECT_EQ(key(unmet("2 calls that no stub knew: GET /a/17")),
            key(unmet("1 calls that no stub knew: GET /b/4")));
  EXPECT_EQ(key(unmet("field \"a b\" is wrong")), key(unmet("field \"c\" is wrong")));
  EXPECT_NE(key(unmet("group a did not commit")), key(unmet("group b did not commit")));
}

TEST(SymptomOf, OfStepsTheFirstThatIsOpenCounts) {
  const auto open_at = [](std::size_t open) {
    auto verdict = too_many("photos", 1);
    for (std::size_t i = 0; i < 3; ++i) {
      auto& step = verdict.steps.emplace_back();
      step.name = "s" + std::to_string(i);
      step.came = i < open ? 1 : 0;
    }
    return verdict;
  };
  EXPECT_EQ(key(open_at(1)), key(open_at(1)));
  EXPECT_NE(key(open_at(1)), key(open_at(2)));
  EXPECT_NE(key(open_at(1)), key(open_at(3))) << "all came: the order is wrong";
}

TEST(SymptomOf, FindingsAndWhatWasToldAreComparedWithoutTheirValues) {
  const auto finding = [](const std::string& message) {
    Finding out;
    out.message = message;
    return out;
  };
  EXPECT_EQ(key(finding("GET /a/1 came twice after redelivery of orders#0")),
            key(finding("GET /a/2 came twice after redelivery of orders#3")));
  EXPECT_NE(key(finding("it came twice")), key(finding("it did not come")));
  const auto told = [](const std::string& message, const std::string& brief) {
    Told out;
    out.message = message;
    out.brief = brief;
    return out;
  };
  EXPECT_EQ(key(told("expected 1 call, but 2 came", "got 2")), key(told("another", "got 3")));
  EXPECT_EQ(key(told("2 calls", "")), key(told("3 calls", "")));
  EXPECT_NE(key(told("2 calls", "")), key(told("2 events", "")));
}

TEST(SymptomOf, CrashesComeFirstAndTimingLast) {
  ScenarioResult crash = failed_by(Remark("died"));
  crash.outcome = crash.steps[0].outcome = Outcome::kError;
  crash.error = ErrorKind::kSutCrashed;
  EXPECT_EQ(symptom_of(crash).rank, Symptom::Rank::kCrash);
  crash.error = ErrorKind::kEnvironment;
  EXPECT_EQ(symptom_of(crash).rank, Symptom::Rank::kError);
  EXPECT_EQ(symptom_of(failed_by(too_many("photos", 2))).rank, Symptom::Rank::kContent);
  auto late = too_many("photos", 3);
  late.reason = awaits::Reason::kWrongSpacing;
  EXPECT_EQ(symptom_of(failed_by(late)).rank, Symptom::Rank::kTiming);
  EXPECT_LT(Symptom::Rank::kCrash, Symptom::Rank::kError);
  EXPECT_LT(Symptom::Rank::kError, Symptom::Rank::kContent);
  EXPECT_LT(Symptom::Rank::kContent, Symptom::Rank::kTiming);
}

TEST(SymptomOf, WhatPassedHasNone) {
  ScenarioResult passed;
  passed.outcome = Outcome::kPassed;
  EXPECT_FALSE(symptom_of(passed).known());
}

}  // namespace
}  // namespace ricochet::runner::test
