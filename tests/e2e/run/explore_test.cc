// Every scenario again under at-least-once: what the example suites' runs miss and --explore finds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"
#include "tests/e2e/suites/defects.h"

namespace ricochet::e2e {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::seconds kLong(200);

/// A run of the project's suites, and its report.
struct Explored {
  ProgramEnd end;
  JunitFile junit;

  std::string told() const { return end.out + end.err; }
  const JunitCase* find(const std::string& name) const {
    const auto it = std::find_if(junit.cases.begin(), junit.cases.end(),
                                 [&](const JunitCase& one) { return one.name == name; });
    return it == junit.cases.end() ? nullptr : &*it;
  }
};

Explored explore(std::vector<std::string> args, const std::string& defect = "") {
  const TempFolder folder;
  const std::string report = folder / "report.xml";
  args.insert(args.begin(), "run");
  args.insert(args.end(), {"--junit", report});
  ProgramStart start = ricochet(std::move(args));
  if (!defect.empty()) start.env["DEFECT"] = defect;
  start.deadline = kLong;
  Explored out;
  out.end = test::run_program(start);
  out.junit = read_junit(report);
  return out;
}

constexpr const char* kPhoto = "scenarios/photo/photo-is-downloaded.json";
constexpr const char* kPhotoName = "a photo is downloaded when a product gets one";

TEST(ExplorePhoto, TheRunWithoutFaultsIsGreenWithTheBug) {
  expect_caught("photo", Defect{"forgets-when-rebalanced", {}, "", 0});
}

TEST(ExplorePhoto, FindsWhatIsForgottenWhenTheGroupIsRebalanced) {
  const auto run = explore({kPhoto, "--explore", "redeliver"}, "forgets-when-rebalanced");
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 1);
  EXPECT_THAT(run.end.out, ContainsRegex("GET /photos/[-0-9a-f.]+.jpg came twice after redelivery "
                                         "of product-events#0"));
  EXPECT_THAT(run.end.out, HasSubstr("FAULT: photo-service is set back, product-events#0 comes "
                                     "again"));
  EXPECT_THAT(run.end.out, HasSubstr(" --explore redeliver@product-events#0 --seed "));
  EXPECT_THAT(run.end.out, HasSubstr("1 scenario and 1 exploration in "));
  ASSERT_EQ(run.junit.cases.size(), 2u);
  EXPECT_EQ(run.find(kPhotoName)->outcome, "passed");
  const auto* found = run.find(std::string(kPhotoName) + ", after redelivery of product-events#0");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->outcome, "failure");
  EXPECT_THAT(found->message,
              testing::EndsWith(" came twice after redelivery of product-events#0"));
}

TEST(ExplorePhoto, SaysThatADuplicateAloneIsRecognised) {
  const auto run = explore({kPhoto, "--explore", "redeliver,duplicate"}, "forgets-when-rebalanced");
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 1);
  EXPECT_THAT(run.end.out, HasSubstr("hint: the same event published twice "
                                     "(duplicate@product-events#0) was recognised: what is "
                                     "remembered gets lost when the group is rebalanced"));
}

/// Comes up once, then hangs once, and does not start any more.
TEST(Explore, AServiceThatDoesNotComeBackIsWaitedForAsLongAsTheScenarioMayTake) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "events": {} },
  "stubs": { "web": "web.json" }, "bins": ["hooks"],
  "sut": { "photo-service": {
      "command": ["/bin/sh", "-c", "[ -e two ] && exit 1; [ -e one ] && touch two && exec sleep 300; touch one; exec \"$0\"",
                  "${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
      "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "events", "WEBHOOK_URL": "${bins.hooks.url}" },
      "ready": { "group": "photos", "within": "100s" } } } })");
  suite.folder.write(
      "suite/web.json",
      R"([ { "request": { "uri": "/a.jpg" }, "response": { "text": "a photo" } } ])");
  suite.folder.write("suite/s.json",
                     R"({ "scenario": "s", "timeout": "1s", "vars": { "p": "${uuid()}" }, "steps": [
    { "publish": { "topic": "events", "key": "${p}", "json": { "type": "PhotoWasAdded", "product": "${p}", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "calls": "web" } }, { "expect": { "calls": "hooks" } }, { "expect": { "ack": "photos" } } ] })");
  ProgramStart start = ricochet(
      {"run", "suite", "--explore", "crash-before-commit@events#0", "--explore-grace", "1s"},
      suite.folder.path());
  start.deadline = std::chrono::seconds(60);
  const ProgramEnd end = test::run_program(start);
  EXPECT_THAT(end.out, HasSubstr("the scenario took longer than its timeout of 3s")) << end.err;
}

