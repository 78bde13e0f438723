// Exit 2: the command line, or nothing selected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"
#include "tests/support/golden.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

void expect_usage_error(const std::vector<std::string>& args, const std::string& says) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "empty");
  const ProgramEnd end = run_ricochet(args, folder.path());
  SCOPED_TRACE(testing::PrintToString(args));
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, HasSubstr(says));
}

TEST(Usage, FolderWithoutScenarios) {
  expect_usage_error({"run", "empty"}, "there is no scenario below empty");
  expect_usage_error({"run"}, "there is no scenario below .");
  expect_usage_error({"check", "empty"}, "there is no scenario below empty");
}

TEST(Usage, PathThatIsNotThere) {
  expect_usage_error({"run", "nowhere"}, "there is no file or folder \"nowhere\"");
  expect_usage_error({"check", "nowhere"}, "there is no file or folder \"nowhere\"");
  expect_usage_error({"run", "empty", "nowhere"}, "there is no file or folder \"nowhere\"");
}

TEST(Usage, UnknownFlag) {
  expect_usage_error({"run", "--junitt", "x"}, "--junitt");
  expect_usage_error({"run", "--junitt", "x"}, "ricochet run --help");
}

TEST(Usage, AWordThatBelongsToNoFlag) {
  const auto end = run_ricochet({"stub", "http", "-p", "0", "shop.json"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err,
              testing::HasSubstr("\"shop.json\" belongs to no flag of ricochet stub http"));
  EXPECT_THAT(end.err, testing::HasSubstr("stub files come behind -c: -c shop.json"));
}

TEST(Usage, AWordThatBelongsToNoFlagIsToldWhereItBelongs) {
  expect_usage_error({"publish", "--bus", "nonsense", "t", "x y"},
                     "what is published comes behind --text, --json or --file: --text \"x y\"");
  expect_usage_error({"publish", "t", "x", "--bus", "localhost:9092", "--text", "y"},
                     "\"x\" belongs to no flag of ricochet publish");
  expect_usage_error({"bin", "orders"}, "the names of bins come behind --bin: --bin orders");
  expect_usage_error({"bus", "9092"}, "the port comes behind -p: -p 9092");
}

TEST(Usage, UnknownSubCommandGetsASuggestion) {
  expect_usage_error({"rnu"}, "did you mean \"run\"?");
  expect_usage_error({"chekc", "x"}, "did you mean \"check\"?");
}

TEST(Usage, NoSubCommandShowsTheHelp) {
  expect_usage_error({}, "Usage: ricochet");
  expect_usage_error({}, "130 interrupted");
}

TEST(Usage, ABusThatIsNoAddressOfABroker) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  const std::vector<std::vector<std::string>> commands = {{"run", "suite"},
                                                          {"run", "suite", "--list"},
                                                          {"up", "suite"},
                                                          {"publish", "orders", "--text", "x"},
                                                          {"tail", "orders"}};
  for (const std::string bus : {"nonsense", "localhost:many", "a:9092,b", ":9092", "a:0"}) {
    for (const auto& words : commands) {
      SCOPED_TRACE(words[0] + " " + bus);
      auto start = ricochet(words, suite.folder.path());
      start.args.insert(start.args.end(), {"--bus", bus});
      const ProgramEnd end = test::run_program(start);
      EXPECT_EQ(end.exit_code, 2);
      EXPECT_THAT(end.err, HasSubstr("error[cli/bad-bus]"));
      EXPECT_THAT(end.err, HasSubstr("write HOST:PORT, several with commas"));
    }
    auto start = ricochet({"run", "suite"}, suite.folder.path());
    start.env["RICOCHET_BUS"] = bus;
    EXPECT_EQ(test::run_program(start).exit_code, 2) << bus;
  }
}

TEST(Usage, OptionWithoutItsValue) {
  expect_usage_error({"run", "--filter"}, "--filter");
  expect_usage_error({"run", "--seed", "many"}, "--seed");
  expect_usage_error({"run", "--capture-records", "0"}, "--capture-records");
}

