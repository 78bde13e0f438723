// --report: what each format leaves on the disk, whatever ends the program, and that none holds a
// secret.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::string text_of_file(const std::string& path) {
  const auto text = base::read_file(path);
  EXPECT_TRUE(text) << path;
  return text ? *text : "";
}

/// What the program itself says that there is, so that a format which is added is tried, too.
std::vector<std::string> formats() {
  const std::string told = run_ricochet({"run", "--report", "nothing-of-the-sort=x"}).err;
  const std::string before = "= help: known: ";
  const auto begin = told.find(before);
  EXPECT_NE(begin, std::string::npos) << told;
  if (begin == std::string::npos) return {};
  std::vector<std::string> names;
  const auto list = std::string_view(told).substr(begin + before.size());
  for (const auto name : base::split(list.substr(0, list.find('\n')), ','))
    names.emplace_back(base::trim(name));
  EXPECT_THAT(names, testing::IsSupersetOf({"html", "junit", "tap", "jsonl"}));
  return names;
}

// ---------------------------------------------------------------------------------- secrets

/// A service that prints what it must not, one that is named, and scenarios that fail in every way
/// in which a value is shown.
struct TellTales : SmallSuite {
  static constexpr const char* kNamed = "n4med/Secret+7";    // by "secrets"
  static constexpr const char* kToken = "tok-abcdef123456";  // by the names that it stands under

  TellTales()
      : SmallSuite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} },
      "stubs": { "shop": "shop.json" }, "bins": ["hooks"],
      "env": ["API_KEY_OF_TEST"], "secrets": ["API_KEY_OF_TEST", "card"],
      "vars": { "login": "${env.API_KEY_OF_TEST}" },
      "sut": { "printer": {
        "command": ["/bin/sh", "-c", "echo \"using $THE_KEY\"; echo 'Authorization: Bearer tok-abcdef123456'; echo up; exec sleep 60"],
        "env": { "THE_KEY": "${env.API_KEY_OF_TEST}" }, "ready": { "log": "up" } } } })") {
    folder.write(
        "suite/shop.json",
        R"([ { "request": { "uri": "/ok", "headers": { "Authorization": "Bearer other-token-99" } },
        "response": { "json": { "access_token": "tok-abcdef123456" } } } ])");
    scenario(
        "calls", R"(
      { "request": { "method": "post", "url": "${stubs.shop.url}/pay?access_token=tok-abcdef123456&login=${login}",
          "headers": { "Authorization": "Bearer tok-abcdef123456", "Cookie": "sid=tok-abcdef123456; x=${login}" },
          "json": { "password": "tok-abcdef123456", "note": "${login}", "card": "4111111111111111" }, "expect": { "status": { "exist": "true" } } } },
      { "request": { "method": "post", "url": "${bins.hooks.url}/basic", "headers": { "Authorization": "Basic ${basic}" },
          "form": { "client_secret": "tok-abcdef123456", "plain": "${login}" } } },
      { "expect": { "calls": "shop", "request": { "uri": "/pay", "headers": { "Authorization": "Bearer other-token-99" },
          "json_paths": { "$.password": "another-password", "$.note": "x", "$.card": "5" } }, "within": "20ms" } })",
        R"("vars": { "basic": ")" + base::base64_encode(std::string("anna:") + kNamed) + R"(" },)");
    scenario("events", R"(
      { "publish": { "topic": "orders", "key": "${login}", "headers": { "x-auth-token": "tok-abcdef123456" },
          "json": { "api_key": "tok-abcdef123456", "card": 4111111111111111, "text": "${login}" } } },
      { "expect": { "event": "orders", "json_paths": { "$.api_key": "expected-key-1", "$.text": "y" }, "within": "300ms" } })");
    scenario("answer", R"(
      { "request": { "url": "${stubs.shop.url}/ok", "headers": { "Authorization": "Bearer other-token-99" },
          "expect": { "json_paths": { "$.access_token": "not-this-one-1" } } } })");
    scenario(
        "log",
        R"({ "expect": { "log": "printer", "text": { "contain": "${login} and more" }, "within": "20ms" } })");
    scenario("program", R"(
      { "run": { "command": ["/bin/sh", "-c", "echo password=tok-abcdef123456; echo $K >&2; exit 3"], "env": { "K": "${login}" } } })");
    scenario("captured", R"(
      { "request": { "url": "${stubs.shop.url}/ok", "headers": { "Authorization": "Bearer other-token-99" },
          "capture": { "session_token": "json:$.access_token" } } },
      { "expect": { "calls": "hooks", "request": { "text": "${session_token} ${login}" }, "within": "20ms" } })");
  }

  void scenario(const std::string& name, const std::string& steps,
                const std::string& more = {}) const {
    folder.write("suite/" + name + ".json", "{ \"scenario\": \"" + name + "\", " + more +
                                                " \"unmatched\": \"allow\", \"steps\": [" + steps +
                                                "] }\n");
  }

  ProgramStart start(std::vector<std::string> args) const {
    ProgramStart out = ricochet(std::move(args), folder.path());
    out.env["API_KEY_OF_TEST"] = kNamed;
    return out;
  }
};

