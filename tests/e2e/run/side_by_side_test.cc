// --jobs, "scope" and "per_worker": scenarios side by side in one suite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/file.h"
#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/// tests/crosstalk with these words, its service with this DEFECT.
ProgramEnd crosstalk(std::vector<std::string> more, const std::string& defect = {}) {
  std::vector<std::string> args{"run", "tests/crosstalk"};
  args.insert(args.end(), more.begin(), more.end());
  ProgramStart start = ricochet(std::move(args));
  start.env["DEFECT"] = defect;
  start.deadline = std::chrono::seconds(120);
  return test::run_program(std::move(start));
}

/// A suite around relay.py alone; `isolation` is a line of it.
class RelaySuite {
 public:
  explicit RelaySuite(const std::string& isolation) {
    std::ifstream relay(project_folder() + "/tests/crosstalk/relay.py");
    std::ostringstream text;
    text << relay.rdbuf();
    folder_.write("suite/relay.py", text.str());
    folder_.write("suite/ricochet.json", R"({ "stubs": { "photos": [], "mails": [] },
  "env": ["DEFECT"],
  )" + isolation + R"(
  "sut": { "relay": { "command": ["/usr/bin/python3", "relay.py", "${sut.relay.ports.http}"], "ports": ["http"],
      "env": { "PHOTOS_URL": "${stubs.photos.url}", "MAILS_URL": "${stubs.mails.url}", "DEFECT": "${env.DEFECT}" },
      "ready": { "tcp": "127.0.0.1:${sut.relay.ports.http}" } } },
  "defaults": { "settle": "1s", "for": "50ms" } })");
  }
  /// A scenario that orders, and expects so many mails.
  void add(const std::string& file, const std::string& name, int mails,
           const std::string& before = {}) const {
    folder_.write("suite/" + file, R"({ "scenario": ")" + name +
                                       R"(", "vars": { "order": "${uuid()}" },
  "stubs": { "photos": [ { "request": { "uri": "/photo" }, "response": { "text": "a photo" } } ],
             "mails": [ { "request": { "uri": "/mails" }, "response": { "status": 202 } } ] },
  "steps": [ )" + before + R"(
    { "request": { "url": "http://127.0.0.1:${sut.relay.ports.http}/orders", "json": { "order": "${order}" } } },
    { "expect": { "calls": "mails", "exactly": )" +
                                       std::to_string(mails) + " } } ] }");
  }
  ProgramEnd run(std::vector<std::string> more, const std::string& defect) const {
    std::vector<std::string> args{"run", "suite"};
    args.insert(args.end(), more.begin(), more.end());
    ProgramStart start = ricochet(std::move(args), folder_.path());
    start.env["DEFECT"] = defect;
    start.deadline = std::chrono::seconds(60);
    return test::run_program(std::move(start));
  }

  const TempFolder& folder() const { return folder_; }

 private:
  TempFolder folder_;
};

constexpr const char* kLateMail =
    R"({ "request": { "method": "post", "url": "http://127.0.0.1:${sut.relay.ports.http}/late", "text": "" } },)";

TEST(SideBySide, TwoHundredScenariosSeeTheirOwnOnly) {
  const auto end = crosstalk({"--repeat", "50", "--jobs", "200", "--shuffle"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("200 passed, 0 failed"));
  EXPECT_THAT(end.out, Not(HasSubstr("warning")));
}

TEST(SideBySide, ReportsAreInTheOrderOfTheScenarios) {
  const auto alone = crosstalk({"--repeat", "3", "--seed", "1", "--report", "tap=-"});
  const auto beside =
      crosstalk({"--repeat", "3", "--seed", "1", "--jobs", "12", "--report", "tap=-"});
  EXPECT_EQ(beside.exit_code, 0) << beside.out << beside.err;
  EXPECT_EQ(beside.out, alone.out);
  EXPECT_THAT(beside.out, HasSubstr("ok 12 - "));
}

TEST(SideBySide, WorkWithoutAMarkFailsTheRunAndNamesTheService) {
  const RelaySuite suite(R"("scope": { "header": "X-Scenario" },)");
  suite.add("a.json", "waits for a mail", 1);
  const auto end = suite.run({"--jobs", "3"}, "forgets-mark");
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr(" --jobs 3 --seed "));
  EXPECT_THAT(end.out, HasSubstr("FAIL  work without a mark"));
  EXPECT_THAT(end.out,
              HasSubstr("relay sent 1 call or event without a mark: POST /mails to mails"));
  EXPECT_THAT(end.out, HasSubstr("suite/ricochet.json:3:12"));
  EXPECT_THAT(end.out, HasSubstr("1 call or event (first POST /mails to mails) without a mark came "
                                 "meanwhile, which no scenario counts"));
}

