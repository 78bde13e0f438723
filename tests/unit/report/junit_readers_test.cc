// The file as those read it who will: Jenkins, GitLab and the two GitHub actions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runner/report/junit_document.h"
#include "tests/unit/report/readers.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Reader {
  const char* name;
  ReadReport (*read)(const std::string&);
};

class JunitReaders : public ::testing::TestWithParam<Reader> {};

std::string rich(const RunResult& run) { return junit_xml(run, JunitOptions()); }

TEST_P(JunitReaders, ReadEveryCaseWithItsOutcome) {
  const ReadReport report = GetParam().read(rich(sample_run()));
  EXPECT_THAT(report.complaints, IsEmpty());
  std::vector<std::string> outcomes;
  for (const auto& c : report.cases) outcomes.push_back(c.outcome);
  EXPECT_THAT(outcomes, ElementsAre("passed", "failed", "error", "passed", "error", "skipped"));
  ASSERT_EQ(report.cases.size(), 6u);
  EXPECT_EQ(report.cases[1].id,
            "scenarios.photo.photo-is-given-up-after-5-tries/a photo is given up after 5 tries");
  EXPECT_EQ(report.cases[1].message, "expected exactly 5 calls of photos, saw 1 within 5 s");
  EXPECT_THAT(report.cases[1].body, HasSubstr("photo-is-given-up-after-5-tries.json:12:7"));
  EXPECT_EQ(report.cases[1].file, "scenarios/photo/photo-is-given-up-after-5-tries.json");
  EXPECT_EQ(report.cases[1].line, 12);
  EXPECT_DOUBLE_EQ(report.cases[1].seconds, 5.034);
}

TEST_P(JunitReaders, ReadAnEmptyRunAsOneError) {
  const ReadReport report = GetParam().read(rich(RunResult{}));
  ASSERT_EQ(report.cases.size(), 1u);
  EXPECT_EQ(report.cases[0].outcome, "error");
  EXPECT_THAT(report.cases[0].id, HasSubstr("no scenario selected"));
}

TEST_P(JunitReaders, AreNotConfusedByTwoCasesOfOneName) {
  RunResult run = sample_run();
  auto& photo = run.suites[0].scenarios;
  photo.push_back(photo[1]);
  EXPECT_THAT(GetParam().read(rich(run)).complaints, IsEmpty());
}

TEST_P(JunitReaders, ReadTheStrictFormTooButForTheFile) {
  JunitOptions options;
  options.dialect = JunitDialect::kStrict;
  const ReadReport report = GetParam().read(junit_xml(sample_run(), options));
  EXPECT_EQ(report.cases.size(), 6u);
  for (const auto& complaint : report.complaints) {
    EXPECT_THAT(complaint, ::testing::AnyOf(HasSubstr("globs"), HasSubstr("line 0"))) << complaint;
  }
}

TEST_P(JunitReaders, TheCheckersDoComplain) {
  const std::string broken =
      "<testsuites><testsuite><testcase classname='x' time='1,5' status='run'><failure "
      "type='yaml'/><error/></testcase>"
      "<testcase classname='x' time='1,5'/><testsuite/></testsuite></testsuites>";
  EXPECT_THAT(GetParam().read(broken).complaints, Not(IsEmpty()));
  EXPECT_THAT(GetParam().read("<testsuites>&#27;</testsuites>").complaints, Not(IsEmpty()));
  EXPECT_THAT(GetParam().read("<testsuites>").complaints, Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(All, JunitReaders,
                         ::testing::Values(Reader{"Jenkins", read_as_jenkins},
                                           Reader{"GitLab", read_as_gitlab},
                                           Reader{"Dorny", read_as_dorny},
                                           Reader{"Mikepenz", read_as_mikepenz}),
                         [](const auto& p) { return p.param.name; });

}  // namespace
}  // namespace ricochet::runner::test
