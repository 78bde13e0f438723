#include "runner/report/github_annotations.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

TEST(GithubAnnotations, PointAtTheStep) {
  RunResult run = sample_run();
  run.suites.pop_back();
  run.suites[0].scenarios.resize(2);
  EXPECT_EQ(
      github_annotations(run),
      "::error file=scenarios/photo/photo-is-given-up-after-5-tries.json,line=12,col=7,title=a "
      "photo is "
      "given up after 5 tries::expected exactly 5 calls of photos, saw 1 within 5 s\n");
}

TEST(GithubAnnotations, EscapeWhatTheSyntaxUses) {
  RunResult run;
  auto& s = run.suites.emplace_back().scenarios.emplace_back();
  s.outcome = Outcome::kFailed;
  s.file = "./a,b:c/100%.json";
  s.line = 3;
  s.name = "x: y, 5%";
  s.cause = Remark("50% of a:b,\nthen more");
  EXPECT_EQ(
      github_annotations(run),
      "::error file=a%2Cb%3Ac/100%25.json,line=3,title=x%3A y%2C 5%25::50%25 of a:b, then more\n");
}

TEST(GithubAnnotations, ALineBreakInTheNameOfAFileBreaksNoCommand) {
  RunResult run;
  auto& s = run.suites.emplace_back().scenarios.emplace_back();
  s.outcome = Outcome::kFailed;
  s.file = "a\nb.json";
  s.cause = Remark("wrong");
  EXPECT_EQ(github_annotations(run), "::error file=a%0Ab.json,title=::wrong\n");
}

TEST(GithubAnnotations, AtMostTen) {
  RunResult run;
  run.suites.resize(2);
  for (auto& suite : run.suites) {
    for (int i = 0; i < 8; ++i) suite.scenarios.emplace_back().outcome = Outcome::kError;
  }
  const std::string text = github_annotations(run);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
}

TEST(GithubAnnotations, NothingForWhatPassedOrWasSkipped) {
  RunResult run = green_run();
  run.suites[0].scenarios.emplace_back().outcome = Outcome::kSkipped;
  EXPECT_EQ(github_annotations(run), "");
}

TEST(GithubAnnotations, CommandsInTextAreDefused) {
  EXPECT_EQ(without_workflow_commands("a ::b::\n::c::\n\t::d"), "a ::b::\n: :c::\n\t: :d");
  EXPECT_EQ(without_workflow_commands("x ##[y] ##[##["), "x ## [y] ## [## [");
  EXPECT_EQ(without_workflow_commands(""), "");
}

}  // namespace
}  // namespace ricochet::runner::test
