// `ricochet run --watch`: what one round must not leave behind for the next, and what comes and
// goes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/file.h"
#include "tests/e2e/run/served_suite.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ProgramStart watch(const TempFolder& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> args = {"run", "suite", "--watch"};
  args.insert(args.end(), more.begin(), more.end());
  return ricochet(std::move(args), folder.path());
}

std::string scenario(const std::string& name, const std::string& steps) {
  return R"({ "scenario": ")" + name + R"(", "vars": { "order": "${uuid()}" }, "steps": [ )" +
         steps + " ] }";
}

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(WatchFolders, WhatComesIntoANewFolderRuns) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  std::filesystem::create_directories(suite.folder / "suite/new/deeper");
  suite.add_price("a.json", "a, again", "first");
  ASSERT_TRUE(program.wait_for("ok  a, again"));  // the folder has been seen, with nothing in it
  suite.folder.write("suite/new/deeper/c.json", scenario("came later", R"({ "pause": "1ms" })"));
  ASSERT_TRUE(program.wait_for("ok  came later"));
  EXPECT_EQ(suite.starts(), 1U);
}

TEST(WatchFolders, WhatFailedAndIsGoneDoesNotFailTheRun) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  suite.add_price("b.json", "b", "wrong");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("1 scenario does not pass"));
  std::filesystem::remove(suite.folder / "suite/b.json");
  ASSERT_TRUE(program.wait_for("suite/b.json is gone"));
  EXPECT_EQ(end_of(program), 0);
}

TEST(WatchFolders, ANewSuiteIsSetUpAndRuns) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  std::filesystem::create_directory(suite.folder / "made");
  suite.folder.write("made/ricochet.json", R"({ "bins": ["mails"] })");
  suite.folder.write(
      "made/m.json",
      scenario("in a suite of its own",
               R"({ "expect": { "calls": "mails", "never": true, "for": "20ms" } })"));
  std::filesystem::rename(suite.folder / "made", suite.folder / "suite/mails");
  ASSERT_TRUE(program.wait_for("suite/mails"));
  ASSERT_TRUE(program.wait_for("ok  in a suite of its own"));
}

TEST(WatchFolders, ASuiteThatIsGoneEndsWithItsServices) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  const Marker marker;
  suite.folder.write("suite/more/ricochet.json", R"({ "sut": { "other": {
      "command": ["/bin/sh", "-c", "echo up; while :; do sleep 1; done"], "env": { ")" +
                                                     marker.name + R"(": ")" + marker.value +
                                                     R"(" }, "ready": { "log": "up" } } } })");
  suite.folder.write("suite/more/b.json", scenario("b", R"({ "pause": "1ms" })"));
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  EXPECT_FALSE(test::processes_with_env(marker.assignment()).empty());
  std::filesystem::remove_all(suite.folder / "suite/more");
  ASSERT_TRUE(program.wait_for("suite/more/b.json is gone"));
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), IsEmpty());
  EXPECT_EQ(end_of(program), 0);
}

TEST(WatchFolders, ASuiteFileThatIsGoneIsToldAsSuch) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  const std::string text = base::read_file(suite.folder / "suite/ricochet.json").value();
  std::filesystem::remove(suite.folder / "suite/ricochet.json");
  ASSERT_TRUE(program.wait_for("error[watch/suite-gone]: \"suite/ricochet.json\" is gone"));
  EXPECT_THAT(program.err(), Not(HasSubstr("suite/a.json:"))) << "nothing is wrong with it";
  suite.folder.write("suite/ricochet.json", text);
  ASSERT_TRUE(program.wait_for("changed: suite/ricochet.json; 1 scenario runs again"));
}

TEST(WatchFolders, APathOfTheCommandLineMayComeBack) {
  const ServedSuite suite;
  suite.add_price("a.json", "a", "first");
  suite.folder.write("more/b.json", scenario("b", R"({ "pause": "1ms" })"));
  Program program(watch(suite.folder, {"more"}));
  ASSERT_TRUE(program.wait_for("2 passed, 0 failed"));
  ASSERT_TRUE(program.wait_for("watching"));
  std::filesystem::rename(suite.folder / "more", suite.folder / "elsewhere");
  ASSERT_TRUE(program.wait_for("there is no file or folder \"more\""));
  std::filesystem::rename(suite.folder / "elsewhere", suite.folder / "more");
  suite.folder.write("more/b.json", scenario("b, again", R"({ "pause": "1ms" })"));
  ASSERT_TRUE(program.wait_for("ok  b, again"));
}

