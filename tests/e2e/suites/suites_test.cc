// --suites: several suites under way at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Suites "a" and "b"; the service of each is ready when that of the other has come up.
struct TwoSuites {
  explicit TwoSuites(const std::string& within = "10s", const std::string& more = "") {
    for (const std::string name : {"a", "b"}) {
      const std::string other = name == "a" ? "b" : "a";
      folder.write(name + "/ricochet.json",
                   R"({ "sut": { "shop": { "command": ["./shop.sh"],
            "ready": { "log": "ready", "within": ")" +
                       within + "\" } } }" + more + " }");
      folder.write(name + "/shop.sh", "#!/bin/sh\ntouch up\nwhile [ ! -e ../" + other +
                                          "/up ]; do sleep 0.02; done\necho ready\n"
                                          "while :; do sleep 1; done\n");
      ::chmod((folder / (name + "/shop.sh")).c_str(), 0755);
    }
    add("a", R"({ "run": { "command": ["test", "-e", "../b/over"], "within": "10s" } })");
    add("b", R"({ "run": { "command": ["touch", "over"] } })");
  }
  void add(const std::string& suite, const std::string& step) const {
    folder.write(suite + "/s.json",
                 R"({ "scenario": "of )" + suite + R"(", "steps": [ )" + step + " ] }");
  }
  ProgramStart start(std::vector<std::string> more) const {
    std::vector<std::string> args{"run", "."};
    args.insert(args.end(), more.begin(), more.end());
    return ricochet(std::move(args), folder.path());
  }

  TempFolder folder;
};

TEST(Suites, AreUnderWayAtATime) {
  const TwoSuites suites;
  const auto end = test::run_program(suites.start({"--suites", "2"}));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  // Neither service gets ready without the other, and a waits for what b does; who is told first is
  // a matter of the machine.
  EXPECT_THAT(end.out, HasSubstr("2 passed, 0 failed"));
}

TEST(Suites, OneByOneUnlessAsked) {
  const TwoSuites suites("300ms");
  const auto end = test::run_program(suites.start({}));
  EXPECT_EQ(end.exit_code, 4) << end.out << end.err;
}

TEST(Suites, ReportsHaveThemInTheirOrder) {
  const TwoSuites suites;
  const auto end = test::run_program(
      suites.start({"--suites", "2", "--report", "tap=-", "--junit", "junit.xml"}));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_LT(end.out.find("ok 1 - of a"), end.out.find("ok 2 - of b")) << end.out;
  EXPECT_THAT(end.out, HasSubstr("ok 2 - of b"));
  const auto junit = read_junit(suites.folder / "junit.xml");
  EXPECT_EQ(junit.cases.size(), 2U);
}

TEST(Suites, ThoseThatNeedOnePortAreUpOneByOne) {
  Program taken(ricochet({"bin", "-p", "0"}));  // whose port is free when it has ended
  ASSERT_TRUE(taken.wait_for("request bins at http://127.0.0.1:"));
  const auto port = port_after(taken.out(), "request bins at http://127.0.0.1:");
  taken.signal(SIGTERM);
  taken.wait();
  const TwoSuites suites("10s", R"(, "stubs": { "s": { "port": )" + std::to_string(port) + " } }");
  for (const std::string name : {"a", "b"}) {
    suites.folder.write(name + "/up", "");
    suites.add(name, R"({ "pause": "1ms" })");
  }
  const auto end = test::run_program(suites.start({"--suites", "2"}));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_LT(end.out.find("ok  a: of a"), end.out.find("ok  b: of b")) << end.out;
}

TEST(Suites, AFailureInOneEndsAllByFailFast) {
  const TwoSuites suites;
  // A pipe, so that b fails while a's scenario is under way: each end waits for the other.
  ASSERT_EQ(::mkfifo((suites.folder / "begun").c_str(), 0600), 0);
  suites.add("a", R"({ "run": { "command": ["sh", "-c", "echo > ../begun"], "within": "60s" } },
                     { "pause": "60s" })");
  suites.add("b", R"({ "run": { "command": ["sh", "-c", "cat ../begun; false"] } })");
  suites.folder.write("b/t.json", R"({ "scenario": "second", "steps": [ { "pause": "60s" } ] })");
  ProgramStart start = suites.start({"--suites", "2", "--fail-fast"});
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for("skip  b: second"));
  EXPECT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130);
}

TEST(Suites, CtrlCEndsAllOfThem) {
  const TwoSuites suites;
  const Marker marker;
  for (const std::string name : {"a", "b"}) suites.add(name, R"({ "pause": "60s" })");
  ProgramStart start = suites.start({"--suites", "2", "-v", "--junit", "junit.xml"});
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for("\na\n"));
  ASSERT_TRUE(program.wait_for("\nb\n"));
  EXPECT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130);
  EXPECT_THAT(program.out(), AllOf(HasSubstr("a: of a"), HasSubstr("b: of b")));
  EXPECT_EQ(read_junit(suites.folder / "junit.xml").cases.size(), 2U);
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), IsEmpty());
}

}  // namespace
}  // namespace ricochet::e2e
