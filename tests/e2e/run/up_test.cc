// `ricochet up`: a suite that is up until Ctrl-C.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/e2e/run/served_suite.h"

namespace ricochet::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kUp = "Ctrl-C ends it";

ProgramStart up(const ServedSuite& suite, std::vector<std::string> more = {}) {
  std::vector<std::string> args = {"up", "suite", "-p", "0"};
  args.insert(args.end(), more.begin(), more.end());
  ProgramStart start = ricochet(std::move(args), suite.folder.path());
  start.env["API_KEY"] = "very-secret-key-1";
  return start;
}

std::uint16_t page_of(const Program& program) {
  return port_after(program.out(), "page at http://127.0.0.1:");
}

TEST(Up, ServesEverythingUntilItIsToldToEnd) {
  const ServedSuite suite;
  const Marker marker;
  ProgramStart start = up(suite);
  start.env[marker.name] = marker.value;
  Program program(std::move(start));
  ASSERT_TRUE(program.wait_for(kUp));
  EXPECT_THAT(program.out(), AllOf(HasSubstr("suite is up\n  page       http://127.0.0.1:"),
                                   HasSubstr("\n  stub shop  http://127.0.0.1:"),
                                   HasSubstr("\n  bin hooks  http://127.0.0.1:"),
                                   HasSubstr("\n  seller     ready after ")));
  const auto stub = port_after(program.out(), "stub shop  http://127.0.0.1:");
  EXPECT_EQ(get(stub, "/price").body, "first");
  const auto page = page_of(program);
  const auto bins = get_json(page, "/api/v2/bins")["bins"];
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(get_json(page, "/api/v2/bins/shop/requests")["requests"][0]["path"], "/price");
  EXPECT_EQ(get_json(page, "/api/v2/stubs")["stubs"].size(), 1U);
  EXPECT_THAT(get(page, "/").body, HasSubstr("Ricochet"));
  ASSERT_TRUE(program.signal(SIGINT));
  const auto& end = program.wait();
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), IsEmpty());
}

TEST(Up, TellsThatTheSuiteItselfHasChanged) {
  const ServedSuite suite;
  Program program(up(suite));
  ASSERT_TRUE(program.wait_for(kUp));
  suite.folder.write("suite/ricochet.json", R"({ "stubs": { "shop": "shop.stub.json" } })");
  ASSERT_TRUE(program.wait_for(
      "suite/ricochet.json changed, and what is up is what it was before: Ctrl-C, then"));
  suite.sell("second");
  ASSERT_TRUE(program.wait_for("shop.stub.json"));
  EXPECT_THAT(program.err(), Not(HasSubstr("shop.stub.json changed"))) << "it was read again";
}

TEST(Up, ShowsWhatServicesPrintWithoutSecrets) {
  const ServedSuite suite;
  Program program(up(suite));
  ASSERT_TRUE(program.wait_for(kUp));
  EXPECT_THAT(program.out(),
              AllOf(HasSubstr("seller | seller is up with ***1\n"), Not(HasSubstr("very-secret"))));
  Program quiet(up(suite, {"-q"}));
  ASSERT_TRUE(quiet.wait_for(kUp));
  EXPECT_THAT(quiet.out(), Not(HasSubstr("seller |")));
}

TEST(Up, AStubFileThatChangesAnswersAnew) {
  const ServedSuite suite;
  Program program(up(suite));
  ASSERT_TRUE(program.wait_for(kUp));
  suite.sell("second");
  ASSERT_TRUE(program.wait_for("stub shop: Reloaded"));
  EXPECT_EQ(get(port_after(program.out(), "stub shop  http://127.0.0.1:"), "/price").body,
            "second");
}