/// Its service writes into a file when it starts.
struct WritingSuite : SmallSuite {
  explicit WritingSuite(const std::string& names)
      : SmallSuite(R"({ "sut": { "seller": { "ready": { "log": "up" }, )" + names + " } } }") {
    folder.write("suite/data.txt", "");
    folder.write("suite/seller.sh",
                 "echo start >> starts.txt\necho ${DB:-$1} >> ${DB:-$1}\necho up\n"
                 "while :; do sleep 1; done\n");
    add_quiet_one("a");
  }
  void add_quiet_one(const std::string& name) const {
    folder.write("suite/a.json", scenario(name, R"({ "pause": "1ms" })"));
  }
  std::size_t starts() const { return lines_of(folder / "suite/starts.txt").size(); }
};

TEST(WatchWritten, WhatOnlyAnEnvNamesBeginsNoRun) {
  const WritingSuite suite(R"("command": ["/bin/sh", "seller.sh"], "env": { "DB": "data.txt" })");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.add_quiet_one("a, again");
  ASSERT_TRUE(program.wait_for("ok  a, again"));
  EXPECT_EQ(suite.starts(), 1U) << program.err();
  EXPECT_EQ(end_of(program), 0);
}

TEST(WatchWritten, WhatEachRunWritesIsLeftAlone) {
  const WritingSuite suite(R"("command": ["/bin/sh", "seller.sh", "data.txt"])");
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("warning: suite/data.txt changed again in each run"));
  suite.add_quiet_one("a, again");
  ASSERT_TRUE(program.wait_for("ok  a, again"));
  EXPECT_EQ(suite.starts(), 3U) << program.err();
  EXPECT_EQ(end_of(program), 0);
}

/// A suite with a scope, in rounds.
struct ScopedSuite : SmallSuite {
  ScopedSuite() : SmallSuite(R"({ "bins": ["hooks"], "scope": { "header": "X-Test" } })") {}
  void add(const std::string& name, const std::string& steps) const {
    folder.write("suite/a.json", scenario(name, steps));
  }
};

TEST(WatchRounds, HaveMarksOfTheirOwnWithASeed) {
  const ScopedSuite suite;
  const std::string note =
      R"({ "run": { "command": ["/bin/sh", "-c", "echo ${scenario.mark} >> marks; echo ${order} >> orders"] } })";
  suite.add("a", note);
  Program program(watch(suite.folder, {"--seed", "1"}));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.add("a", note + R"(, { "run": { "command": ["false"] } })");
  ASSERT_TRUE(program.wait_for("0 passed, 1 failed"));
  const auto marks = lines_of(suite.folder / "suite/marks");
  const auto orders = lines_of(suite.folder / "suite/orders");
  ASSERT_EQ(marks.size(), 2U);
  EXPECT_NE(marks[0], marks[1]);
  EXPECT_EQ(orders[0], orders[1]);
}

TEST(WatchRounds, AMarkWrittenByHandMayHaveAnotherName) {
  const ScopedSuite suite;
  const std::string post =
      R"({ "request": { "method": "post", "url": "${bins.hooks.url}", "headers": { "X-Test": "42" }, "text": "x" } },
         { "expect": { "calls": "hooks", "exactly": 1, "settle": "20ms" } })";
  suite.add("a", post);
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.add("a, renamed", post);
  ASSERT_TRUE(program.wait_for("ok  a, renamed"));
}

/// Makes a call that has no mark.
constexpr const char* kUnmarkedCall =
    R"json({ "run": { "command": ["/usr/bin/python3", "-c",
         "import urllib.request; urllib.request.urlopen('${bins.hooks.url}')"] } })json";

TEST(WatchRounds, ForgetTheUnmarkedWorkOfTheOneBefore) {
  const ScopedSuite suite;
  suite.add("a", kUnmarkedCall);
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("FAIL  work without a mark"));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.add("a", R"({ "pause": "1ms" })");
  ASSERT_TRUE(program.wait_for("1 passed, 0 failed"));
  EXPECT_EQ(end_of(program), 0);
}

