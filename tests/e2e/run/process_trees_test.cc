// However ricochet ends, nothing that a service has started is left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <poll.h>

#include <chrono>
#include <csignal>
#include <cstring>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// A service with a child, a child in a session of its own, and a daemon that was forked twice.
/// None of them cares for a polite signal.
struct TreeSuite : SmallSuite {
  TreeSuite()
      : SmallSuite(R"({ "bins": ["hooks"], "sut": { "tree": {
      "command": ["/bin/sh", "tree.sh"], "ready": { "log": "tree is up" }, "stop": { "grace": "200ms" } } } })") {
    folder.write("suite/tree.sh", R"(trap '' TERM HUP INT
[ -p begun ] || mkfifo begun
exec 3<>begun
(echo >&3; exec sleep 600) &
setsid sh -c "echo >&3; sleep 600; :" &
(setsid sh -c '(sh -c "echo >&3; sleep 600; :" &)' &)
read one <&3; read two <&3; read three <&3
echo tree is up
while :; do sleep 600; done
)");
    add_quiet("a.json", "long", "60s");
    add_quiet("b.json", "next", "60s");
  }
  ProgramStart start(const Marker& marker) const {
    ProgramStart out = ricochet({"run", "suite", "--junit", folder / "report.xml"}, folder.path());
    out.env[marker.name] = marker.value;
    return out;
  }
};

std::vector<std::string> survivors_of(const Marker& marker) {
  return test::wait_for_no_process_with_env(marker.assignment());
}

class ProcessTree : public testing::TestWithParam<int> {};

TEST_P(ProcessTree, IsGoneWithRicochet) {
  const Marker marker;
  const TreeSuite suite;
  Program program(suite.start(marker));
  ASSERT_TRUE(program.wait_for("tree ready after"));
  ASSERT_GE(test::processes_with_env(marker.assignment()).size(), 6u);
  ASSERT_TRUE(program.signal(GetParam()));
  const ProgramEnd& end = program.wait();
  EXPECT_THAT(survivors_of(marker), IsEmpty());
  if (GetParam() == SIGHUP) {
    EXPECT_EQ(end.exit_code, 130);
    const JunitFile junit = read_junit(suite.folder / "report.xml");
    ASSERT_EQ(junit.cases.size(), 2u);
    EXPECT_THAT(junit.cases[0].message, HasSubstr("interrupted by SIGHUP"));
  } else {
    EXPECT_EQ(end.signal, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(By, ProcessTree, testing::Values(SIGHUP, SIGKILL, SIGABRT, SIGSEGV),
                         [](const auto& i) { return ::sigabbrev_np(i.param); });

TEST(ProcessTrees, AreGoneWhenRicochetIsKilledWhileTheyShutDown) {
  const Marker marker;
  const TreeSuite suite;
  suite.folder.write("suite/ricochet.json", R"({ "bins": ["hooks"], "sut": { "tree": {
      "command": ["/bin/sh", "tree.sh"], "ready": { "log": "tree is up" }, "stop": { "grace": "10m" } } } })");
  Program program(suite.start(marker));
  ASSERT_TRUE(program.wait_for("tree ready after"));
  ASSERT_TRUE(program.signal(SIGTERM));
  ASSERT_TRUE(program.wait_for("not reached: interrupted by SIGTERM"));
  ASSERT_TRUE(program.signal(SIGKILL));
  program.wait();
  EXPECT_THAT(survivors_of(marker), IsEmpty());
}

TEST(ProcessTrees, OfAStepAreGoneToo) {
  const Marker marker;
  const SmallSuite suite;
  suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [
    { "run": { "command": ["sh", "-c", "setsid sleep 600 & touch begun; sleep 600"] } } ] })");
  ProgramStart start = ricochet({"run", "suite"}, suite.folder.path());
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  // Of the program, the watcher, the shell and both of its children.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  while (test::processes_with_env(marker.assignment()).size() < 5 &&
         std::chrono::steady_clock::now() < deadline) {
    ::poll(nullptr, 0, 10);
  }
  ASSERT_TRUE(program.signal(SIGKILL));
  program.wait();
  EXPECT_THAT(survivors_of(marker), IsEmpty());
}

TEST(ProcessTrees, WhatAServiceLeavesBehindAtANormalEndIsKilledAndTold) {
  const Marker marker;
  const SmallSuite suite(R"({ "bins": ["hooks"], "sut": { "shop": {
      "command": ["/bin/sh", "-c", "setsid sh -c 'echo up; sleep 600; :' & wait"], "ready": { "log": "up" } } } })");
  suite.add_quiet("a.json", "a");
  ProgramStart start = ricochet({"run", "suite"}, suite.folder.path());
  start.env[marker.name] = marker.value;
  const ProgramEnd end = test::run_program(std::move(start));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("shop left processes in groups or sessions of their own behind"));
  EXPECT_THAT(survivors_of(marker), IsEmpty());
}

TEST(ProcessTrees, TheHiddenCommandIsNotForPeople) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"__watch"}, {"__watch", "0", "1", "x"}, {"__watch", "88", "89", "x"}}) {
    const ProgramEnd end = run_ricochet(words);
    EXPECT_EQ(end.exit_code, 2);
    EXPECT_THAT(end.err, HasSubstr("is for ricochet itself"));
  }
}

}  // namespace
}  // namespace ricochet::e2e
