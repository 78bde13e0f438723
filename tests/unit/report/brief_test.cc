#include "runner/report/brief.h"

#include <gtest/gtest.h>

namespace ricochet::runner::test {
namespace {

awaits::Verdict failed(awaits::Reason reason, awaits::Count count, std::uint64_t observed) {
  awaits::Verdict verdict;
  verdict.kind = awaits::VerdictKind::kFailed;
  verdict.reason = reason;
  verdict.count = count;
  verdict.observed = observed;
  verdict.sources.emplace_back("photos", 0);
  verdict.selector = "GET /a.jpg";
  return verdict;
}

match::Condition condition(std::string name, bool ok, std::string expected, std::string actual) {
  match::Condition out;
  out.name = std::move(name);
  out.ok = ok;
  out.expected = std::move(expected);
  out.actual = std::move(actual);
  return out;
}

TEST(Brief, BeginsWithWhatWasFound) {
  using awaits::Count;
  using awaits::Reason;
  EXPECT_EQ(brief(failed(Reason::kTooMany, Count::exactly(5), 6)),
            "got 6 calls of photos, expected exactly 5: GET /a.jpg");
  EXPECT_EQ(brief(failed(Reason::kTimeout, Count::at_least(1), 0)),
            "got no call of photos, expected at least 1: GET /a.jpg");
  EXPECT_EQ(brief(failed(Reason::kTooFew, Count::exactly(5), 1)),
            "got 1 call of photos, expected exactly 5: GET /a.jpg");
}

TEST(Brief, WhatShouldNotHaveCome) {
  EXPECT_EQ(brief(failed(awaits::Reason::kTooMany, awaits::Count::never(), 2)),
            "got 2 calls of photos, expected none: GET /a.jpg");
}

TEST(Brief, OfStepsTheOneThatIsWrong) {
  auto verdict = failed(awaits::Reason::kTimeout, awaits::Count::at_least(2), 1);
  verdict.step_problem = "step 2 (POST /mails with a long selector) did not come";
  verdict.step_brief = "step 2 of 2 did not come in mails: POST /mails";
  EXPECT_EQ(brief(verdict), verdict.step_brief);
}

TEST(Brief, OfWholeValuesThePlaceThatDiffers) {
  auto verdict = failed(awaits::Reason::kTimeout, awaits::Count::at_least(1), 0);
  awaits::NearMiss miss;
  miss.conditions = {condition("json", false, "{...}", "{...}")};
  miss.conditions[0].detail = "$.n: expected the number 1, got the number 2";
  verdict.near.push_back(miss);
  EXPECT_EQ(brief(verdict),
            "json $.n: expected the number 1, got the number 2 (photos: GET /a.jpg)");
}

TEST(Brief, TheOneConditionThatFailedIsWhatIsWrong) {
  auto verdict = failed(awaits::Reason::kTimeout, awaits::Count::at_least(1), 0);
  awaits::NearMiss miss;
  miss.conditions = {condition("method", true, "\"GET\"", "\"GET\""),
                     condition("json $.quantity", false, "3", "1")};
  verdict.near.push_back(miss);
  EXPECT_EQ(brief(verdict), "json $.quantity: got 1, expected 3 (photos: GET /a.jpg)");
  verdict.near[0].conditions[0].ok = false;
  EXPECT_EQ(brief(verdict), "got no call of photos, expected at least 1: GET /a.jpg");
}

TEST(Brief, AGapThatDoesNotFit) {
  auto verdict = failed(awaits::Reason::kWrongSpacing, awaits::Count::exactly(3), 3);
  verdict.spacing.push_back(
      {1, std::chrono::milliseconds(200), std::chrono::milliseconds(7), false});
  EXPECT_EQ(brief(verdict), "gap 1 was 7 ms, expected 200 ms (photos: GET /a.jpg)");
}

TEST(Brief, NothingWhereThereIsNothingToSay) { EXPECT_EQ(brief(awaits::Verdict()), ""); }

}  // namespace
}  // namespace ricochet::runner::test
