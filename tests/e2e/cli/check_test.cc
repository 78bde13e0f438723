// `ricochet check`: everything is validated, nothing runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"

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
  EXPECT_EQ(end.out, "ok: 2 scenarios, 1 suite, 1 stub file with 1 session\n");
  EXPECT_THAT(end.err,
              HasSubstr("warning[suite/unused-stub]: no scenario and no service uses \"shop\""));
  EXPECT_THAT(end.err, HasSubstr("warning[scenario/cannot-fail]"));
}

TEST(Check, CountsTheStubFilesOfSuitesAndTakesFoldersOfThem) {
  const TempFolder folder;
  const std::string session = R"({ "request": { "uri": "/x" }, "response": { "text": "y" } })";
  folder.write("suite/ricochet.json",
               R"({ "stubs": { "a": "stubs/a.json", "b": "stubs/a.json", "c": "stubs/c.json" } })");
  folder.write("suite/stubs/a.json", "[ " + session + ", " + session + " ]");
  folder.write("suite/stubs/c.json", "[ " + session + " ]");
  folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })");
  EXPECT_EQ(run_ricochet({"check", "."}, folder.path()).out,
            "ok: 1 scenario, 1 suite, 2 stub files with 3 sessions\n");
  folder.write("alone/a.json", "[ " + session + " ]");
  folder.write("alone/more/b.json", "[ " + session + " ]");
  folder.write("alone/package.json", "{}");
  const ProgramEnd fine = run_ricochet({"check", "alone"}, folder.path());
  EXPECT_EQ(fine.exit_code, 0) << fine.err;
  EXPECT_EQ(fine.out, "ok: 2 stub files with 2 sessions\n");
  EXPECT_EQ(fine.err.find("a.json"), std::string::npos) << fine.err;
  folder.write("alone/more/b.json", R"([ { "request": { "urii": "/x" } } ])");
  const ProgramEnd wrong = run_ricochet({"check", "alone"}, folder.path());
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("alone/more/b.json:1"));
}

TEST(Check, WhatCannotBeReachedIsNotSaidToBeMissing) {
  const TempFolder folder;
  std::filesystem::create_symlink("circle", folder / "circle");  // as a folder without rights
  folder.write("stub.json", R"([ { "response": { "file": "circle/x.txt" } } ])");
  const struct {
    std::vector<std::string> words;
    int exit_code;
  } cases[] = {{{"check", "circle/a.json"}, 2},
               {{"run", "circle/a.json"}, 2},
               {{"up", "circle"}, 3},
               {{"stub", "http", "-p", "0", "-c", "circle/a.json"}, 3},
               {{"check", "stub.json"}, 3}};
  for (const auto& one : cases) {
    SCOPED_TRACE(testing::PrintToString(one.words));
    const ProgramEnd end = run_ricochet(one.words, folder.path());
    EXPECT_EQ(end.exit_code, one.exit_code);
    EXPECT_THAT(end.err, HasSubstr("Too many levels of symbolic links"));
  }
}

TEST(Check, ARecordThatHasNoPlaceForItsMarkIsToldAtItsStep) {
  const TempFolder folder;
  folder.write("ricochet.json", R"({ "bus": { "kafka": "embedded" }, "topics": { "t": {} },
                                    "scope": { "json_path": "$.order.tenant" } })");
  for (const auto& [form, fine] : std::vector<std::pair<std::string, bool>>{
           {R"("json": { "order": { "tenant": "x" } })", true},
           {R"("json": { "order": { "n": 1 } })", true},
           {R"("json": {})", true},
           {R"("text": "not json")", false},
           {R"("json": { "order": "a text" })", false},
           {R"("json": [ 1 ])", false},
           {R"("null": true)", false}}) {
    SCOPED_TRACE(form);
    folder.write("s.json",
                 "{ \"scenario\": \"s\", \"steps\": [\n { \"publish\": { \"topic\": \"t\", " +
                     form + " } } ] }");
    const ProgramEnd check = run_ricochet({"check", "."}, folder.path());
    EXPECT_EQ(check.exit_code, fine ? 0 : 3) << check.err;
    if (fine) continue;
    EXPECT_THAT(check.err, HasSubstr("error[scenario/no-mark-place]"));
    EXPECT_THAT(check.err, HasSubstr("s.json:2"));
  }
}

TEST(Check, AMarkIsKnownOnlyWhereThereIsAScope) {
  const TempFolder folder;
  folder.write("ricochet.json", R"({ "bus": { "kafka": "embedded" }, "topics": { "t": {} } })");
  folder.write("s.json", R"({ "scenario": "s", "steps": [
      { "publish": { "topic": "t", "text": "${scenario.mark}" } } ] })");
  const ProgramEnd check = run_ricochet({"check", "."}, folder.path());
  EXPECT_EQ(check.exit_code, 3) << check.out;
  EXPECT_THAT(check.err, HasSubstr("s.json:2"));
  EXPECT_THAT(check.err, HasSubstr("scenario.mark"));
}

