// What comes behind the last step: a crash while a scenario or a suite comes to rest or is torn
// down, and time that is over then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

constexpr const char* kSayGo = R"({ "run": { "command": ["/bin/sh", "-c", "echo now > go"] } })";
constexpr const char* kLongPause = R"({ "pause": "10m" })";
constexpr const char* kCall = R"({ "request": { "url": "${bins.hooks.url}" } })";

/// Its service `shop` ends with status 4, a moment after a step has said so.
struct DyingSuite : SmallSuite {
  explicit DyingSuite(const std::string& more)
      : SmallSuite(R"({ "bins": ["hooks"], "sut": { "shop": { "command":
          ["/bin/sh", "-c", "echo up; read word < go; sleep 0.1; exit 4"],
          "ready": { "log": "up" } } }, )" +
                   more + " }") {
    EXPECT_EQ(::mkfifo((folder / "suite/go").c_str(), 0600), 0);
  }
  void add(const std::string& name, const std::string& steps, const std::string& more = "") const {
    folder.write("suite/" + name + ".json",
                 R"({ "scenario": ")" + name + R"(", "steps": [ )" + steps + " ]" + more + " }");
  }
  /// The case is an error of this type that says so; those beside it have passed.
  void expect_error(const std::string& name, const std::string& type, const std::string& says,
                    std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--junit", folder / "report.xml"});
    const ProgramEnd end = run(more);
    SCOPED_TRACE(end.out + end.err);
    EXPECT_EQ(end.exit_code, type == "SutCrashed" ? 5 : 4);
    const JunitFile junit = read_junit(folder / "report.xml");
    bool found = false;
    for (const auto& one : junit.cases) {
      EXPECT_EQ(one.outcome, one.name == name ? "error" : "passed") << one.name;
      if (one.name != name) continue;
      found = true;
      EXPECT_EQ(one.type, type);
      EXPECT_THAT(one.message, HasSubstr(says));
    }
    EXPECT_TRUE(found);
  }
};

/// The rest ends with the crash, long before it would by itself.
constexpr const char* kLongRest = R"("defaults": { "settle": "1m", "rest": "1m" })";
constexpr const char* kCrashed = "shop exited with status 4";

TEST(LateCrash, WhileAScenarioComesToRestIsItsCrash) {
  const DyingSuite suite(kLongRest);
  suite.add("a", std::string(kCall) + ", " + kSayGo);
  suite.add("b", R"({ "pause": "1ms" })");
  suite.expect_error("a", "SutCrashed", kCrashed);
}

TEST(LateCrash, WhileASuiteWithAScopeComesToRestFailsTheRun) {
  const DyingSuite suite(std::string(kLongRest) + R"(, "scope": true)");
  suite.add("a", std::string(kCall) + ", " + kSayGo);
  suite.expect_error("end of the suite", "SutCrashed", kCrashed);
}

TEST(LateCrash, InTheTeardownOfAScenarioIsItsCrash) {
  const DyingSuite suite(R"("defaults": {})");
  suite.add("a", R"({ "pause": "1ms" })",
            R"(, "teardown": [ )" + std::string(kSayGo) + ", " + kLongPause + " ]");
  suite.add("b", R"({ "pause": "1ms" })");
  suite.expect_error("a", "SutCrashed", kCrashed);
}

TEST(LateCrash, InTheTeardownOfASuiteFailsTheRun) {
  const DyingSuite suite(R"("teardown": [ )" + std::string(kSayGo) + ", " + kLongPause + " ]");
  suite.add("a", R"({ "pause": "1ms" })");
  suite.expect_error("end of the suite", "SutCrashed", kCrashed);
}

TEST(LateCrash, TimeThatIsOverInATeardownIsAnErrorToo) {
  const DyingSuite suite(R"("defaults": {})");
  suite.add("a", R"({ "pause": "1ms" })",
            R"(, "timeout": "300ms", "teardown": [ )" + std::string(kLongPause) + " ]");
  suite.expect_error("a", "EnvironmentError", "longer than its timeout of 300ms");
  const DyingSuite of_run(R"("teardown": [ )" + std::string(kLongPause) + " ]");
  of_run.add("a", R"({ "pause": "1ms" })");
  of_run.expect_error("end of the suite", "EnvironmentError", "longer than --timeout 1s",
                      {"--timeout", "1s"});
}

/// What merely fails there stays a warning.
TEST(LateCrash, AStepThatFailsInATeardownIsAWarning) {
  const DyingSuite suite(R"("teardown": [ { "run": { "command": ["false"] } } ])");
  suite.add("a", R"({ "pause": "1ms" })",
            R"(, "teardown": [ { "run": { "command": ["false"] } } ])");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("warning"));
}

}  // namespace
}  // namespace ricochet::e2e
