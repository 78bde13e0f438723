// What is refused of the keys that say how many and how long: each with its place and a cure.
#include <gtest/gtest.h>

#include "awaits/expectation_reader.h"
#include "base/json/document.h"
#include "tests/support/golden.h"

namespace ricochet::awaits {
namespace {

/// What is said of a file that has this body.
std::string complaint(const std::string& body, bool may_ask_now = true) {
  const auto document = base::JsonDocument::parse("refund.json", "{ " + body + " }").value();
  base::DiagList diags;
  ExpectationDefaults defaults;
  defaults.may_ask_now = may_ask_now;
  Expectation expectation;
  EXPECT_FALSE(read_expectation(base::JsonReader(document, diags, "await"), defaults, expectation))
      << body;
  EXPECT_TRUE(diags.has_errors()) << body;
  return diags.render_all() + "\n";
}

TEST(ExpectationErrors, OfCounts) {
  std::string all;
  for (const char* body :
       {R"("exactly": 1, "at_most": 2)", R"("never": false)", R"("never": "yes")",
        R"("between": [1])", R"("between": 3)", R"("between": [1, "2"])", R"("between": [3, 1])",
        R"("exactly": "2")", R"("exactly": -1)", R"("at_least": 0)", R"("at_least": 1.5)",
        R"("at_most": 1000001)"})
    all += complaint(body);
  test::expect_golden("awaits/count_errors.txt", all);
}

TEST(ExpectationErrors, OfTimes) {
  std::string all;
  for (const char* body : {R"("within": "1s", "for": "1s", "exactly": 2)",
                           R"("exactly": 2, "for": "1s")", R"("never": true, "for": "0ms")",
                           R"("within": "25h")", R"("within": "soon")", R"("for": "1s")"})
    all += complaint(body);
  test::expect_golden("awaits/time_errors.txt", all);
}

TEST(ExpectationErrors, AScenarioMayNotAskWhatIsThereNow) {
  std::string all;
  for (const char* body : {R"("within": 0)", R"("exactly": 2, "settle": 0)"})
    all += complaint(body, false);
  test::expect_golden("awaits/now_errors.txt", all);
}

TEST(ExpectationErrors, OfGapsAndTolerances) {
  std::string all;
  for (const char* body :
       {R"("exactly": 2, "spacing": [])", R"("exactly": 2, "spacing": ["0s"])",
        R"("exactly": 2, "spacing": "1s")", R"("exactly": 2, "spacing": {})",
        R"("exactly": 2, "spacing": {"backoff": 2})",
        R"("exactly": 2, "spacing": {"backoff": {"initial": "0s"}})",
        R"("exactly": 2, "spacing": {"backoff": {"initial": "1s", "factor": "2"}})",
        R"("exactly": 2, "spacing": {"backoff": {"initial": "1s", "factor": 0}})",
        R"("exactly": 2, "spacing": ["1s", "2s"])", R"("tolerance": "20%")",
        R"("exactly": 2, "spacing": ["1s"], "tolerance": "some")",
        R"("exactly": 2, "spacing": ["1s"], "tolerance": "20")",
        R"("exactly": 2, "spacing": ["1s"], "tolerance": 0)",
        R"("exactly": 2, "spacing": ["1s"], "tolerance": "1000%")",
        R"("exactly": 2, "spacing": ["1s"], "tolerance": true)"})
    all += complaint(body);
  test::expect_golden("awaits/spacing_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::awaits