TEST(Check, WhatIsNotAScenarioIsListed) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  suite.folder.write("suite/package.json", "{}");
  const std::string told =
      "not a scenario: suite/package.json, an object without \"scenario\" and \"steps\"\n";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"check", "suite"}, {"run", "suite", "--list"}}) {
    EXPECT_THAT(run_ricochet(words, suite.folder.path()).err, HasSubstr(told));
  }
  EXPECT_THAT(suite.run().err,
              HasSubstr("1 file that ends in .json is not a scenario (see --list)\n"));
}

TEST(Check, TheExampleSuitesAreRight) {
  const ProgramEnd end = run_ricochet({"check", "scenarios"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(end.err, testing::Not(testing::AnyOf(HasSubstr("error["), HasSubstr("warning["))));
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

TEST(Check, CountsTheFilesInWhichMistakesAre) {
  const SmallSuite suite(R"({ "stubs": { "shop": "one.json", "bank": "two.json" } })");
  suite.folder.write("suite/one.json", R"([ { "respons": {} } ])");
  suite.folder.write("suite/two.json", R"([ { "respons": {} } ])");
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("errors in 2 files\n"));
}

/// Those who use what it captures are right.
TEST(Check, AWrongStepIsOneMistake) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
      { "request": { "url": "http://h/", "metod": "get", "capture": { "n": "json:$.n" } } },
      { "request": { "url": "http://h/${n}" } }, { "request": { "url": "http://h/x/${n}" } } ] })");
  const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("\n1 error in 1 file\n"));
}

/// The findings, without the line that counts them.
std::string findings(const std::string& err) {
  std::string out = err;
  const auto count = out.rfind("error in 1 file");
  const auto counts = out.rfind("errors in 1 file");
  const auto end = std::min(count, counts);
  if (end != std::string::npos) out.resize(out.rfind('\n', end) + 1);
  return out;
}

// `check` and `stub` judge by one code. A port that is taken ends `stub` (4) once the files are
// right.
TEST(Check, JudgesStubFilesAsStubDoes) {
  const test::TempFolder folder;
  const std::pair<const char*, std::string> files[] = {
      {"right.json", R"([{"response":{"text":"a"}}])"},
      {"warns.json", R"([{"response":{"json":"${req.method}"}}])"},
      {"empty-list.json", "[]"},
      {"empty.json", ""},
      {"object.json", R"({"response":{"text":"a"}})"},
      {"cut.json", R"([{"response":{"text":"a")"},
      {"behind.json", R"([{"response":{"text":"a"}}] more)"},
      {"latin.json", "[{\"response\":{\"text\":\"\xe9\"}}]"},
      {"key.json", R"([{"response":{"txt":"a"}}])"},
      {"two.json", R"([{"response":{"txt":"a"}},{"request":{"urii":"/"},"response":{}}])"},
      {"settings.json", R"([{"include":"right.json"}])"},
      {"deep/here.json", R"([{"response":{"file":"a.txt"}}])"},
      {"deep/below.json", R"([{"response":{"file":"deep/a.txt"}}])"},
      {"deep/a.txt", "a"}};
  for (const auto& [name, text] : files) folder.write(name, text);
  const auto same = [&](const std::vector<std::string>& check,
                        const std::vector<std::string>& stub) {
    std::vector<std::string> words = {"stub", "http", "-p", "0", "--bind", "203.0.113.1"};
    words.insert(words.end(), stub.begin(), stub.end());
    const ProgramEnd served = run_ricochet(words, folder.path());
    const ProgramEnd checked = run_ricochet(check, folder.path());
    EXPECT_EQ(checked.exit_code == 0, served.exit_code == 4) << served.err << checked.err;
    if (served.exit_code == 3) {
      EXPECT_EQ(findings(checked.err), findings(served.err));
    }
    return checked.exit_code;
  };
  for (const auto& [name, text] : files) {
    SCOPED_TRACE(name);
    if (std::string(name).ends_with(".txt")) continue;
    same({"check", "-c", name}, {"-c", name});
    if (text.starts_with("[") && text.ends_with("]")) same({"check", name}, {"-c", name});
  }
  EXPECT_EQ(same({"check", "deep/here.json"}, {"-c", "deep/here.json"}), 3);
  EXPECT_EQ(same({"check", "deep/below.json"}, {"-c", "deep/below.json"}), 0);
  EXPECT_EQ(same({"check", "-c", "deep/*.json"}, {"-c", "deep/*.json"}), 3);
  EXPECT_EQ(same({"check", "-g", "settings.json"}, {"-g", "settings.json"}), 0);
  EXPECT_EQ(same({"check", "-g", "right.json"}, {"-g", "right.json"}), 3);
  EXPECT_EQ(
      same({"check", "-g", "settings.json", "-e", "none"}, {"-g", "settings.json", "-e", "none"}),
      3);
  EXPECT_EQ(run_ricochet({"check", "-c", "a", "-g", "b"}, folder.path()).exit_code, 2);
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
