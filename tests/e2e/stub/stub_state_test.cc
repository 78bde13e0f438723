// Positions and machines of a suite's stub files: where a scenario finds them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

constexpr const char* kSessions = R"([
  { "request": { "uri": "/seq" }, "response": { "seq": [ { "text": "1" }, { "text": "2" } ] } },
  { "request": { "uri": "/go" }, "state": { "machine": "m", "then": "on" }, "response": { "text": "gone" } },
  { "request": { "uri": "/is" }, "state": { "machine": "m", "when": "on" }, "response": { "text": "on" } },
  { "request": { "uri": "/is" }, "response": { "text": "off" } } ])";

/// Each scenario uses everything up, and expects to find it new.
struct UsedUp : SmallSuite {
  explicit UsedUp(const std::string& more = "")
      : SmallSuite(R"({ "stubs": { "web": "web.json" })" + more + " }") {
    folder.write("suite/web.json", kSessions);
    for (const std::string name : {"a", "b", "c"}) {
      folder.write("suite/" + name + ".json", R"({ "scenario": ")" + name + R"(", "steps": [ )" +
                                                  get("seq", "1") + ", " + get("seq", "2") + ", " +
                                                  get("is", "off") + ", " + get("go", "gone") +
                                                  ", " + get("is", "on") + " ] }");
    }
  }
  static std::string get(const std::string& what, const std::string& text) {
    return R"({ "request": { "url": "${stubs.web.url}/)" + what + R"(", "expect": { "text": ")" +
           text + R"(" } } })";
  }
  void expect_all_pass(std::vector<std::string> args) const {
    const ProgramEnd end = run(std::move(args));
    EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  }
};

TEST(StubState, BeginsAnewForEachScenarioAndEachTimeThatItRuns) {
  const UsedUp suite;
  suite.expect_all_pass({});
  suite.expect_all_pass({"--repeat", "2", "--shuffle"});
  suite.expect_all_pass({"--until-fail", "3"});
}

TEST(StubState, IsOfEachScenarioWhereSeveralRunAtATime) {
  const UsedUp suite(R"(, "scope": true)");
  suite.expect_all_pass({"--jobs", "3"});
  suite.expect_all_pass({"--repeat", "2"});
}

TEST(StubState, OfALongScenarioStaysHoweverManyEndMeanwhile) {
  SmallSuite suite(R"({ "stubs": { "web": "web.json" }, "scope": true })");
  suite.folder.write("suite/web.json", kSessions);
  std::string rows;
  for (int i = 0; i < 80; ++i)
    rows += (i == 0 ? "" : ", ") + ("{ \"n\": " + std::to_string(i) + " }");
  suite.folder.write("suite/long.json", R"({ "scenario": "long", "steps": [ )" +
                                            UsedUp::get("seq", "1") +
                                            R"(, { "run": { "command": ["/bin/sh", "-c",
      "until [ $(cat ended 2>/dev/null | wc -l) -eq 80 ]; do sleep 0.02; done"] } }, )" +
                                            UsedUp::get("seq", "2") + " ] }");
  suite.folder.write("suite/short.json", R"({ "scenario": "short", "rows": [ )" + rows +
                                             R"( ], "steps": [ )" + UsedUp::get("seq", "1") +
                                             R"(, { "run": { "command": ["/bin/sh", "-c",
      "echo >> ended"] } } ] })");
  const ProgramEnd end = suite.run({"--jobs", "3"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(StubState, OfTheSetupDoesNotReachTheFirstScenario) {
  const UsedUp suite(R"(, "setup": [ )" + UsedUp::get("seq", "1") + ", " +
                     UsedUp::get("go", "gone") + " ]");
  suite.expect_all_pass({});
}

}  // namespace
}  // namespace ricochet::e2e
