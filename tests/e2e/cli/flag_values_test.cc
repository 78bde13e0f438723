// Values of flags: what is wrong with one is said in our own words, before anything starts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

struct NumberCase {
  std::vector<std::string> words;  ///< the flag last
  const char* bounds;              ///< empty: any whole number
};

std::vector<NumberCase> numbers() {
  return {{{"run", "--jobs"}, "1 to 1000"},
          {{"run", "--retries"}, "0 to 100"},
          {{"run", "--repeat"}, "1 to 100000"},
          {{"run", "--until-fail"}, "1 to 1000000"},
          {{"run", "--explore-limit"}, "1 to 100000"},
          {{"run", "--capture-records"}, "1 to 100000000"},
          {{"run", "--capture-mib"}, "1 to 65536"},
          {{"run", "--ui", "--ui-port"}, "0 to 65535"},
          {{"run", "--seed"}, ""},
          {{"up", "-p"}, "0 to 65535"},
          {{"up", "--seed"}, ""},
          {{"up", "--capture-mib"}, "1 to 65536"},
          {{"bin", "-p"}, "0 to 65535"},
          {{"bin", "--capture-port"}, "0 to 65535"},
          {{"bus", "-p"}, "0 to 65535"},
          {{"bus", "--control"}, "0 to 65535"},
          {{"bus", "--brokers"}, "1 to 100"},
          {{"bus", "--partitions"}, "1 to 10000"},
          {{"bus", "--join-members"}, "1 to 1000"},
          {{"bus", "--seed"}, ""},
          {{"stub", "http", "-c", "x.json", "-p"}, "0 to 65535"},
          {{"stub", "http", "-c", "x.json", "-s"}, "0 to 65535"},
          {{"stub", "http", "-c", "x.json", "--seed"}, ""},
          {{"stub", "http", "-c", "x.json", "--no-match-status"}, "100 to 999"},
          {{"tail", "-n"}, "1 to 1000000000"},
          {{"await", "b", "--exactly"}, ""},
          {{"await", "b", "--at-least"}, ""},
          {{"await", "b", "--at-most"}, ""}};
}

TEST(FlagValues, ANumberThatIsNoneIsToldWithItsFlagAndWhatIsWanted) {
  for (const auto& number : numbers()) {
    const std::string flag = number.words.back();
    const std::string bounds = number.bounds;
    for (const std::string given : {"x", "", "1x", "1.5", "0x1", "99999999999999999999999"}) {
      auto words = number.words;
      words.push_back(given);
      const ProgramEnd end = run_ricochet(words);
      SCOPED_TRACE(testing::PrintToString(words));
      EXPECT_EQ(end.exit_code, 2);
      const bool digits = given.size() > 10;
      std::string wanted = flag + ": \"" + given + "\" is not a whole number";
      if (!bounds.empty()) wanted += " from " + bounds;
      if (digits) wanted = flag + ": \"" + given + "\" is not between ";
      EXPECT_THAT(end.err, HasSubstr(wanted));
    }
  }
}

/// As CI writes it when a variable is empty: the next word was taken for the value.
TEST(FlagValues, NothingBehindAnEqualsSignIsRefused) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "quiet");
  for (const std::string flag : {"--junit", "--filter", "--tag", "--report", "--seed"}) {
    const ProgramEnd end = suite.run({flag + "=", "--list"});
    EXPECT_EQ(end.exit_code, 2) << flag;
    EXPECT_THAT(end.err, HasSubstr(flag + " has no value behind its \"=\""));
    EXPECT_FALSE(std::filesystem::exists(suite.folder / "--list"));
  }
}

TEST(FlagValues, ATextMayBeEmptyBehindAnEqualsSign) {
  const std::vector<std::vector<std::string>> values = {{"--text="}, {"--text", ""}};
  for (const auto& value : values) {
    std::vector<std::string> words{"publish", "orders", "--bus", "127.0.0.1:1", "--key="};
    words.insert(words.end(), value.begin(), value.end());
    const ProgramEnd end = run_ricochet(words);
    EXPECT_EQ(end.exit_code, 4) << end.err;
    EXPECT_THAT(end.err, HasSubstr("bus/unreachable"));
  }
  EXPECT_EQ(run_ricochet({"tail", "x", "--token="}).exit_code, 2);
}

TEST(FlagValues, ATokenThatGuardsNothingIsRefused) {
  struct {
    std::vector<std::string> words;
    std::string guarded;
  } const cases[] = {{{"run", "."}, "--ui"},
                     {{"bus", "-p", "0"}, "--control"},
                     {{"stub", "http", "-p", "0", "-c", "x.json"}, "--control"}};
  for (auto one : cases) {
    one.words.insert(one.words.end(), {"--token", "secret"});
    const ProgramEnd end = run_ricochet(one.words);
    EXPECT_EQ(end.exit_code, 2);
    EXPECT_THAT(end.err, HasSubstr("--token: it guards nothing without " + one.guarded));
  }
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  auto start = ricochet({"run", "suite"}, suite.folder.path());
  start.env["RICOCHET_TOKEN"] = "secret";  // of all commands
  EXPECT_EQ(test::run_program(start).exit_code, 0);
}

TEST(FlagValues, AnEmptyTokenIsRefusedWhereItWouldProtectNothing) {
  const std::vector<std::vector<std::string>> served = {
      {"bin", "-p", "0"},
      {"up", ".", "-p", "0"},
      {"run", ".", "--ui", "--ui-port", "0"},
      {"bus", "-p", "0", "--control", "0"},
      {"stub", "http", "-c", "x.json", "--control", "0"}};
  for (auto words : served) {
    SCOPED_TRACE(testing::PrintToString(words));
    const TempFolder folder;
    ProgramStart by_variable = ricochet(words, folder.path());
    by_variable.env["RICOCHET_TOKEN"] = "";
    const auto variable = test::run_program(std::move(by_variable));
    EXPECT_EQ(variable.exit_code, 2);
    EXPECT_THAT(variable.err, HasSubstr("RICOCHET_TOKEN: it is set, but empty"));
    words.insert(words.end(), {"--token", ""});
    const auto flag = run_ricochet(words, folder.path());
    EXPECT_EQ(flag.exit_code, 2);
    EXPECT_THAT(flag.err, HasSubstr("--token: a token must not be empty"));
  }
  EXPECT_THAT(run_ricochet({"tail", "--token", ""}).err,
              HasSubstr("--token: a token must not be empty"));
  // Nothing is served here, so nothing is to be protected.
  const SmallSuite suite;
  suite.add_quiet("a.json", "a");
  ProgramStart plain = ricochet({"run", "suite"}, suite.folder.path());
  plain.env["RICOCHET_TOKEN"] = "";
  EXPECT_EQ(test::run_program(std::move(plain)).exit_code, 0);
}

}  // namespace
}  // namespace ricochet::e2e