/// Every flag that says nothing without another, and that one.
TEST(Usage, AFlagThatDoesNothingAloneSaysWhatItBelongsTo) {
  struct Case {
    std::vector<std::string> words;
    const char* flag;
    const char* belongs_to;
  };
  const Case cases[] = {
      {{"run", "--fail-flaky"}, "--fail-flaky", "--retries"},
      {{"run", "--junit-strict"}, "--junit-strict", "--junit"},
      {{"run", "--explore-limit", "1"}, "--explore-limit", "--explore"},
      {{"run", "--explore-grace", "1s"}, "--explore-grace", "--explore"},
      {{"run", "--ui-port", "0"}, "--ui-port", "--ui"},
      {{"run", "--ui-bind", "::1"}, "--ui-bind", "--ui"},
      {{"run", "--ui-memory", "1MB"}, "--ui-memory", "--ui"},
      {{"run", "--allow-host", "h"}, "--allow-host", "--ui"},
      {{"bus", "--control-bind", "::1"}, "--control-bind", "--control"},
      {{"bus", "--allow-host", "h"}, "--allow-host", "--control"},
      {{"bus", "--max-events", "1"}, "--max-events", "--control"},
      {{"bus", "--max-event-bytes", "1KB"}, "--max-event-bytes", "--control"},
      {{"bus", "--tls-key", "k"}, "--tls-key", "--tls-cert"},
      {{"bin", "--store-sync"}, "--store-sync", "--store"},
      {{"bin", "--store-max", "1MB"}, "--store-max", "--store"},
      {{"bin", "--from-now"}, "--from-now", "--from"},
      {{"bin", "--tls-key", "k"}, "--tls-key", "--tls-cert"},
      {{"stub", "http", "-c", "x", "--control-bind", "::1"}, "--control-bind", "--control"},
      {{"stub", "http", "-c", "x", "--allow-host", "h"}, "--allow-host", "--control"},
      {{"stub", "http", "-c", "x", "-e", "e"}, "-e", "-g"},
      {{"stub", "https", "-c", "x", "--keystore", "p"}, "--keystore", "--https"},
      {{"stub", "https", "-c", "x", "--cert", "p"}, "--cert", "--https"},
      {{"stub", "https", "-c", "x", "--tls-key", "k"}, "--tls-key", "--tls-cert"},
      {{"tail", "--from-beginning"}, "--from-beginning", "--bus"},
      {{"tail", "--property", "a=b"}, "--property", "--bus"},
  };
  for (const auto& one : cases)
    expect_usage_error(one.words, std::string(one.flag) + " requires " + one.belongs_to + "\n");
  expect_usage_error({"tail", "t", "--bus", "h:1", "--reconnect", "1s"}, "excludes");
}

TEST(Usage, BrokersHavePortsThatThereAre) {
  expect_usage_error(
      {"bus", "-p", "65535", "--brokers", "3"},
      "error[bus/bad-port]: 3 brokers have a port each, and from 65535 on there are fewer");
  expect_usage_error({"bus", "-p", "0", "--brokers", "2", "--listen", "127.0.0.1:65535"},
                     "write 65534 at most");
  expect_usage_error({"bus", "-p", "0", "--brokers", "2", "--listen", "127.0.0.1:0=there:65535"},
                     "write 65534 at most");
  expect_usage_error({"tail", "-n", "0"}, "-n");
}

TEST(Usage, NothingThatFitsTheFilter) {
  const SmallSuite suite;
  suite.add_quiet("quiet.json", "quiet");
  const std::string report = suite.folder / "report.xml";
  const ProgramEnd end = suite.run({"--filter", "loud", "--junit", report});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, HasSubstr("no scenario below suite fits the filter"));
  EXPECT_THAT(end.err, HasSubstr("ricochet run suite --list"));
  const JunitFile junit = read_junit(report);
  ASSERT_EQ(junit.cases.size(), 1u);  // a reader must not take an empty report for a green one
  EXPECT_EQ(junit.cases[0].outcome, "error");
}

TEST(Usage, EveryRefusalSaysWhatToDo) {
  const TempFolder folder;
  folder.write("empty/readme.txt", "");
  std::string story;
  const auto say = [&](const std::vector<std::string>& args) {
    story += "$ ricochet";
    for (const auto& arg : args) story += " " + arg;
    const ProgramEnd end = run_ricochet(args, folder.path());
    story += "\n" + end.err + "exit code " + std::to_string(end.exit_code) + "\n\n";
  };
  say({"rnu"});
  say({"run", "--junitt", "x"});
  say({"run", "nowhere"});
  say({"run", "empty"});
  say({"run", "empty", "--filter", "photo"});
  say({"help", "rnu"});
  say({"tail", "--reconnect", "soon"});
  say({"publish", "t", "--bus", "h:1", "--text", "x", "--header", "novalue"});
  say({"stub", "http", "-c", "x.json", "--log-file", "empty/no/log.txt"});
  say({"stub", "http", "-c", "x.json"});
  say({"stub", "http", "-c", "*.json"});
  say({"stub", "http", "-c", "x.json", "--allow", "10.0.0.0/33"});
  say({"stub", "shutdown", "-s", "1"});
  say({"bin", "--captures", "kafka://nowhere"});
  test::expect_golden("e2e/usage-errors.txt", story);
}

TEST(Usage, HelpAndVersionAreNoErrors) {
  const ProgramEnd help = run_ricochet({"run", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("--junit PATH"));
  EXPECT_EQ(help.err, "");
  const ProgramEnd version = run_ricochet({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("ricochet [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Usage, PassedAndFailedAre0And1) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "good");
  EXPECT_EQ(suite.run().exit_code, 0);
  suite.add_failing("b.json", "bad");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, HasSubstr("1 passed, 1 failed"));
  EXPECT_THAT(end.out, HasSubstr("expected exactly 1 call of hooks"));
  EXPECT_THAT(end.out, HasSubstr("again, only this: ricochet run suite/b.json --seed "));
}

}  // namespace
}  // namespace ricochet::e2e
