// Which scenarios run: --list, --filter, --tag, --fail-fast.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

const std::string kFirst = "suite/a/one.json:1: first order #order\n";
const std::string kSecond = "suite/a/two.json:1: second order #order #slow\n";
const std::string kRefund = "suite/b/three.json:1: refund #money\n";

class Selection : public testing::Test {
 protected:
  Selection() {
    suite_.add_quiet("a/one.json", "first order", "20ms", "\"order\"");
    suite_.add_failing("a/two.json", "second order", "\"order\", \"slow\"");
    suite_.add_quiet("b/three.json", "refund", "20ms", "\"money\"");
  }
  /// What --list prints with these words; "" when nothing fits.
  std::string list(std::vector<std::string> args) const {
    args.insert(args.begin(), "--list");
    const ProgramEnd end = suite_.run(args);
    EXPECT_EQ(end.exit_code, end.out.empty() ? 2 : 0) << end.err;
    return end.out;
  }
  const SmallSuite suite_;
};

TEST_F(Selection, ListIsInTheOrderOfTheFilesAndRunsNothing) {
  EXPECT_EQ(list({}), kFirst + kSecond + kRefund);
}

TEST_F(Selection, FilterIsAPartOfTheNameInAnyCase) {
  EXPECT_EQ(list({"--filter", "ORDER"}), kFirst + kSecond);
  EXPECT_EQ(list({"--filter", "second"}), kSecond);
}

TEST_F(Selection, FilterIsAPartOfTheFile) { EXPECT_EQ(list({"--filter", "b/three"}), kRefund); }

TEST_F(Selection, FilterWithStarsIsAGlobOfTheWhole) {
  EXPECT_EQ(list({"--filter", "* order"}), kFirst + kSecond);
  EXPECT_EQ(list({"--filter", "ref*"}), kRefund);
  EXPECT_EQ(list({"--filter", "suite/b/*"}), kRefund);
  EXPECT_EQ(list({"--filter", "?efund"}), kRefund);
  EXPECT_EQ(list({"--filter", "efun*"}), "");
}

TEST_F(Selection, FilterWithAMinusLeavesOut) {
  EXPECT_EQ(list({"--filter", "-order"}), kRefund);
  EXPECT_EQ(list({"--filter=-refund"}), kFirst + kSecond);
  EXPECT_EQ(list({"--filter", "order", "--filter", "-second"}), kFirst);
  EXPECT_EQ(list({"--filter", "-* order"}), kRefund);
}

TEST_F(Selection, OneOfSeveralFiltersIsEnough) {
  EXPECT_EQ(list({"--filter", "first", "--filter", "refund"}), kFirst + kRefund);
}

TEST_F(Selection, TagIsTheWholeWord) {
  EXPECT_EQ(list({"--tag", "order"}), kFirst + kSecond);
  EXPECT_EQ(list({"--tag", "slow", "--tag", "money"}), kSecond + kRefund);
  EXPECT_EQ(list({"--tag", "ord"}), "");
}

TEST_F(Selection, ListOfNothingSaysSo) {
  const ProgramEnd end = suite_.run({"--list", "--tag", "mony"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_EQ(end.out, "");
  EXPECT_THAT(end.err, HasSubstr("no scenario below suite fits the filter"));
}

TEST_F(Selection, TagAndFilterMustBothFit) {
  EXPECT_EQ(list({"--tag", "order", "--filter", "first"}), kFirst);
}

TEST_F(Selection, OnlyWhatIsSelectedRuns) {
  const std::string report = suite_.folder / "report.xml";
  const ProgramEnd end = suite_.run({"--filter", "-second", "--junit", report});
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_EQ(read_junit(report).cases.size(), 2u);
  EXPECT_THAT(end.out, HasSubstr("2 passed, 0 failed"));
}

TEST_F(Selection, FailFastSkipsTheRestAndSaysWhy) {
  const std::string report = suite_.folder / "report.xml";
  const ProgramEnd end = suite_.run({"--fail-fast", "--junit", report});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("1 passed, 1 failed, 1 skipped"));
  const JunitFile junit = read_junit(report);
  ASSERT_EQ(junit.cases.size(), 3u);
  EXPECT_EQ(junit.cases[0].outcome, "passed");
  EXPECT_EQ(junit.cases[1].outcome, "failure");
  EXPECT_EQ(junit.cases[2].outcome, "skipped");
  EXPECT_EQ(junit.cases[2].message, "not reached: --fail-fast after \"second order\"");
}

TEST_F(Selection, WithoutFailFastTheRestRuns) {
  const ProgramEnd end = suite_.run();
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("2 passed, 1 failed"));
}

TEST_F(Selection, TheCommandOfTheSummaryRunsTheFailedOneAgain) {
  const ProgramEnd end = suite_.run({"--seed", "42"});
  EXPECT_THAT(end.out, HasSubstr("again, only this: ricochet run suite/a/two.json --seed 42\n"));
  const ProgramEnd again =
      run_ricochet({"run", "suite/a/two.json", "--seed", "42"}, suite_.folder.path());
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.out, HasSubstr("0 passed, 1 failed"));
}

}  // namespace
}  // namespace ricochet::e2e
