#include "awaits/expectation_reader.h"

#include <gtest/gtest.h>

#include "base/json/document.h"

namespace ricochet::awaits {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Reads the counting keys of an expectation; the defaults are 3s, 90ms and 70ms.
Expectation read(const std::string& body) {
  ExpectationDefaults defaults;
  defaults.within = seconds(3);
  defaults.settle = milliseconds(90);
  defaults.window = milliseconds(70);
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("body", "{" + body + "}");
  EXPECT_TRUE(document.has_value()) << body;
  Expectation expectation;
  EXPECT_TRUE(read_expectation(base::JsonReader(*document, diags, "await"), defaults, expectation))
      << body << "\n"
      << diags.render_all();
  return expectation;
}

TEST(ExpectationReader, EachForm) {
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

TEST(ExpectationReader, Times) {
  EXPECT_EQ(read(R"("within": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("within": "250ms")").within, milliseconds(250));
  EXPECT_EQ(read(R"("never": true, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("at_most": 2, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("exactly": 0, "for": "1s")").within, seconds(1));
  EXPECT_EQ(read(R"("exactly": 2, "settle": "1s")").settle, seconds(1));
  EXPECT_EQ(read(R"("exactly": 2, "settle": 0)").settle, seconds(0));
}

TEST(ExpectationReader, ABareNumberIsNoTime) {
  for (const char* body : {R"({"within": 5})", R"({"exactly": 2, "settle": 5})",
                           R"({"spacing": [5]})", R"({"never": true, "for": 1.5})"}) {
    const auto document = base::JsonDocument::parse("body", body).value();
    base::DiagList diags;
    Expectation expectation;
    EXPECT_FALSE(read_expectation(base::JsonReader(document, diags, "await"), {}, expectation));
    ASSERT_EQ(diags.error_count(), 1u) << body;
    EXPECT_EQ(diags.all()[0].code, "await/bad-duration") << body;
  }
}

TEST(ExpectationReader, SpacingAsAList) {
  const auto spacing = read(R"("exactly": 3, "spacing": ["1s", "250ms"])").spacing;
  ASSERT_TRUE(spacing.has_value());
  EXPECT_EQ(spacing->gaps, (std::vector<base::Duration>{seconds(1), milliseconds(250)}));
  EXPECT_DOUBLE_EQ(spacing->tolerance, 0.2);
}

TEST(ExpectationReader, SpacingAsABackoff) {
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

TEST(ExpectationReader, FormsOfATolerance) {
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

}  // namespace
}  // namespace ricochet::awaits