/// All that the text holds in base64, undone.
std::string undone(const std::string& text) {
  std::string out;
  const auto coded = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/' || c == '=';
  };
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if_not(at, text.end(), coded);
    if (end - at >= 8) out += base::base64_decode(std::string(at, end)).value_or("") + "\n";
    at = end == text.end() ? end : end + 1;
  }
  return out;
}

void expect_no_secret(const std::string& text, const std::string& where) {
  for (const std::string secret : {TellTales::kNamed, TellTales::kToken, "4111111111111111",
                                   "other-token-99", "another-password"}) {
    for (const std::string& spelling :
         {secret, base::percent_encode(secret), base::base64_encode("anna:" + secret)}) {
      const auto at = text.find(spelling);
      EXPECT_EQ(at, std::string::npos)
          << where << ": ..." << text.substr(at < 100 ? 0 : at - 100, 200) << "...";
    }
    EXPECT_THAT(undone(text), Not(HasSubstr(secret))) << where;
  }
}

TEST(Secrets, AreInNoReport) {
  const TellTales suite;
  std::vector<std::string> args{"run", "suite", "-v"};
  const auto all = formats();
  for (const auto& format : all) {
    args.push_back("--report");
    args.push_back(format + "=out/" + format);
  }
  ProgramStart start = suite.start(args);
  start.env["GITHUB_ACTIONS"] = "true";
  start.deadline = std::chrono::seconds(60);
  const ProgramEnd end = test::run_program(start);
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("0 passed, 6 failed"));
  expect_no_secret(end.out + end.err, "the terminal");
  EXPECT_THAT(end.out, HasSubstr("***1"));
  for (const auto& format : all) {
    const std::string text = text_of_file(suite.folder / ("out/" + format));
    EXPECT_THAT(text, HasSubstr("captured")) << format;
    expect_no_secret(text, format);
  }
}

TEST(Secrets, AreNotInThePlanOrInErrors) {
  const TellTales suite;
  const ProgramEnd check = test::run_program(suite.start({"check", "suite"}));
  EXPECT_THAT(check.err, HasSubstr("secret-in-clear"));
  expect_no_secret(check.out + check.err, "check");
  const ProgramEnd plan = test::run_program(suite.start({"run", "suite", "--dry-run"}));
  EXPECT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("publish to orders"));
  expect_no_secret(plan.out + plan.err, "the plan");
  suite.folder.write(
      "suite/broken.json",
      R"({ "scenario": "broken", "steps": [ { "request": { "url": "http://x", "headers": { "Authorization": "Bearer tok-abcdef123456" }, "bdy": "x" } } ] })");
  for (const char* command : {"check", "run"}) {
    const ProgramEnd broken = test::run_program(suite.start({command, "suite"}));
    EXPECT_EQ(broken.exit_code, 3);
    EXPECT_THAT(broken.err, HasSubstr("bdy"));
    expect_no_secret(broken.out + broken.err, command);
  }
}

/// Names of rows hold values, and are shown before a run has learnt any.
struct RowsWithCards : SmallSuite {
  RowsWithCards() : SmallSuite(R"({ "bins": ["hooks"], "secrets": ["card"] })") {
    folder.write("suite/pay.json", R"({ "scenario": "pay", "tags": ["4111111111111111"],
      "rows": [ { "card": "4111111111111111" } ], "steps": [ { "pause": "1ms" } ] })");
  }
};

