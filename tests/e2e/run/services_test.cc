// Services under control: their ports, what they print, how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/e2e/bin/bin_process.h"
#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A suite whose service "shop" is a shell that runs this script.
std::string shop_in_shell(const std::string& script, const std::string& rest) {
  return "{ \"bins\": [\"hooks\"], \"sut\": { \"shop\": { \"command\": [\"/bin/sh\", \"-c\", \"" +
         script + "\"]" + (rest.empty() ? "" : ", " + rest) + " } } }";
}

constexpr const char* kStaysUp = "; echo up; while :; do sleep 0.01; done";
constexpr const char* kReadyWhenUp = R"("ready": { "log": "up" })";

TEST(Services, LinesThatMadeRoomAreNoVerdict) {
  const std::string steps = R"({ "scenario": "s", "steps": [
    { "run": { "command": ["touch", "go"] } },
    { "expect": { "log": "shop", "text": "end" } },
    { "expect": { "log": "shop", "text": "needle")";
  for (const char* count : {R"(, "never": true, "for": "20ms")", R"(, "within": "20ms")"}) {
    const SmallSuite suite(
        shop_in_shell("echo up; while [ ! -e go ]; do sleep 0.01; done; echo needle; "
                      "seq 1 20000; echo end; sleep 60",
                      kReadyWhenUp));
    suite.folder.write("suite/s.json", steps + count + " } } ] }");
    const ProgramEnd end = suite.run();
    EXPECT_EQ(end.exit_code, 4) << count << end.out << end.err;
    EXPECT_THAT(end.out, HasSubstr("shop printed more than is kept for a verdict"));
  }
}

TEST(Services, APauseEndsWithItsScenario) {
  const SmallSuite suite(shop_in_shell(
      "echo up; while [ ! -e go ]; do sleep 0.01; done; echo went; sleep 60", kReadyWhenUp));
  suite.folder.write("suite/a.json",
                     R"({ "scenario": "a", "steps": [ { "sut": { "pause": "shop" } } ] })");
  suite.folder.write("suite/b.json", R"({ "scenario": "b", "steps": [
    { "run": { "command": ["touch", "go"] } },
    { "expect": { "log": "shop", "text": "went", "within": "5s" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Services, LinesAreJudgedAsTheyWerePrinted) {
  const SmallSuite suite(shop_in_shell("printf 'd\\\\000e\\\\n'; echo up; sleep 60", kReadyWhenUp));
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "sut": { "restart": "shop" } },
    { "expect": { "log": "shop", "text": { "match": "d.e" } } },
    { "expect": { "log": "shop", "text": { "contain": "x00" }, "never": true, "for": "20ms" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

/// A stub server of ours is the service: it listens where it is told.
struct SuiteWithAPort : SmallSuite {
  SuiteWithAPort()
      : SmallSuite(R"({ "sut": { "shop": {
      "command": ["${env.RICOCHET_BIN_DIR}/ricochet", "stub", "http", "-p", "${sut.shop.ports.http}", "-c", "shop.json"],
      "ports": ["http"],
      "ready": { "http": "http://127.0.0.1:${sut.shop.ports.http}/health" } } } })") {
    folder.write("suite/shop.json", R"([ { "response": { "text": "open" } } ])");
    folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "request": { "url": "http://127.0.0.1:${sut.shop.ports.http}/", "expect": { "text": "open" } } },
    { "sut": { "restart": "shop" } },
    { "request": { "url": "http://127.0.0.1:${sut.shop.ports.http}/", "expect": { "text": "open" } } } ] })");
  }
};

TEST(Services, RunsSideBySideHavePortsOfTheirOwnEvenWithOneSeed) {
  const SuiteWithAPort suite;
  const ProgramStart start = ricochet({"run", "suite", "--seed", "5"}, suite.folder.path());
  Program one(start), two(start), three(start);
  for (Program* each : {&one, &two, &three})
    EXPECT_EQ(each->wait().exit_code, 0) << each->out() << each->err();
}

TEST(Services, WhoListensAlreadyIsNotTakenForTheService) {
  BinProcess stranger;
  const SmallSuite suite(shop_in_shell("sleep 60", "\"ready\": { \"http\": \"http://127.0.0.1:" +
                                                       std::to_string(stranger.port()) + "/\" }"));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 4) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("sut/port-taken"),
                             HasSubstr("process " + std::to_string(stranger.program().pid())),
                             HasSubstr("before service \"shop\" was started")));
}

TEST(Services, WithOneThatCrashedNobodyWaitsForTheOthers) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "sut": {
    "quick": { "command": ["/bin/sh", "-c", "echo up; sleep 0.2; exit 3"], "ready": { "log": "up" } },
    "slow": { "command": ["sleep", "300"], "ready": { "log": "up", "within": "100s" } } } })");
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 5) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("quick exited with status 3 while it was needed"),
                             Not(HasSubstr("slow"))));
}

