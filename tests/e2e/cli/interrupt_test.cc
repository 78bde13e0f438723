// Ctrl-C and worse: the report is written, and no process is left.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> left_of(const Marker& marker) {
  return test::wait_for_no_process_with_env(marker.assignment());
}

/// The first scenario of the photo suite runs for more than 6 s after this line.
constexpr const char* kPhotoRuns = "photo-service ready after";

class InterruptedPhoto : public testing::TestWithParam<int> {
 protected:
  ProgramStart start(const std::string& report) const {
    ProgramStart out = ricochet({"run", "scenarios/photo", "--junit", report});
    out.env[marker_.name] = marker_.value;
    return out;
  }
  const Marker marker_;
  const TempFolder folder_;
};

TEST_P(InterruptedPhoto, WritesTheReportAndLeavesNoProcess) {
  const std::string report = folder_ / "report.xml";
  Program program(start(report));
  ASSERT_TRUE(program.wait_for(kPhotoRuns));
  EXPECT_THAT(test::processes_with_env(marker_.assignment()),
              SizeIs(3));  // the program, its service, and who watches over that
  ASSERT_TRUE(program.signal(GetParam()));
  const ProgramEnd& end = program.wait();
  EXPECT_EQ(end.exit_code, 130) << end.out << end.err;
  EXPECT_THAT(left_of(marker_), IsEmpty());
  const JunitFile junit = read_junit(report);
  ASSERT_THAT(junit.cases, SizeIs(8));
  EXPECT_EQ(junit.cases[0].outcome, "error");
  EXPECT_EQ(junit.cases[0].type, "Interrupted");
  EXPECT_EQ(junit.count("error"), 1u);
  EXPECT_EQ(junit.count("skipped"), 7u);
  const std::string name = GetParam() == SIGINT ? "SIGINT" : "SIGTERM";
  EXPECT_THAT(junit.cases[0].message, HasSubstr("interrupted by " + name));
  EXPECT_THAT(junit.cases[7].message, HasSubstr("interrupted by " + name));
  EXPECT_THAT(end.out, HasSubstr("interrupted by " + name));
  EXPECT_THAT(end.out, HasSubstr("7 skipped"));
}

INSTANTIATE_TEST_SUITE_P(By, InterruptedPhoto, testing::Values(SIGINT, SIGTERM),
                         [](const auto& i) { return i.param == SIGINT ? "SIGINT" : "SIGTERM"; });

TEST(Interrupt, SigkillOfTheProgramTakesItsServiceAlong) {
  const Marker marker;
  ProgramStart start = ricochet({"run", "scenarios/photo"});
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for(kPhotoRuns));
  ASSERT_THAT(test::processes_with_env(marker.assignment()), SizeIs(3));
  ASSERT_TRUE(program.signal(SIGKILL));
  EXPECT_EQ(program.wait().signal, SIGKILL);
  EXPECT_THAT(left_of(marker), IsEmpty());
}

/// A service that does not care for TERM; `sleep` is a child of its own in its process group.
struct DeafSuite : SmallSuite {
  explicit DeafSuite(const std::string& grace)
      : SmallSuite(R"({ "bins": ["hooks"], "sut": { "deaf": {
          "command": ["/bin/sh", "-c", "trap '' TERM; echo deaf is up; while :; do sleep 60; done"],
          "ready": { "log": "deaf is up" }, "stop": { "signal": "TERM", "grace": ")" +
                   grace + R"(" } } } })") {
    add_quiet("a.json", "long", "60s");
    add_quiet("b.json", "next", "60s");
  }
};

ProgramStart run_of(const SmallSuite& suite, const Marker& marker) {
  ProgramStart start =
      ricochet({"run", "suite", "--junit", suite.folder / "report.xml"}, suite.folder.path());
  start.env[marker.name] = marker.value;
  return start;
}

TEST(Interrupt, ServiceThatIgnoresTermIsKilledAfterItsGrace) {
  const Marker marker;
  const DeafSuite suite("200ms");
  Program program(run_of(suite, marker));
  ASSERT_TRUE(program.wait_for("deaf ready after"));
  ASSERT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130);
  EXPECT_THAT(left_of(marker), IsEmpty());
  EXPECT_EQ(read_junit(suite.folder / "report.xml").count("skipped"), 1u);
}

TEST(Interrupt, SecondSignalDoesNotWaitForTheGrace) {
  const Marker marker;
  const DeafSuite suite("10m");
  Program program(run_of(suite, marker));
  ASSERT_TRUE(program.wait_for("deaf ready after"));
  ASSERT_TRUE(program.signal(SIGINT));
  ASSERT_TRUE(
      program.wait_for("not reached: interrupted by SIGINT"));  // now only the grace is waited for
  EXPECT_THAT(test::processes_with_env(marker.assignment()), testing::Not(IsEmpty()));
  ASSERT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130);
  EXPECT_THAT(left_of(marker), IsEmpty());
}

TEST(Interrupt, WhileAServiceGetsReady) {
  const Marker marker;
  const SmallSuite suite(R"({ "bins": ["hooks"], "sut": { "slow": {
    "command": ["/bin/sh", "-c", "exec sleep 60"], "ready": { "log": "never printed" } } } })");
  suite.add_quiet("a.json", "a");
  ProgramStart start = run_of(suite, marker);
  Program program(std::move(start));
  ASSERT_TRUE(
      program.wait_for("suite"));  // the suite's line; its service starts in the same moment
  ASSERT_TRUE(program.signal(SIGTERM));
  const ProgramEnd& end = program.wait();
  EXPECT_EQ(end.exit_code, 130) << end.out << end.err;
  EXPECT_THAT(left_of(marker), IsEmpty());
  EXPECT_EQ(read_junit(suite.folder / "report.xml").cases.size(), 1u);
}

/// The service of each scenario says into a pipe that it was told to stop, and goes on.
TEST(Interrupt, WhileAServiceIsStoppedBetweenTwoScenarios) {
  const SmallSuite suite(R"({ "bins": ["hooks"], "sut": { "shop": { "command": ["./shop.sh"],
      "ready": { "log": "up" }, "per_scenario": true, "stop": { "grace": "60s" } } } })");
  suite.folder.write("suite/shop.sh",
                     "#!/bin/sh\ntrap 'echo told > pipe' TERM\necho up\n"
                     "while :; do sleep 0.02; done\n");
  ::chmod((suite.folder / "suite/shop.sh").c_str(), 0755);
  ASSERT_EQ(::mkfifo((suite.folder / "suite/pipe").c_str(), 0600), 0);
  const int pipe = ::open((suite.folder / "suite/pipe").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(pipe, 0);
  suite.add_quiet("a.json", "a");
  suite.add_quiet("b.json", "b");
  const Marker marker;
  ProgramStart start = ricochet({"run", "suite", "--junit", "junit.xml"}, suite.folder.path());
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  pollfd told{pipe, POLLIN, 0};
  ASSERT_EQ(::poll(&told, 1, 15'000), 1);
  ::close(pipe);
  ASSERT_TRUE(program.signal(SIGINT));
  ASSERT_TRUE(program.signal(SIGTERM));  // the second ends it at once
  EXPECT_EQ(program.wait().exit_code, 130) << program.out();
  EXPECT_THAT(left_of(marker), IsEmpty());
  const JunitFile junit = read_junit(suite.folder / "junit.xml");
  ASSERT_THAT(junit.cases, SizeIs(2));
  EXPECT_EQ(junit.cases[0].outcome, "passed");
  EXPECT_EQ(junit.cases[1].type, "Interrupted");
}

}  // namespace
}  // namespace ricochet::e2e