TEST(Up, AServiceThatEndsIsToldAndTheRestStays) {
  const ServedSuite suite;
  Program program(up(suite));
  ASSERT_TRUE(program.wait_for(kUp));
  suite.folder.write("suite/gone", "");
  ASSERT_TRUE(program.wait_for("while it was needed; all else stays up"));
  EXPECT_THAT(program.err(), HasSubstr("seller exited with status 0"));
  EXPECT_EQ(get(page_of(program), "/healthz").status, 200);
  ASSERT_TRUE(program.signal(SIGTERM));
  EXPECT_EQ(program.wait().exit_code, 0);
}

TEST(Up, RunsSetupAndTeardownOfTheSuite) {
  const ServedSuite suite(R"(, "setup": [ { "run": { "command": ["touch", "was-set-up"] } } ],
      "teardown": [ { "run": { "command": ["touch", "was-torn-down"] } } ])");
  Program program(up(suite));
  ASSERT_TRUE(program.wait_for(kUp));
  EXPECT_TRUE(std::ifstream(suite.folder / "suite/was-set-up").good());
  EXPECT_FALSE(std::ifstream(suite.folder / "suite/was-torn-down").good());
  ASSERT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 0);
  EXPECT_TRUE(std::ifstream(suite.folder / "suite/was-torn-down").good());
}

TEST(Up, ASetupThatDoesNotPassEndsIt) {
  const ServedSuite suite(R"(, "setup": [ { "run": { "command": ["false"] } } ])");
  const auto end = test::run_program(up(suite));
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.err, HasSubstr("the setup of the suite did not pass"));
}

TEST(Up, AServiceThatDoesNotGetReadyIsExitCode4) {
  const ServedSuite suite;
  suite.folder.write("suite/gone", "");
  suite.folder.write("suite/seller.sh", "#!/bin/sh\nexit 3\n");
  const auto end = test::run_program(up(suite));
  EXPECT_EQ(end.exit_code, 4) << end.err;
  EXPECT_THAT(end.err, HasSubstr("error[sut/"));
}

TEST(Up, TheTokenIsWantedAndForeignHostsAreNotAnswered) {
  const ServedSuite suite;
  Program program(up(suite, {"--token", "open-sesame"}));
  ASSERT_TRUE(program.wait_for(kUp));
  EXPECT_EQ(get(page_of(program), "/api/v2/bins").status, 401);
  EXPECT_EQ(get(page_of(program), "/api/v2/bins", "Authorization: Bearer open-sesame\r\n").status,
            200);
  test::RawClient client(page_of(program));
  client.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 403);
}

TEST(Up, FindsTheSuiteWhereOneStands) {
  const ServedSuite suite;
  const auto start_in = [&](const std::string& folder, std::vector<std::string> args) {
    args.insert(args.begin(), "up");
    args.insert(args.end(), {"-p", "0"});
    return ricochet(std::move(args), folder);
  };
  suite.folder.write("suite/deep/x.txt", "");
  for (const auto& place :
       {suite.folder / "suite", suite.folder / "suite/deep", suite.folder.path()}) {
    Program program(start_in(place, {}));
    EXPECT_TRUE(program.wait_for(kUp)) << place;
  }
}

TEST(Up, WithoutASuiteItSaysWhatThereIs) {
  const test::TempFolder folder;
  auto end = run_ricochet({"up"}, folder.path());
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, AllOf(HasSubstr("error[up/no-suite]: there is no suite (ricochet.json) at"),
                             HasSubstr("ricochet bin")));
  folder.write("a/ricochet.json", "{}");
  folder.write("b/ricochet.json", "{}");
  end = run_ricochet({"up"}, folder.path());
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_THAT(end.err, AllOf(HasSubstr("there are 2 suites below"), HasSubstr("a, ")));
  EXPECT_EQ(run_ricochet({"up", "nowhere"}, folder.path()).exit_code, 2);
  folder.write("a/ricochet.json", R"({ "stubbs": {} })");
  end = run_ricochet({"up", "a"}, folder.path());
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("did you mean \"stubs\"?"));
}

}  // namespace
}  // namespace ricochet::e2e