TEST(ExplorePhoto, HoldsWithoutTheBug) {
  const auto run = explore({"scenarios/photo", "--explore", "all"});
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 0);
  EXPECT_EQ(run.junit.count("failure") + run.junit.count("error"), 0u);
  for (const char* title : {"after redelivery of product-events#0",
                            "after a crash at the first call of product-events#0",
                            "after a crash before the commit of product-events#0",
                            "after a rebalance in the work on product-events#0",
                            "after a slow poll in the work on product-events#0",
                            "after a duplicate of product-events#0"}) {
    const auto* one = run.find(std::string(kPhotoName) + ", " + title);
    ASSERT_NE(one, nullptr) << title;
    EXPECT_EQ(one->outcome, "passed") << title;
  }
  // Excepted, with its reason.
  const auto* excepted = run.find("a photo is downloaded after two times 503, crash-before-commit");
  ASSERT_NE(excepted, nullptr);
  EXPECT_EQ(excepted->outcome, "skipped");
  EXPECT_THAT(excepted->message,
              HasSubstr("the tries that the event tells are counted by one process"));
}

/// What a crash shows although the second call is excepted: the event must not be lost.
TEST(ExplorePhoto, AnExceptionOfOneThingHidesNothingElse) {
  const auto run = explore({kPhoto, "--explore", "crash-before-commit", "--explore-grace", "2s"},
                           "commits-before-handling");
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 1);
  EXPECT_THAT(run.end.out, HasSubstr("no event of product-events came after a crash at the first "
                                     "call of product-events#0"));
}

/// Also where the scenario expects no "ack": who does not commit any more does not work any more.
TEST(ExplorePhoto, AGroupThatStaysBehindIsFound) {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "embedded", "groups": { "photos": { "commits": "after-work" } } },
      "topics": { "product-events": {} }, "stubs": { "web": "web.json" }, "bins": ["hooks"],
      "sut": { "photo-service": {
        "command": ["${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
        "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "product-events",
                 "WEBHOOK_URL": "${bins.hooks.url}", "SESSION_TIMEOUT_MS": "6000",
                 "DEFECT": "leaves-duplicates-uncommitted" },
        "ready": { "group": "photos" } } } })");
  suite.folder.write("suite/web.json", R"([ { "response": { "text": "a photo" } } ])");
  suite.folder.write("suite/s.json",
                     R"({ "scenario": "s", "vars": { "product": "${uuid()}" }, "steps": [
    { "publish": { "topic": "product-events", "json": {
        "type": "PhotoWasAdded", "product": "${product}", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "calls": "hooks", "exactly": 1 } } ] })");
  const auto end = suite.run({"--explore", "redeliver", "--explore-grace", "2s"});
  EXPECT_EQ(end.exit_code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("photos did not commit record 2 of product-events, nor anything "
                                 "behind it, within 2s after redelivery of product-events#0"));
}

TEST(ExplorePhoto, TheLimitIsSaid) {
  const auto run = explore({kPhoto, "--explore", "all", "--explore-limit", "1"});
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 0);
  EXPECT_EQ(run.junit.cases.size(), 2u);
  EXPECT_THAT(run.end.out, HasSubstr("holds after 1 fault, 5 more cut by --explore-limit"));
}

#define SKIP_WITHOUT_CART_SERVICE()                                                                \
  if (!std::filesystem::exists(project_folder() + "/scenarios/cart/service/node_modules/kafkajs")) \
  GTEST_SKIP() << "the cart service is not installed: npm ci --prefix scenarios/cart/service"

TEST(ExploreCart, TheRunWithoutFaultsIsGreenWithTheBug) {
  SKIP_WITHOUT_CART_SERVICE();
  expect_caught("cart", Defect{"recognises-by-offset", {}, "", 0});
}

