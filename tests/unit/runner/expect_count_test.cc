#include "runner/steps/expect_count.h"

#include <gtest/gtest.h>

#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

using requestbin::Count;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Reads the counting keys of an expectation; the suite's defaults are 3s, 90ms and 70ms.
class ExpectCount : public testing::Test {
 protected:
  requestbin::Expectation read(const std::string& body) {
    base::DiagList diags;
    const auto scenario =
        make_scenario(R"({ "scenario": "s", "steps": [ {)" + body + "} ] }", suite_, diags);
    requestbin::Expectation expectation;
    EXPECT_TRUE(parse_count(scenario->reader(diags).find("steps")->elements().at(0), *scenario,
                            expectation))
        << body << "\n"
        << diags.render_all();
    return expectation;
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_ = steps_suite(folder_);
};

TEST_F(ExpectCount, EachForm) {
  const struct {
    const char* body;
    Count count;
    base::Duration within;
  } cases[] = {
      {"", Count::at_least(1), seconds(3)},
      {R"("exactly": 2)", Count::exactly(2), seconds(3)},
      {R"("exactly": 0)", Count::never(), milliseconds(70)},
      {R"("exactly": 1000000)", Count::exactly(1'000'000), seconds(3)},
      {R"("at_least": 1)", Count::at_least(1), seconds(3)},
      {R"("at_most": 3)", Count::at_most(3), milliseconds(70)},
      {R"("at_most": 0)", Count::never(), milliseconds(70)},
      {R"("between": [1, 3])", Count::between(1, 3), seconds(3)},
      {R"("between": [2, 2])", Count::exactly(2), seconds(3)},
      {R"("between": [0, 3])", Count::at_most(3), milliseconds(70)},
      {R"("never": true)", Count::never(), milliseconds(70)},
      {R"("never": true, "exactly": null)", Count::never(), milliseconds(70)},
  };
  for (const auto& c : cases) {
    const auto expectation = read(c.body);
    EXPECT_EQ(expectation.count, c.count) << c.body;
    EXPECT_EQ(expectation.within, c.within) << c.body;
    EXPECT_EQ(expectation.settle, milliseconds(90)) << c.body;
    EXPECT_FALSE(expectation.spacing.has_value()) << c.body;
  }
}

TEST_F(ExpectCount, Times) {
  EXPECT_EQ(read(R"("within": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("within": 250)").within, milliseconds(250));
  EXPECT_EQ(read(R"("never": true, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("at_most": 2, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("exactly": 0, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("exactly": 2, "settle": "1s")").settle, seconds(1));
  EXPECT_EQ(read(R"("exactly": 2, "settle": 0)").settle, seconds(0));
}

TEST_F(ExpectCount, SpacingAsAList) {
  const auto spacing = read(R"("exactly": 3, "spacing": ["1s", 250])").spacing;
  ASSERT_TRUE(spacing.has_value());
  EXPECT_EQ(spacing->gaps, (std::vector<base::Duration>{seconds(1), milliseconds(250)}));
  EXPECT_DOUBLE_EQ(spacing->tolerance, 0.2);
}

TEST_F(ExpectCount, SpacingAsABackoff) {
  const auto plain =
      read(R"("exactly": 3, "spacing": { "backoff": { "initial": "100ms" } })").spacing;
  ASSERT_TRUE(plain.has_value());
  EXPECT_TRUE(plain->gaps.empty());
  EXPECT_EQ(plain->initial, milliseconds(100));
  EXPECT_DOUBLE_EQ(plain->factor, 2);
  EXPECT_DOUBLE_EQ(plain->tolerance, 0.2);
  const auto full =
      read(
          R"("exactly": 3, "spacing": { "backoff": { "initial": "1s", "factor": 1.5, "tolerance": "50%" } })")
          .spacing;
  ASSERT_TRUE(full.has_value());
  EXPECT_DOUBLE_EQ(full->factor, 1.5);
  EXPECT_DOUBLE_EQ(full->tolerance, 0.5);
}

TEST_F(ExpectCount, FormsOfATolerance) {
  const std::pair<const char*, double> forms[] = {{R"("20%")", 0.2},  {R"("12.5%")", 0.125},
                                                  {R"("150%")", 1.5}, {"0.2", 0.2},
                                                  {"1", 1.0},         {R"("999%")", 9.99}};
  for (const auto& [form, share] : forms) {
    const auto spacing =
        read(R"("exactly": 2, "spacing": ["1s"], "tolerance": )" + std::string(form)).spacing;
    ASSERT_TRUE(spacing.has_value()) << form;
    EXPECT_DOUBLE_EQ(spacing->tolerance, share) << form;
  }
}

TEST_F(ExpectCount, EveryErrorHasItsPlaceAndCure) {
  expect_golden_steps(
      "runner/expect_count_errors.txt",
      {
          {"two counts", R"({ "expect": { "calls": "photos", "exactly": 1, "at_most": 2 } })"},
          {"never beside at_least",
           R"({ "expect": { "calls": "photos", "never": true, "at_least": 2 } })"},
          {"exactly: negative", R"({ "expect": { "calls": "photos", "exactly": -1 } })"},
          {"exactly: text", R"({ "expect": { "calls": "photos", "exactly": "2" } })"},
          {"exactly: too many", R"({ "expect": { "calls": "photos", "exactly": 1000001 } })"},
          {"at_least: zero", R"({ "expect": { "calls": "photos", "at_least": 0 } })"},
          {"at_most: half", R"({ "expect": { "calls": "photos", "at_most": 1.5 } })"},
          {"between: one number", R"({ "expect": { "calls": "photos", "between": [1] } })"},
          {"between: three numbers",
           R"({ "expect": { "calls": "photos", "between": [1, 2, 3] } })"},
          {"between: no array", R"({ "expect": { "calls": "photos", "between": 2 } })"},
          {"between: no numbers", R"({ "expect": { "calls": "photos", "between": ["a", -1] } })"},
          {"between: the wrong way round",
           R"({ "expect": { "calls": "photos", "between": [3, 1] } })"},
          {"never: false", R"({ "expect": { "calls": "photos", "never": false } })"},
          {"never: no bool", R"({ "expect": { "calls": "photos", "never": "true" } })"},
          {"a bad count and its window are one finding",
           R"({ "expect": { "calls": "photos", "never": 1, "for": "1s" } })"},
          {"within: bad", R"({ "expect": { "calls": "photos", "within": "soon" } })"},
          {"within: zero", R"({ "expect": { "calls": "photos", "within": 0 } })"},
          {"within: too long", R"({ "expect": { "calls": "photos", "within": "25h" } })"},
          {"for: zero", R"({ "expect": { "calls": "photos", "never": true, "for": "0s" } })"},
          {"for beside within",
           R"({ "expect": { "calls": "photos", "never": true, "for": "1s", "within": "1s" } })"},
          {"for with a deadline's count",
           R"({ "expect": { "calls": "photos", "exactly": 2, "for": "1s" } })"},
          {"for without a count", R"({ "expect": { "event": "orders", "for": "1s" } })"},
          {"settle: bad", R"({ "expect": { "calls": "photos", "settle": true } })"},
          {"spacing: empty", R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": [] } })"},
          {"spacing: a text",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": "1s" } })"},
          {"spacing: bad gap",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1 second"] } })"},
          {"spacing: more gaps than calls",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s", "1s"] } })"},
          {"spacing: of one call",
           R"({ "expect": { "calls": "photos", "exactly": 1, "spacing": ["1s"] } })"},
          {"spacing: unknown key",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "back_off": {} } } })"},
          {"backoff: no initial",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": {} } } })"},
          {"backoff: unknown key",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "faktor": 2 } } } })"},
          {"backoff: zero initial",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": 0 } } } })"},
          {"backoff: negative factor",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "factor": -1 } } } })"},
          {"backoff: factor is no number",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "factor": "2" } } } })"},
          {"backoff: bad tolerance",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": { "backoff": { "initial": "1s", "tolerance": "much" } } } })"},
          {"tolerance without spacing",
           R"({ "expect": { "calls": "photos", "exactly": 2, "tolerance": "20%" } })"},
          {"tolerance: no sign",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "20" } })"},
          {"tolerance: zero",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "0%" } })"},
          {"tolerance: negative",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": -0.1 } })"},
          {"tolerance: percent without a sign",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": 20 } })"},
          {"tolerance: not a number",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": "nan%" } })"},
          {"tolerance: a list",
           R"({ "expect": { "calls": "photos", "exactly": 2, "spacing": ["1s"], "tolerance": [] } })"},
      },
      suite_);
}

}  // namespace
}  // namespace ricochet::runner
