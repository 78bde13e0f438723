// `ricochet check`: everything is validated, nothing runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"
#include "tests/support/golden.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

TEST(Check, SaysHowMuchItLookedAt) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  suite.folder.write("shop.json",
                     R"([ { "request": { "uri": "/x" }, "response": { "text": "y" } } ])");
  const ProgramEnd end = run_ricochet({"check", "suite", "shop.json"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.out, "ok: 2 scenarios, 1 suite, 1 stub file\n");
  EXPECT_EQ(end.err, "");
}

TEST(Check, TheExampleSuitesAreRight) {
  const ProgramEnd end = run_ricochet({"check", "scenarios"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.err, "");
}

TEST(Check, ErrorsOfSeveralFilesAndSeveralOfOneFile) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json",
                     "{ \"scenario\": \"a\",\n"
                     "  \"steps\": [ { \"expect\": { \"calls\": \"hoks\", \"exactlly\": 1 } },\n"
                     "             { \"expct\": { \"calls\": \"hooks\" } } ] }\n");
  suite.folder.write("suite/b.json", "{ \"scenario\": \"b\", \"steps\": 1 }\n");
  suite.folder.write(
      "shop.json",
      "[ { \"request\": { \"urii\": \"/x\" }, \"response\": { \"text\": \"y\" } } ]\n");
  const ProgramEnd end = run_ricochet({"check", "suite", "shop.json"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.out, "");
  test::expect_golden("e2e/check-several.txt", end.err);
}

TEST(Check, FrameAndStepsOfAFileInOneRun) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json",
                     "{ \"scenario\": \"a\", \"colour\": \"red\",\n"
                     "  \"steps\": [ { \"expct\": { \"calls\": \"hooks\" } } ] }\n");
  for (const char* command : {"check", "run"}) {
    const ProgramEnd end = run_ricochet({command, "suite"}, suite.folder.path());
    EXPECT_EQ(end.exit_code, 3);
    EXPECT_THAT(end.err, testing::AllOf(HasSubstr("unknown key \"colour\""),
                                        HasSubstr("there is no step \"expct\""),
                                        HasSubstr("2 errors in 1 file\n")));
  }
}

TEST(Check, ScenariosOfASuiteWithABrokenStubFileAreLookedAtToo) {
  const SmallSuite suite(R"({ "stubs": { "shop": "missing.json" } })");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [ { "expct": {} } ] })");
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, testing::AllOf(HasSubstr("missing.json"), HasSubstr("expct"),
                                      HasSubstr("2 errors in 2 files\n")));
}

TEST(Check, ShowsAtMost20AndCountsTheRest) {
  const SmallSuite suite;
  for (int i = 10; i < 35; ++i) {
    suite.folder.write(
        "suite/s" + std::to_string(i) + ".json",
        "{ \"scenario\": \"s\", \"steps\": [ { \"expect\": { \"calls\": \"hoks\" } } ] }\n");
  }
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  std::size_t shown = 0;
  for (std::size_t at = end.err.find("error["); at != std::string::npos;
       at = end.err.find("error[", at + 1))
    ++shown;
  EXPECT_EQ(shown, 20u);
  EXPECT_THAT(end.err, HasSubstr("25 errors in 25 files\n"));
  test::expect_golden("e2e/check-many.txt", end.err);
}

TEST(Check, FileOfASuiteThatNoScenarioUsesIsLookedAtToo) {
  const SmallSuite suite(R"({ "stubs": { "shop": "missing.json" } })");
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("missing.json"));
}

}  // namespace
}  // namespace ricochet::e2e
