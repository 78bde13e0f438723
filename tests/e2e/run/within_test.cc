// `within` of the steps that ask again: what a try that it cuts off comes to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The step fails, and says so.
void expect_failed(const std::string& step, const std::string& says) {
  const SmallSuite suite(R"({ "stubs": { "web": "web.json" } })");
  suite.folder.write("suite/web.json",
                     R"([ { "response": { "json": { "n": 1 }, "latency": "120ms" } } ])");
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [ )" + step + " ] }");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr(says), Not(HasSubstr("no complete answer")),
                             Not(HasSubstr("did not end within"))));
}

TEST(Within, ARequestThatNeverFitsTellsOfTheLastWholeAnswer) {
  expect_failed(R"({ "request": { "url": "${stubs.web.url}/", "within": "300ms",
                     "expect": { "json": { "n": 2 } } } })",
                "$.n: expected the number 2, got the number 1");
}

TEST(Within, ARunThatNeverFitsTellsOfTheLastThatEnded) {
  expect_failed(R"({ "run": { "command": ["/bin/sh", "-c", "sleep 0.12; echo 1"],
                     "within": "300ms", "expect": { "stdout": "2" } } })",
                "stdout text: got \"1\", expected \"2\"");
}

TEST(Within, ARunThatDoesNotEndNamesWhatItWasGiven) {
  const SmallSuite suite;
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [ { "run": {
      "command": ["sleep", "600"], "within": "300ms" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out,
              AllOf(HasSubstr("sleep did not end within "), Not(HasSubstr("within 30 s"))));
}

}  // namespace
}  // namespace ricochet::e2e
