// Exit 4 and 5: what keeps a scenario from being judged, and a service that dies.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// A suite whose service "shop" is a shell that runs this script.
std::string with_shell(const std::string& script, const std::string& rest) {
  return "{ \"bins\": [\"hooks\"], \"sut\": { \"shop\": { \"command\": [\"/bin/sh\", \"-c\", \"" +
         script + "\"]" + (rest.empty() ? "" : ", " + rest) + " } } }";
}

/// A scenario of the suite ends in an error of the environment; returns the console's text.
std::string expect_error(const SmallSuite& suite, const std::string& says,
                         std::vector<std::string> args = {}) {
  suite.add_quiet("quiet.json", "quiet", "15s");
  const std::string report = suite.folder / "report.xml";
  args.insert(args.end(), {"--junit", report});
  const ProgramEnd end = suite.run(args);
  SCOPED_TRACE(end.out + end.err);
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.out + end.err, HasSubstr(says));
  const JunitFile junit = read_junit(report);
  EXPECT_EQ(junit.cases.size(), 1u);
  if (junit.cases.size() != 1) return end.out;
  EXPECT_EQ(junit.cases[0].outcome, "error");
  EXPECT_EQ(junit.cases[0].type, "EnvironmentError");
  EXPECT_THAT(junit.cases[0].message + junit.cases[0].text, HasSubstr(says));
  return end.out;
}

TEST(Environment, AServiceThatDoesNotStartIsToldWithItsPlaceInTheFile) {
  struct Case {
    const char* sut;
    const char* code;
    const char* pointer;
  };
  const Case cases[] = {
      {R"("command": ["./nowhere"])", "sut/not-found", "/command/0"},
      {R"("command": ["no-such-program-anywhere"])", "sut/not-found", "/command/0"},
      {R"("command": ["./ricochet.json"])", "sut/not-executable", "/command/0"},
      {R"("command": ["true"], "cwd": "nowhere")", "sut/bad-cwd", "/cwd"},
      {R"("command": ["true"], "ready": { "log": "up" })", "sut/exited-early", "/command/0"},
      {R"("command": ["sleep", "60"], "ready": { "log": "up", "within": "20ms" })", "sut/not-ready",
       "/ready"},
      {R"("external": true, "ready": { "tcp": "127.0.0.1:1", "within": "20ms" })", "sut/not-ready",
       "/ready"}};
  for (const auto& one : cases) {
    const SmallSuite suite("{\n  \"bins\": [\"hooks\"],\n  \"sut\": { \"shop\": { " +
                           std::string(one.sut) + " } } }");
    const std::string out = expect_error(suite, one.code);
    EXPECT_THAT(out, HasSubstr("suite/ricochet.json:3:")) << one.sut;
    EXPECT_THAT(out, HasSubstr(std::string("(/sut/shop") + one.pointer + ")")) << one.sut;
  }
}

TEST(Environment, AServiceThatIsNotThereIsAWarningOfCheck) {
  const std::pair<std::string, std::string> cases[] = {
      {R"("command": ["./nowhere"])", "warning[sut/not-found]"},
      {R"("command": ["no-such-program-anywhere"])", "warning[sut/not-found]"},
      {R"("command": ["./ricochet.json"])", "warning[sut/not-executable]"},
      {R"("command": ["true"], "cwd": "nowhere")", "warning[sut/bad-cwd]"},
      {R"("command": ["true", "${bus.kafka}"])", ""}};
  for (const auto& [sut, says] : cases) {
    const SmallSuite suite(R"({ "topics": { "t": {} }, "sut": { "shop": { )" + sut + " } } }");
    suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
        { "publish": { "topic": "t", "text": "x" } } ] })");
    const ProgramEnd end = run_ricochet({"check", "suite"}, suite.folder.path());
    EXPECT_EQ(end.exit_code, 0) << end.err;
    if (says.empty()) {
      EXPECT_EQ(end.err, "");
    } else {
      EXPECT_THAT(end.err, HasSubstr(says));
    }
  }
}

TEST(Environment, BrokerThatDoesNotAnswerIsNamed) {
  const SmallSuite suite(R"({ "topics": { "orders": {} }, "bins": ["hooks"] })");
  const std::string out =
      expect_error(suite, "no Kafka broker answers at \"127.0.0.1:1\"", {"--bus", "127.0.0.1:1"});
  EXPECT_THAT(out, HasSubstr("--bus"));
}

TEST(Environment, BrokerOfTheSuiteThatDoesNotAnswerIsNamed) {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "127.0.0.1:1" }, "topics": { "orders": {} }, "bins": ["hooks"] })");
  expect_error(suite, "no Kafka broker answers at \"127.0.0.1:1\"");
}