TEST(SideBySide, LateWorkIsToldAsThatOfItsScenarioAndCountedByNoOther) {
  const RelaySuite suite(R"("scope": { "header": "X-Scenario" },)");
  suite.add("a.json", "first", 1);
  suite.add("b.json", "second", 1, kLateMail);
  const auto end = suite.run({}, "late-mail");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("2 passed, 0 failed"));
  EXPECT_THAT(end.out, ContainsRegex("warning: late work of the scenario \"first\": POST /mails to "
                                     "mails came .* after its end; no other scenario counted it"));
}

TEST(SideBySide, LateWorkIsToldOfTheLastScenarioWhoeverRan) {
  const RelaySuite suite(R"("scope": { "header": "X-Scenario" },)");
  suite.add("a.json", "first", 1);
  suite.add("b.json", "second", 1, kLateMail);
  suite.add("c.json", "third", 1);
  const auto end = suite.run({}, "late-mail");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out,
              ContainsRegex("ok  third[^\n]*\n *warning: late work of the scenario \"first\""));
}

/// A service that does something without a mark a while after it was asked.
TEST(SideBySide, WorkWithoutAMarkBehindTheLastScenarioIsSeen) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "scope": { "header": "X-Test" },
      "sut": { "late": { "command": ["./late.sh"], "env": { "URL": "${bins.hooks.url}" },
                         "ready": { "log": "up" } } } })");
  suite.folder.write(
      "suite/late.sh",
      "#!/bin/sh\necho up\nread line < asked\nexec /usr/bin/python3 -c "
      "\"import "
      "os,signal,urllib.request;urllib.request.urlopen(os.environ['URL']);signal.pause()\"\n");
  ASSERT_EQ(::mkfifo((suite.folder / "suite/asked").c_str(), 0600), 0);
  ::chmod((suite.folder / "suite/late.sh").c_str(), 0755);
  suite.folder.write("suite/a.json", R"({ "scenario": "asks", "steps": [
      { "request": { "method": "post", "url": "${bins.hooks.url}", "text": "x" } },
      { "run": { "command": ["sh", "-c", "echo now > asked"] } } ] })");
  const std::string rest = R"(, "defaults": { "settle": "2s", "rest": "5s" } })";
  std::string text = base::read_file(suite.folder / "suite/ricochet.json").value();
  suite.folder.write("suite/ricochet.json", text.substr(0, text.rfind('}')) + rest);
  const auto end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("late sent 1 call or event without a mark: GET /hooks to hooks"));
}

TEST(SideBySide, AWorkerIsTornDownWhereItsSetupBeganOnly) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "per_worker": true,
      "setup": [ { "run": { "command": ["/bin/sh", "-c", "echo setup >> log; exit 1"] } } ],
      "teardown": [ { "run": { "command": ["/bin/sh", "-c", "echo teardown >> log"] } } ] })");
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  const auto end = suite.run({"--jobs", "2"});
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_EQ(base::read_file(suite.folder / "suite/log").value(), "setup\nteardown\n");
}

TEST(SideBySide, WithoutAScopeLateWorkIsToldAsPossiblyThatOfItsScenario) {
  const RelaySuite suite("");
  suite.add("a.json", "first", 1);
  suite.add("b.json", "second", 1, kLateMail);
  const auto end = suite.run({"--jobs", "2"}, "late-mail");
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("FAIL  second.*\n.*got 2 calls of mails, expected exactly 1"));
  EXPECT_THAT(end.out, ContainsRegex("POST /mails to mails is possibly late work of the scenario "
                                     "\"first\", whose value \"[-0-9a-f.]*\" it carries"));
}

TEST(SideBySide, EachWorkerHasAWorldOfItsOwn) {
  const RelaySuite suite(R"("per_worker": true,)");
  for (const char* name : {"a", "b", "c", "d"}) suite.add(std::string(name) + ".json", name, 1);
  const auto end = suite.run({"--jobs", "2", "--logs", "logs"}, "");
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("4 passed, 0 failed"));
  EXPECT_THAT(end.out, ContainsRegex("worker 1: stub .*\n *worker 2: stub "));
  EXPECT_TRUE(std::filesystem::exists(suite.folder() / "logs/suite/relay.log"));
  EXPECT_TRUE(std::filesystem::exists(suite.folder() / "logs/worker-2/suite/relay.log"));
}

}  // namespace
}  // namespace ricochet::e2e
