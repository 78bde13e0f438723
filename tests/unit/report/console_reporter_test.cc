#include "runner/report/console_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "runner/report/explanation.h"
#include "tests/support/golden.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string console(const RunResult& run, ConsoleOptions options = {}) {
  std::ostringstream out;
  ConsoleReporter reporter(out, options);
  EXPECT_TRUE(replay(run, reporter).has_value());
  return out.str();
}

TEST(ConsoleReporter, PlainText) {
  ricochet::test::expect_golden("console/plain.txt", console(sample_run()));
}

TEST(ConsoleReporter, GreenRun) {
  ricochet::test::expect_golden("console/green.txt", console(green_run()));
}

TEST(ConsoleReporter, AbsenceThatNobodyCanVouchForIsSaidOnce) {
  RunResult run = green_run();
  EXPECT_THAT(console(run), Not(HasSubstr("window")));
  run.suites.front().scenarios.front().window_only = 1;
  EXPECT_THAT(console(run), HasSubstr("\n1 absence by the window only: who has read what was "
                                      "published is seen on the embedded bus alone\n"));
}

TEST(ConsoleReporter, Verbose) {
  ConsoleOptions options;
  options.verbose = true;
  ricochet::test::expect_golden("console/verbose.txt", console(sample_run(), options));
}

TEST(ConsoleReporter, Colour) {
  ConsoleOptions options;
  options.colour = true;
  ricochet::test::expect_golden("console/colour.txt", console(sample_run(), options));
}

TEST(ConsoleReporter, ActionsGetAnnotations) {
  ConsoleOptions options;
  options.github_annotations = true;
  ricochet::test::expect_golden("console/github.txt", console(sample_run(), options));
}

TEST(ConsoleReporter, WithoutColourNoEscapeLeavesIt) {
  EXPECT_THAT(console(sample_run()), Not(HasSubstr("\x1b")));
}

/// What a terminal shows in the end of a text that wipes lines with CR + CSI K.
std::string seen_on_terminal(const std::string& written) {
  std::string out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written.compare(i, 4, "\r\x1b[K") == 0) {
      out.resize(out.rfind('\n') + 1);
      i += 3;
    } else {
      out += written[i];
    }
  }
  return out;
}

TEST(ConsoleReporter, TerminalShowsWhatRunsAndWipesIt) {
  ConsoleOptions options;
  options.is_terminal = true;
  options.width = 40;
  const std::string written = console(sample_run(), options);
  EXPECT_THAT(written, HasSubstr("[1/6] a photo is downloaded"));
  EXPECT_EQ(seen_on_terminal(written), console(sample_run()));
}

TEST(ConsoleReporter, TransientLineIsShorterThanTheTerminal) {
  for (const std::size_t width : {std::size_t{1}, std::size_t{10}, std::size_t{40}}) {
    std::ostringstream out;
    ConsoleOptions options;
    options.is_terminal = true;
    options.width = width;
    ConsoleReporter reporter(out, options);
    ScenarioResult s;
    s.name = "d\xC3\xA9j\xC3\xA0 vu, " + std::string(100, 'x');
    reporter.scenario_started(s);
    EXPECT_LT(out.str().size(), width + 4) << "width " << width;
  }
}

TEST(ConsoleReporter, ClosingLineHasTheExactForm) {
  RunResult run;
  run.suites.emplace_back();
  auto add = [&](Outcome outcome, int n) {
    for (int i = 0; i < n; ++i) run.suites[0].scenarios.emplace_back().outcome = outcome;
  };
  EXPECT_EQ(totals(run), "0 passed, 0 failed");
  add(Outcome::kPassed, 7);
  add(Outcome::kFailed, 1);
  EXPECT_EQ(totals(run), "7 passed, 1 failed");
  add(Outcome::kSkipped, 2);
  EXPECT_EQ(totals(run), "7 passed, 1 failed, 2 skipped");
  add(Outcome::kError, 1);
  EXPECT_EQ(totals(run), "7 passed, 1 failed, 1 error, 2 skipped");
  EXPECT_THAT(console(run), EndsWith("\n7 passed, 1 failed, 1 error, 2 skipped\n"));
}

TEST(ConsoleReporter, EmptyRunSaysSo) {
  EXPECT_THAT(console(RunResult{}), HasSubstr("no scenario was selected\n"));
  EXPECT_THAT(console(RunResult{}), EndsWith("\n0 passed, 0 failed\n"));
}

TEST(ConsoleReporter, InterruptedRunSaysSo) {
  RunResult run = green_run();
  run.interrupted = true;
  EXPECT_THAT(console(run), HasSubstr("\ninterrupted\n"));
}

TEST(ConsoleReporter, RerunLineCanBePasted) {
  RunResult run = sample_run();
  for (auto& s : run.suites[0].scenarios) s.file = "my scenarios/it's.json";
  run.suites.pop_back();
  EXPECT_THAT(
      console(run),
      HasSubstr(R"(again, only these: ricochet run 'my scenarios/it'\''s.json' --seed 4711)"));
}

TEST(ConsoleReporter, RerunLineIsOfTheRowAndOfTheBusOfTheRun) {
  RunResult run = sample_run();
  run.suites.resize(1);
  auto& all = run.suites[0].scenarios;
  std::erase_if(all, [](const auto& one) { return one.outcome != Outcome::kFailed; });
  all.resize(1);
  all[0].file = "rows.json";
  all[0].name = all[0].own_name = "paid [x=2, y=b c]";
  all[0].row = "x=2, y=b c";
  ConsoleOptions options;
  options.bus = "kafka:9092";
  EXPECT_THAT(console(run, options), HasSubstr("again, only this: ricochet run rows.json --filter "
                                               "'x=2, y=b c]' --bus kafka:9092 --seed "));
}