TEST(Environment, PhotoSuiteWithAWrongBroker) {
  const TempFolder folder;
  const ProgramEnd end = run_ricochet(
      {"run", "scenarios/photo", "--bus", "127.0.0.1:1", "--junit", folder / "report.xml"});
  EXPECT_EQ(end.exit_code, 4);
  const JunitFile junit = read_junit(folder / "report.xml");
  EXPECT_EQ(junit.cases.size(), 8u);
  EXPECT_EQ(junit.count("error"), 8u);
  for (const auto& one : junit.cases)
    EXPECT_THAT(one.message, HasSubstr("127.0.0.1:1")) << one.name;
}

/// Found only when the suite is set up, but it is the suite that must be mended.
TEST(Environment, AWrongSuiteIsBadInputAlsoWhenOnlyARunFindsIt) {
  const struct {
    const char* suite;
    const char* says;
  } cases[] = {
      {R"({ "bus": { "kafka": "127.0.0.1:1", "properties": { "no.such.property": "1" } },
            "topics": { "orders": {} }, "bins": ["hooks"] })",
       "no.such.property"},
      {R"({ "bins": ["hooks"], "sut": { "shop": { "command": ["/bin/cat"],
            "ready": { "tcp": "nowhere" } } } })",
       "nowhere"},
  };
  for (const auto& c : cases) {
    const SmallSuite suite(c.suite);
    suite.add_quiet("quiet.json", "quiet", "15s");
    const ProgramEnd end = suite.run({});
    EXPECT_EQ(end.exit_code, 3) << end.out << end.err;
    EXPECT_THAT(end.out + end.err, HasSubstr(c.says));
  }
}

TEST(Environment, CommandThatIsNotFound) {
  expect_error(
      SmallSuite(R"({ "bins": ["hooks"], "sut": { "shop": { "command": ["no-such-program"] } } })"),
      "service \"shop\" cannot start: \"no-such-program\"");
  expect_error(
      SmallSuite(R"({ "bins": ["hooks"], "sut": { "shop": { "command": ["./missing"] } } })"),
      "service \"shop\" cannot start: ");
}

/// Neither a service nor said twice.
TEST(Environment, WhatAStepCannotStartOrReachIsNamedOnce) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
      { "run": { "command": ["no-such-program"] } } ] })");
  suite.folder.write("suite/b.json", R"({ "scenario": "b", "steps": [
      { "request": { "url": "http://127.0.0.1:1/x" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 4) << end.err;
  EXPECT_THAT(end.out, HasSubstr("the program \"no-such-program\" cannot start"));
  EXPECT_THAT(end.out, testing::Not(HasSubstr("service \"")));
  EXPECT_THAT(end.out, testing::Not(HasSubstr("/x: GET http://127.0.0.1:1/x")));
}

TEST(Environment, ServiceThatDoesNotGetReadyShowsItsLastWords) {
  const SmallSuite suite(with_shell("echo cannot reach the database; exec sleep 60",
                                    R"("ready": { "log": "shop ready", "within": "300ms" })"));
  const std::string out = expect_error(suite, "service \"shop\" was not ready within 300 ms");
  EXPECT_THAT(out,
              AllOf(HasSubstr("\"shop ready\""), HasSubstr("shop | cannot reach the database")));
}

TEST(Environment, ServiceWhosePortStaysClosedIsNotReady) {
  const SmallSuite suite(
      with_shell("exec sleep 60", R"("ready": { "tcp": "127.0.0.1:1", "within": "300ms" })"));
  expect_error(suite, "service \"shop\" was not ready within 300 ms");
}

TEST(Environment, ServiceThatEndsBeforeItIsReady) {
  const SmallSuite suite(
      with_shell("echo no configuration >&2; exit 3", R"("ready": { "log": "shop ready" })"));
  const std::string out =
      expect_error(suite, "service \"shop\" exited with status 3 before it was ready");
  EXPECT_THAT(out, HasSubstr("shop | no configuration"));
}

/// A service that ends its life by `last_words` when the test says so: after it was seen to be
/// ready.
void expect_crash(const std::string& last_words, const std::string& says) {
  const SmallSuite suite(with_shell("echo shop ready; read word < go; " + last_words,
                                    R"("ready": { "log": "shop ready" })"));
  suite.add_quiet("quiet.json", "quiet", "15s");
  ASSERT_EQ(::mkfifo((suite.folder / "suite/go").c_str(), 0600), 0);
  // Read-write: an open of a FIFO that does not wait for the other side.
  const int go = ::open((suite.folder / "suite/go").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(go, 0);
  const std::string report = suite.folder / "report.xml";
  Program program(ricochet({"run", "suite", "--junit", report}, suite.folder.path()));
  ASSERT_TRUE(program.wait_for("shop ready after"));
  ASSERT_EQ(::write(go, "now\n", 4), 4);
  const ProgramEnd& end = program.wait();
  ::close(go);
  EXPECT_EQ(end.exit_code, 5) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr(says), HasSubstr("shop ready")));
  const JunitFile junit = read_junit(report);
  ASSERT_EQ(junit.cases.size(), 1u);
  EXPECT_EQ(junit.cases[0].outcome, "error");
  EXPECT_EQ(junit.cases[0].type, "SutCrashed");
  EXPECT_THAT(junit.cases[0].message, HasSubstr(says));
}

