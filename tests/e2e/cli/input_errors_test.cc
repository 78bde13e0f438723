// What is wrong in a file of the user: exit 3, nothing runs, and a caret stands under the place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"
#include "tests/support/golden.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

struct BadInput {
  std::string golden;  ///< tests/golden/e2e/<golden>.txt
  std::string scenario;
  std::string suite =
      R"({ "topics": { "orders": {} }, "stubs": { "shop": [] }, "bins": ["hooks"] })";
};

void PrintTo(const BadInput& bad, std::ostream* out) { *out << bad.golden; }

class InputError : public testing::TestWithParam<BadInput> {};

TEST_P(InputError, ExitsWith3AndShowsThePlace) {
  const BadInput& bad = GetParam();
  const SmallSuite suite(bad.suite);
  suite.folder.write("suite/wrong.json", bad.scenario);
  suite.add_quiet("right.json", "right");
  const std::string report = suite.folder / "report.xml";
  const ProgramEnd end = suite.run({"--junit", report});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.out, "");  // nothing ran
  test::expect_golden("e2e/" + bad.golden + ".txt", end.err);
  const JunitFile junit = read_junit(report);
  ASSERT_GE(junit.count("error"), 1u);
  EXPECT_EQ(junit.count("passed"), 0u);
  EXPECT_EQ(junit.cases[0].type, "InputError");
  // The same text, with its caret, in the report.
  EXPECT_THAT(junit.cases[0].text, HasSubstr(end.err.substr(0, end.err.find("\n\n"))));
}

TEST_P(InputError, IsFoundByCheckInTheSameWords) {
  const BadInput& bad = GetParam();
  const SmallSuite suite(bad.suite);
  suite.folder.write("suite/wrong.json", bad.scenario);
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  test::expect_golden("e2e/" + bad.golden + ".txt", end.err);
}

std::string steps(const std::string& step) {
  return "{ \"scenario\": \"wrong\",\n  \"vars\": { \"product\": \"${uuid()}\" },\n  \"steps\": "
         "[\n    " +
         step + " ] }\n";
}

std::vector<BadInput> bad_inputs() {
  const std::string quiet = steps(R"({ "expect": { "calls": "hooks", "never": true } })");
  return {
      {"unknown-key", steps(R"({ "expect": { "calls": "hooks", "exactlly": 1 } })")},
      {"unknown-stub", steps(R"({ "expect": { "calls": "hoks", "exactly": 1 } })")},
      {"unknown-topic", steps(R"({ "publish": { "topic": "order", "text": "x" } })")},
      {"unknown-var",
       steps(R"({ "expect": { "calls": "hooks", "request": { "uri": "/${produkt}" } } })")},
      {"bad-regex",
       steps(R"({ "expect": { "calls": "hooks", "request": { "uri": { "match": "/a(b" } } } })")},
      {"json-syntax",
       "{ \"scenario\": \"wrong\",\n  \"steps\": [ { \"expect\": { \"calls\": \"hooks\" } ] }\n"},
      {"zero-window", steps(R"({ "expect": { "calls": "hooks", "never": true, "for": "0ms" } })")},
      {"unknown-service", steps(R"({ "sut": { "kill": "shop-service" } })")},
      {"missing-steps", "{ \"scenario\": \"wrong\" }\n"},
      {"missing-stub-file", quiet,
       R"({ "bins": ["hooks"], "stubs": { "shop": "stubs/shop.json" } })"},
      {"suite-unknown-key", quiet, R"({ "bins": ["hooks"], "topic": {} })"},
  };
}

INSTANTIATE_TEST_SUITE_P(Each, InputError, testing::ValuesIn(bad_inputs()), [](const auto& i) {
  std::string name = i.param.golden;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(InputErrors, OfFilesThatAreNotSelectedDoNotCount) {
  const SmallSuite suite;
  suite.add_quiet("right.json", "right");
  suite.folder.write("suite/wrong.json",
                     steps(R"({ "expect": { "calls": "hooks", "exactlly": 1 } })"));
  const ProgramEnd end = run_ricochet({"run", "suite/right.json"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(end.out, HasSubstr("1 passed, 0 failed"));
}

TEST(InputErrors, LeaveTheRightFilesAsSkippedInTheReport) {
  const SmallSuite suite;
  suite.add_quiet("right.json", "right");
  suite.folder.write("suite/wrong.json",
                     steps(R"({ "expect": { "calls": "hooks", "exactlly": 1 } })"));
  const std::string report = suite.folder / "report.xml";
  EXPECT_EQ(suite.run({"--junit", report}).exit_code, 3);
  const JunitFile junit = read_junit(report);
  ASSERT_EQ(junit.cases.size(), 2u);
  EXPECT_EQ(junit.red_files(), std::set<std::string>{"wrong.json"});
  EXPECT_EQ(junit.count("skipped"), 1u);
}

TEST(InputErrors, AreWithoutColourWhenNobodyLooks) {
  const SmallSuite suite;
  suite.folder.write("suite/wrong.json", "{ \"scenario\": 1 }");
  EXPECT_THAT(suite.run().err, Not(HasSubstr("\033[")));
}

}  // namespace
}  // namespace ricochet::e2e