TEST(Services, ReadyByACommandOfTheSuite) {
  const SmallSuite suite(
      shop_in_shell("touch there; sleep 60", R"("ready": { "command": ["test", "-e", "there"] })"));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(Services, LogsHoldEveryByteAndEveryStart) {
  const SmallSuite suite(shop_in_shell("printf '\\\\033[32mup\\\\033[0m'; sleep 60",
                                       R"("ready": { "log": "up" }, "per_scenario": true)"));
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  const ProgramEnd end = suite.run({"--logs", "logs"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(bytes_of(suite.folder / "logs/suite/shop.log"),
              testing::MatchesRegex("ricochet: started as process [0-9]+\n\x1b\\[32mup\x1b\\[0m\n"
                                    "ricochet: started as process [0-9]+\n\x1b\\[32mup\x1b\\[0m"));
}

TEST(Services, LogsThatCannotBeWrittenAreExit4) {
  const SmallSuite suite(shop_in_shell("sleep 60", ""));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run({"--logs", "suite/a.json"});
  EXPECT_EQ(end.exit_code, 4) << end.out;
  EXPECT_THAT(end.out, HasSubstr("sut/log-file"));
}

TEST(Services, AForcedKillAtTheEndIsTold) {
  const SmallSuite suite(
      shop_in_shell(std::string("trap '' TERM") + kStaysUp,
                    std::string(kReadyWhenUp) + R"(, "stop": { "grace": "100ms" })"));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run({"--junit", "report.xml"});
  EXPECT_EQ(end.exit_code, 0) << end.out;
  const std::string told = "shop, told to stop by SIGTERM, did not end within its grace of 100ms";
  EXPECT_THAT(end.out, HasSubstr(told));
  EXPECT_THAT(bytes_of(suite.folder / "report.xml"), HasSubstr(told));
}

TEST(Services, ACrashInTheShutdownIsTold) {
  const SmallSuite suite(
      shop_in_shell(std::string("trap 'kill -ABRT $$' TERM") + kStaysUp, kReadyWhenUp));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("shop, told to stop by SIGTERM, was killed by SIGABRT"));
}

TEST(Services, ACrashIsToldWithTheLinesOfItsScenarioOnly) {
  const SmallSuite suite(shop_in_shell(
      "exec 3<>go; echo up; while read word <&3; do echo $word; [ $word = die ] && exit 3; done",
      kReadyWhenUp));
  ASSERT_EQ(::mkfifo((suite.folder / "suite/go").c_str(), 0600), 0);
  const auto say = [](const std::string& word) {
    return R"({ "run": { "command": ["sh", "-c", "echo )" + word + R"( > go"] } })";
  };
  suite.folder.write("suite/a.json",
                     R"({ "scenario": "a", "steps": [ )" + say("alpha") +
                         R"(, { "expect": { "log": "shop", "text": "alpha" } } ] })");
  suite.folder.write("suite/b.json",
                     R"({ "scenario": "b", "steps": [ )" + say("beta") + ", " + say("die") +
                         R"(, { "expect": { "calls": "hooks", "within": "15s" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 5) << end.out;
  EXPECT_THAT(end.out, AllOf(HasSubstr("beta"), HasSubstr("shop exited with status 3"),
                             Not(HasSubstr("alpha"))));
}

TEST(Services, APromptCountsAsALine) {
  const SmallSuite suite(shop_in_shell(
      "echo up; exec 3<>go; read word <&3; printf 'password: '; sleep 60", kReadyWhenUp));
  ASSERT_EQ(::mkfifo((suite.folder / "suite/go").c_str(), 0600), 0);
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "run": { "command": ["sh", "-c", "echo now > go"] } },
    { "expect": { "log": "shop", "text": { "contain": "password" }, "within": "300ms" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out;
}

TEST(Services, WhatItSaidLastStandsInTheFirstSentence) {
  const SmallSuite suite(shop_in_shell("echo JoinGroup failed: Invalid session timeout; sleep 60",
                                       R"("ready": { "log": "listening", "within": "300ms" })"));
  suite.add_quiet("a.json", "a");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.out, HasSubstr("it said last: \"JoinGroup failed: Invalid session timeout\""));
}

TEST(Services, StepsCannotTouchOneThatSomebodyElseRuns) {
  const SmallSuite suite(R"({ "sut": { "shop": { "external": true } } })");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "sut": { "kill": "shop" } }, { "expect": { "log": "shop", "text": "x" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, AllOf(HasSubstr("scenario/external-sut"), HasSubstr("a.json:2:24"),
                             HasSubstr("a.json:2:57")));
}

}  // namespace
}  // namespace ricochet::e2e