TEST(ExploreCart, FindsThatADuplicateIsPricedTwice) {
  SKIP_WITHOUT_CART_SERVICE();
  const auto run =
      explore({"scenarios/cart/cart-is-priced-from-own-copies.json", "--explore", "duplicate"},
              "recognises-by-offset");
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 1);
  EXPECT_THAT(run.end.out, HasSubstr("POST /prices came twice after a duplicate of cart-events#0"));
  // The copies take a duplicate: two of the three records hold.
  EXPECT_THAT(run.end.out, HasSubstr("holds after 2 of 3 faults"));
}

TEST(ExploreCart, HoldsWithoutTheBug) {
  SKIP_WITHOUT_CART_SERVICE();
  const auto run = explore({"scenarios/cart", "--explore", "all"});
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 0);
  EXPECT_EQ(run.junit.count("failure") + run.junit.count("error"), 0u);
  EXPECT_THAT(run.end.out, HasSubstr("1 fault excepted"));
}

TEST(ExploreForeign, OnlyADuplicateCanBeDone) {
  const auto refused = run_ricochet({"run", kPhoto, "--bus", "127.0.0.1:1", "--explore", "all"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("run/foreign-bus"));
  EXPECT_THAT(refused.err, HasSubstr("--explore redeliver breaks the embedded bus on purpose"));
  EXPECT_THAT(refused.err, HasSubstr("--explore duplicate"));

  Program bus(ricochet({"bus", "-p", "0"}));
  ASSERT_TRUE(bus.wait_for("bus at "));
  const auto port = port_after(bus.out(), "127.0.0.1:");
  const auto run =
      explore({kPhoto, "--bus", "127.0.0.1:" + std::to_string(port), "--explore", "duplicate"});
  SCOPED_TRACE(run.told());
  EXPECT_EQ(run.end.exit_code, 0);
  EXPECT_THAT(run.end.out, HasSubstr("holds after 1 fault"));
  const auto* duplicate =
      run.find(std::string(kPhotoName) + ", after a duplicate of product-events#0");
  ASSERT_NE(duplicate, nullptr);
  EXPECT_EQ(duplicate->outcome, "passed");
}

TEST(ExploreInterrupted, EndsAtOnceAndWritesItsReport) {
  const TempFolder folder;
  const std::string report = folder / "report.xml";
  const Marker marker;
  ProgramStart start = ricochet({"run", "scenarios/photo/photo-is-given-up-after-5-tries.json",
                                 "--explore", "crash-before-commit", "--junit", report});
  start.env[marker.name] = marker.value;
  Program run(std::move(start));
  ASSERT_TRUE(run.wait_for("again under at-least-once"));
  ASSERT_TRUE(run.signal(SIGINT));
  const ProgramEnd& end = run.wait();
  SCOPED_TRACE(end.out + end.err);
  EXPECT_EQ(end.exit_code, 130);
  EXPECT_EQ(read_junit(report).count("passed"), 1u);
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), testing::IsEmpty());
}

TEST(Explore, WithoutARecordThereIsNothingToExplore) {
  const SmallSuite suite;
  suite.add_quiet("quiet.json", "quiet");
  const auto end = suite.run({"--explore", "all"});
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("quiet   nothing to explore"));
}

TEST(Explore, ATopicThatNoSuiteHasIsAMistake) {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} }, "bins": ["hooks"] })");
  suite.add_quiet("quiet.json", "quiet");
  const auto wrong = suite.run({"--explore", "redeliver@ordrs#0"});
  EXPECT_EQ(wrong.exit_code, 2) << wrong.out << wrong.err;
  EXPECT_THAT(wrong.err, HasSubstr("run/bad-explore"));
  EXPECT_THAT(wrong.err, HasSubstr("did you mean \"orders\"?"));
  const auto right = suite.run({"--explore", "redeliver@orders#0"});
  EXPECT_EQ(right.exit_code, 0) << right.out << right.err;
}

TEST(Explore, WhatFailedIsNotExplored) {
  const SmallSuite suite;
  suite.add_failing("bad.json", "bad");
  const auto end = suite.run({"--explore", "all"});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.out, Not(HasSubstr("at-least-once")));
}

}  // namespace
}  // namespace ricochet::e2e