TEST(Secrets, AreInNoReportOfARunThatIsRefused) {
  const RowsWithCards suite;
  suite.folder.write("suite/wrong.json",
                     R"({ "scenario": "wrong", "rows": [ { "card": "4111111111111111" } ],
      "steps": [ { "publish": { "topic": "4111111111111111", "text": "x" } } ] })");
  for (const std::string& format : formats()) {
    const ProgramEnd end = suite.run({"--report", format + "=report"});
    EXPECT_EQ(end.exit_code, 3) << format;
    expect_no_secret(end.out + end.err, "the terminal");
    expect_no_secret(text_of_file(suite.folder / "report"), format);
    std::filesystem::remove(suite.folder / "report");
  }
}

TEST(Secrets, AreNotInTheListOfScenarios) {
  const ProgramEnd end = RowsWithCards().run({"--list"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("pay [1: card=***1] #***1"));
  expect_no_secret(end.out + end.err, "the list");
}

TEST(Secrets, ADiffSaysWhetherTheValuesAreEqual) {
  const TellTales suite;
  const ProgramEnd end = test::run_program(suite.start({"run", "suite", "--filter", "calls"}));
  EXPECT_THAT(end.out, testing::ContainsRegex("header Authorization: expected \"Bearer "
                                              "\\*\\*\\*[0-9]+\", was \"Bearer \\*\\*\\*[0-9]+\""));
}

// ---------------------------------------------------------------------------------- places

TEST(Report, ToStdoutLeavesTheTerminalsTextToStderr) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "quiet");
  const ProgramEnd end = suite.run({"--report", "jsonl=-"});
  EXPECT_EQ(end.exit_code, 0);
  std::vector<std::string> events;
  for (const auto line : base::split(end.out, '\n')) {
    if (!line.empty()) events.push_back(base::Json::parse(line).value("event", ""));
  }
  EXPECT_THAT(events, ElementsAre("run_started", "suite_started", "suite_ready", "scenario_started",
                                  "step_finished", "scenario_finished", "run_finished"));
  EXPECT_THAT(end.err, HasSubstr("1 passed, 0 failed"));
}

TEST(Report, OfBadInputNamesTheFile) {
  const SmallSuite suite;
  suite.folder.write("suite/bad.json",
                     "{ \"scenario\": \"bad\", \"steps\": [ { \"exect\": {} } ] }");
  for (const auto& format : formats()) {
    const ProgramEnd end = suite.run({"--report", format + "=report"});
    EXPECT_EQ(end.exit_code, 3) << format;
    EXPECT_THAT(text_of_file(suite.folder / "report"), HasSubstr("exect")) << format;
    std::filesystem::remove(suite.folder / "report");
  }
}

TEST(Report, WordsThatAreWrong) {
  const SmallSuite suite;
  std::filesystem::create_symlink("there", suite.folder / "link");
  suite.add_quiet("a.json", "quiet");
  const struct {
    std::vector<std::string> args;
    const char* says;
  } cases[] = {
      {{"--report", "htlm=x"},
       "error[run/bad-report]: there is no report \"htlm\"\n  = help: did you mean \"html\"?"},
      {{"--report", "tap"},
       "the report tap has no path\n  = help: write --report tap=PATH, or tap=- for stdout"},
      {{"--report", "tap=-", "--report", "jsonl=-"}, "two reports go to stdout"},
      {{"--junit", "x", "--report", "tap=x"},
       "two reports go to \"x\"\n  = help: give each a place of its own"},
      {{"--junit", "x", "--report", "tap=./x"}, "two reports go to \"x\""},
      {{"--junit", "suite/../x", "--report", "tap=x"}, "two reports go to "},
      {{"--report", "html=there", "--report", "tap=link"}, "two reports go to "},
  };
  for (const auto& c : cases) {
    const ProgramEnd end = suite.run(c.args);
    EXPECT_EQ(end.exit_code, 2);
    EXPECT_THAT(end.err, HasSubstr(c.says));
  }
}