TEST(Environment, ServiceThatCrashesEndsTheScenarioAtOnce) {
  expect_crash("echo out of memory >&2; kill -SEGV $$", "shop was killed by SIGSEGV");
}

TEST(Environment, ServiceThatExitsInTheMiddleIsACrashToo) {
  expect_crash("exit 0", "shop exited with status 0");
}

TEST(Environment, ServiceThatEndsRightAfterItsReadyLineHasCrashed) {
  const SmallSuite suite(
      with_shell("echo shop ready; exit 3", R"("ready": { "log": "shop ready" })"));
  suite.add_quiet("a.json", "a", "15s");
  suite.add_quiet("b.json", "b", "15s");
  const std::string report = suite.folder / "report.xml";
  const ProgramEnd end = suite.run({"--junit", report});
  EXPECT_EQ(end.exit_code, 5) << end.out;
  const JunitFile junit = read_junit(report);
  ASSERT_EQ(junit.cases.size(), 2u);
  for (const auto& one : junit.cases) {
    EXPECT_EQ(one.type, "SutCrashed") << one.name;
    EXPECT_THAT(one.message, HasSubstr("shop exited with status 3")) << one.name;
  }
}

TEST(Environment, ReportIsMadeInTheWorkingFolder) {
  const SmallSuite suite;
  suite.add_quiet("quiet.json", "quiet");
  const ProgramEnd end = suite.run({"--junit", "report.xml"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(read_junit(suite.folder / "report.xml").count("passed"), 1u);
}

TEST(Environment, ReportThatCannotBeWrittenIsAnError) {
  const SmallSuite suite;
  suite.add_quiet("quiet.json", "quiet");
  const ProgramEnd end = suite.run({"--junit", "suite/quiet.json/report.xml"});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, AllOf(HasSubstr("cannot write"), HasSubstr("suite/quiet.json/report.xml")));
  EXPECT_THAT(end.out, HasSubstr("1 passed, 0 failed"));
}

TEST(Environment, LogThatIsTooSmallForAVerdictIsNoPass) {
  const SmallSuite suite(R"({ "topics": { "orders": {} }, "bins": ["hooks"] })");
  suite.folder.write("suite/many.json", R"({ "scenario": "many", "steps": [
    { "publish": [ { "topic": "orders", "text": "1" }, { "topic": "orders", "text": "2" }, { "topic": "orders", "text": "3" } ] },
    { "expect": { "event": "orders", "exactly": 3 } } ] })");
  EXPECT_EQ(suite.run().exit_code, 0);
  const ProgramEnd end = suite.run({"--capture-records", "1"});
  EXPECT_EQ(end.exit_code, 4) << end.out;
}

/// Its vars, stubs and bins are known to templates; here there are none.
TEST(Environment, ASuiteThatIsNotReachedNeedsNoBins) {
  const TempFolder folder;
  folder.write("a/ricochet.json", "{}");
  folder.write("a/bad.json", R"({ "scenario": "bad", "steps": [ { "run": { "command": ["false"],
      "expect": { "exit": 0 } } } ] })");
  for (const std::string suite : {"b", "c"}) {
    folder.write(suite + "/ricochet.json", R"({ "bins": ["inbox"] })");
    folder.write(suite + "/good.json",
                 R"({ "scenario": "good", "steps": [ { "pause": "1ms" } ] })");
  }
  const ProgramEnd end = run_ricochet({"run", "a", "b", "c", "--fail-fast"}, folder.path());
  EXPECT_EQ(end.exit_code, 1) << end.err;
  EXPECT_THAT(end.out, testing::HasSubstr("0 passed, 1 failed, 2 skipped"));
}

}  // namespace
}  // namespace ricochet::e2e