TEST(ConsoleReporter, ServicesCannotSteerTheJob) {
  RunResult run = sample_run();
  run.suites[0].scenarios[1].steps[1].cause =
      Remark("evil", "::add-path::/tmp/evil\n  ::set-env name=A::b\nx ##[add-path]/tmp");
  ConsoleOptions options;
  options.github_annotations = true;
  const std::string text = console(run, options);
  EXPECT_THAT(text, Not(HasSubstr("::add-path::")));
  EXPECT_THAT(text, Not(HasSubstr("::set-env")));
  EXPECT_THAT(text, Not(HasSubstr("##[")));
}

TEST(ConsoleReporter, ManyFailuresAreCutInTheSummary) {
  RunResult run;
  run.suites.emplace_back();
  for (int i = 0; i < 25; ++i) {
    auto& s = run.suites[0].scenarios.emplace_back();
    s.outcome = Outcome::kFailed;
    s.file = "a.json";
  }
  const std::string text = console(run);
  EXPECT_THAT(text, HasSubstr("   and 24 alike, below\n"));
  EXPECT_THAT(text, HasSubstr("       and 4 more\n"));
}

ScenarioResult failed_scenario(const std::string& name, Symptom::Rank rank,
                               const std::string& key) {
  ScenarioResult s;
  s.name = name;
  s.file = name + ".json";
  s.line = 2;
  s.outcome = rank == Symptom::Rank::kCrash ? Outcome::kError : Outcome::kFailed;
  if (rank == Symptom::Rank::kCrash) s.error = ErrorKind::kSutCrashed;
  s.cause = Remark("numbers of " + name);
  s.symptom.rank = rank;
  s.symptom.key = key;
  return s;
}

TEST(ConsoleReporter, WhatLooksAlikeIsToldOnceAndCrashesFirst) {
  using Rank = Symptom::Rank;
  RunResult run;
  auto& all = run.suites.emplace_back().scenarios;
  all = {failed_scenario("late", Rank::kTiming, "t"), failed_scenario("a", Rank::kContent, "c"),
         failed_scenario("b", Rank::kContent, "c"), failed_scenario("crash", Rank::kCrash, "k")};
  const std::string text = console(run);
  const auto at = [&text](const std::string& part) { return text.find(part); };
  EXPECT_LT(at(" fail  late"), at("\nERROR  crash")) << "the list comes before the stories";
  EXPECT_LT(at("\nERROR  crash"), at("\n FAIL  a   "));
  EXPECT_LT(at("\n FAIL  a   "), at("\n FAIL  late"));
  EXPECT_THAT(text, HasSubstr(" FAIL  a   0 ms   and 1 alike, below\n"));
  EXPECT_THAT(text, HasSubstr("       alike:\n FAIL  b   b.json:2   numbers of b\n"));
  EXPECT_EQ(at("numbers of b"), text.rfind("numbers of b"));
}

TEST(Explanation, SaysNothingTwice) {
  ScenarioResult s = sample_run().suites[0].scenarios[1];
  base::Diag diag("expect/timeout", "one call came", "wait longer");
  diag.where = s.where;
  s.steps[1].cause = StepOutcome::error_of(diag).cause;
  const std::string text = explain(s, false);
  EXPECT_EQ(text.find("one call came"), text.rfind("one call came"));
  EXPECT_EQ(text.find("-->"), text.rfind("-->"));
}

TEST(Explanation, LongHistoriesAreCut) {
  ScenarioResult s = sample_run().suites[0].scenarios[1];
  const StepResult first = s.steps[0];
  s.steps.insert(s.steps.begin(), 14, first);
  for (int i = 0; i < 100; ++i) s.sut_output += "line " + std::to_string(i) + "\n";
  const std::string text = explain(s, false);
  EXPECT_THAT(text, HasSubstr("  ... 5 steps more\n"));
  EXPECT_THAT(text, HasSubstr("what the services printed last:\n  line 80\n"));
  EXPECT_THAT(text, EndsWith("line 99"));
}

TEST(Explanation, WithoutAStepTheScenarioSpeaks) {
  ScenarioResult s;
  s.file = "a.json";
  s.outcome = Outcome::kError;
  s.error = ErrorKind::kBug;
  EXPECT_THAT(explain(s, false), HasSubstr("a fault of ricochet itself"));
  s.outcome = Outcome::kFailed;
  EXPECT_EQ(explain(s, false), "an expectation was not met");
  s.outcome = Outcome::kPassed;
  EXPECT_EQ(explain(s, false), "");
}

TEST(Explanation, Times) {
  using std::chrono::milliseconds;
  EXPECT_EQ(short_time(milliseconds(0)), "0 ms");
  EXPECT_EQ(short_time(milliseconds(-5)), "0 ms");
  EXPECT_EQ(short_time(milliseconds(99)), "99 ms");
  EXPECT_EQ(short_time(milliseconds(412)), "0.4 s");
  EXPECT_EQ(short_time(milliseconds(5'034)), "5.0 s");
  EXPECT_EQ(short_time(milliseconds(65'000)), "1 min 05 s");
}

}  // namespace
}  // namespace ricochet::runner::test