TEST(WatchRounds, BeginWithoutTheTroubleOfATimeout) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", scenario("a", R"({ "pause": "60s" })"));
  Program program(watch(suite.folder, {"--timeout", "1s"}));
  ASSERT_TRUE(program.wait_for("the run took longer than --timeout 1s"));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.folder.write("suite/a.json", scenario("a", R"({ "pause": "1ms" })"));
  ASSERT_TRUE(program.wait_for("1 passed, 0 failed"));
  EXPECT_EQ(end_of(program), 0);
}

/// `setup` finds the service alive, and fails when there is a file "bad".
constexpr const char* kSetup = R"json(, "setup": [
    { "run": { "command": ["/bin/sh", "-c", "kill -0 $(cat pid)"] } },
    { "run": { "command": ["test", "!", "-e", "bad"] } } ])json";

struct SuiteWithSetup : ServedSuite {
  SuiteWithSetup() : ServedSuite(kSetup) {
    folder.write("suite/seller.sh",
                 "#!/bin/sh\necho $$ > pid\necho seller is up\n"
                 "while [ ! -e gone ]; do sleep 0.02; done\n");
    add_price("a.json", "a", "first");
  }
};

TEST(WatchRounds, TheServiceIsUpAgainBeforeTheSetupOfTheSuite) {
  const SuiteWithSetup suite;
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.folder.write("suite/gone", "");
  ASSERT_TRUE(program.wait_for("seller exited with status 0 while it was needed"));
  std::filesystem::remove(suite.folder / "suite/gone");
  suite.add_price("a.json", "a, again", "first");
  ASSERT_TRUE(program.wait_for("ok  a, again"));
}

TEST(WatchRounds, ASetupThatFailsShowsWhatServicesPrintedInThisRound) {
  const SuiteWithSetup suite;
  Program program(watch(suite.folder));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.folder.write("suite/bad", "");
  suite.add_price("a.json", "a, again", "first");
  ASSERT_TRUE(program.wait_for("0 passed, 1 failed"));
  EXPECT_THAT(program.out(), Not(HasSubstr("seller is up")));
}

TEST(WatchFlags, WhatRunsNothingGoesWithNeitherWatchNorUi) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  for (const std::string prints : {"--list", "--dry-run"}) {
    for (const std::string shows : {"--watch", "--ui"}) {
      const auto end = suite.run({prints, shows});
      EXPECT_EQ(end.exit_code, 2) << prints << shows;
      EXPECT_THAT(end.err, AllOf(HasSubstr("error[run/nothing-runs]: " + prints), HasSubstr(shows),
                                 HasSubstr("leave one of the two out")));
      EXPECT_THAT(end.out, IsEmpty());
    }
  }
}

TEST(WatchFlags, WhatRunsNothingWritesNoReport) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  for (const std::string prints : {"--list", "--dry-run"}) {
    for (const std::vector<std::string>& report :
         {std::vector<std::string>{"--junit", "x.xml"}, {"--report", "html=x.html"}}) {
      const auto end = suite.run({prints, report[0], report[1]});
      EXPECT_EQ(end.exit_code, 2) << prints << report[0];
      EXPECT_THAT(end.err, AllOf(HasSubstr("error[run/nothing-runs]: " + prints),
                                 HasSubstr("there is nothing to report")));
      EXPECT_THAT(end.out, IsEmpty());
    }
  }
}

TEST(WatchFlags, OnlyLinesOfSeveralRunsGoToStdout) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  for (const std::string format : {"junit", "tap", "html"}) {
    const auto end = suite.run({"--watch", "--report", format + "=-"});
    EXPECT_EQ(end.exit_code, 2) << format;
    EXPECT_THAT(end.err, AllOf(HasSubstr("error[run/bad-report]"), HasSubstr("a path")));
  }
  Program program(watch(suite.folder, {"--report", "jsonl=-"}));
  ASSERT_TRUE(program.wait_for("watching"));
  suite.add_quiet("a.json", "a, again");
  ASSERT_TRUE(program.wait_for("ok  a, again"));
}

}  // namespace
}  // namespace ricochet::e2e
