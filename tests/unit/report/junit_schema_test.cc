// The strict dialect validates against three schemas at once; the facts behind them:
// tests/support/xsd/README.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/report/junit_document.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/xmllint.h"

namespace ricochet::runner::test {
namespace {

class JunitSchema : public ::testing::TestWithParam<const char*> {
 protected:
  XmllintResult validate(const std::string& xml) const {
    const std::string schema =
        std::string(RICOCHET_SOURCE_DIR) + "/tests/support/xsd/" + GetParam() + ".xsd";
    return xmllint({"--noout", "--schema", schema}, {xml});
  }
};

std::string strict(const RunResult& run) {
  JunitOptions options;
  options.dialect = JunitDialect::kStrict;
  return junit_xml(run, options);
}

TEST_P(JunitSchema, StrictFormIsValid) {
  RICOCHET_NEEDS_XMLLINT();
  RunResult nameless;
  nameless.suites.emplace_back().scenarios.resize(2);
  RunResult interrupted;
  interrupted.interrupted = true;
  for (const RunResult& run : {sample_run(), green_run(), RunResult{}, nameless, interrupted}) {
    const auto result = validate(strict(run));
    EXPECT_EQ(result.exit_code, 0) << result.output << strict(run);
  }
}

TEST_P(JunitSchema, RichFormIsNot) {
  RICOCHET_NEEDS_XMLLINT();
  EXPECT_NE(validate(junit_xml(sample_run(), {})).exit_code, 0);
}

TEST_P(JunitSchema, RefusesWhatItMust) {
  RICOCHET_NEEDS_XMLLINT();
  std::string no_count = strict(green_run());
  no_count.erase(no_count.find(" tests=\"1\""), 10);
  EXPECT_NE(validate(no_count).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(All, JunitSchema, ::testing::Values("jenkins", "xunit", "ant"),
                         [](const auto& p) { return std::string(p.param); });

}  // namespace
}  // namespace ricochet::runner::test