TEST(Report, ThatCannotBeWrittenIsAnErrorOfTheEnvironment) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "quiet");
  suite.folder.write("file", "");
  const ProgramEnd end = suite.run({"--report", "tap=file/x", "--report", "junit=file/y"});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, HasSubstr("cannot write \"file/x\""));
  EXPECT_THAT(end.err, HasSubstr("cannot write \"file/y\""));
}

// ---------------------------------------------------------------------------------- CI servers

TEST(Report, ClassNamesDoNotDependOnHowThePathWasTyped) {
  const SmallSuite suite;
  suite.add_quiet("order.created.v2.json", "quiet");
  std::filesystem::create_directory(suite.folder / ".git");
  std::set<std::string> seen;
  for (const std::string& path :
       {std::string("suite"), std::string("./suite/order.created.v2.json"),
        suite.folder / "suite"}) {
    EXPECT_EQ(run_ricochet({"run", path, "--junit", suite.folder / "r.xml"}, suite.folder.path())
                  .exit_code,
              0);
    EXPECT_EQ(run_ricochet({"run", suite.folder / "suite", "--junit", suite.folder / "r.xml"}, "/")
                  .exit_code,
              0);
    const std::string text = text_of_file(suite.folder / "r.xml");
    const auto at = text.find("<testcase ");
    seen.insert(text.substr(at, text.find(" time=", at) - at));
  }
  EXPECT_THAT(seen, ElementsAre("<testcase name=\"quiet\" classname=\"suite.order_created_v2\" "
                                "file=\"suite/order.created.v2.json\" line=\"1\""));
}

TEST(Report, GithubGetsItsSummaryUnasked) {
  const SmallSuite suite;
  suite.add_failing("bad.json", "bad");
  ProgramStart start = ricochet({"run", "suite"}, suite.folder.path());
  start.env["GITHUB_ACTIONS"] = "true";
  start.env["GITHUB_STEP_SUMMARY"] = suite.folder / "summary.md";
  suite.folder.write("summary.md", "before\n");
  const ProgramEnd end = test::run_program(start);
  EXPECT_THAT(text_of_file(suite.folder / "summary.md"),
              StartsWith("before\n### Ricochet: 0 passed, 1 failed"));
  EXPECT_THAT(end.out, HasSubstr("::error file=suite/bad.json"));
}

TEST(Report, GitlabGetsThePageAsAnAttachment) {
  const SmallSuite suite;
  suite.add_failing("bad.json", "bad");
  ProgramStart start = ricochet({"run", "suite", "--junit", "r.xml", "--report", "html=out/r.html"},
                                suite.folder.path());
  start.env["GITLAB_CI"] = "true";
  start.env["CI_PROJECT_DIR"] = suite.folder.path();
  test::run_program(start);
  EXPECT_THAT(text_of_file(suite.folder / "r.xml"), HasSubstr("[[ATTACHMENT|out/r.html]]"));
}

// ---------------------------------------------------------------------------------- ends

TEST(Report, WhatHasEndedIsThereWhenTheProgramIsKilled) {
  const SmallSuite suite;
  suite.add_quiet("a.json", "first");
  suite.add_failing("b.json", "second");
  suite.add_quiet("c.json", "third", "60s");
  ProgramStart start = ricochet(
      {"run", "suite", "--junit", "r.xml", "--report", "html=r.html", "--report", "tap=r.tap"},
      suite.folder.path());
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for(" fail"));
  ASSERT_TRUE(program.signal(SIGKILL));
  program.wait();
  const JunitFile junit = read_junit(suite.folder / "r.xml");
  ASSERT_THAT(junit.cases, SizeIs(2));
  EXPECT_EQ(junit.cases[1].outcome, "failure");
  EXPECT_THAT(junit.cases[1].message, StartsWith("got no call of hooks, expected exactly 1"));
  EXPECT_THAT(text_of_file(suite.folder / "r.html"), HasSubstr("\"scenario\":\"second\""));
  EXPECT_THAT(text_of_file(suite.folder / "r.tap"), HasSubstr("not ok 2 - second"));
}

}  // namespace
}  // namespace ricochet::e2e
