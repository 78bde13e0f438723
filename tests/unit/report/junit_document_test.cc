#include "runner/report/junit_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <pugixml.hpp>

#include "runner/report/explanation.h"
#include "tests/support/golden.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

JunitOptions strict() {
  JunitOptions options;
  options.dialect = JunitDialect::kStrict;
  return options;
}

struct Parsed {
  explicit Parsed(const std::string& xml) { EXPECT_TRUE(document.load_string(xml.c_str())) << xml; }
  pugi::xml_node find(const char* xpath) const { return document.select_node(xpath).node(); }
  std::string value(const char* xpath) const {
    return document.select_node(xpath).attribute().value();
  }
  pugi::xml_document document;
};

RunResult one(ScenarioResult s) {
  RunResult run;
  run.suites.emplace_back().scenarios.push_back(std::move(s));
  return run;
}

TEST(JunitDocument, Rich) {
  ricochet::test::expect_golden("junit/rich.xml", junit_xml(sample_run(), {}));
}

TEST(JunitDocument, Strict) {
  ricochet::test::expect_golden("junit/strict.xml", junit_xml(sample_run(), strict()));
}

TEST(JunitDocument, EmptyRun) {
  ricochet::test::expect_golden("junit/empty.xml", junit_xml(RunResult{}, {}));
}

TEST(JunitDocument, BodyIsWhatTheConsoleShows) {
  const RunResult run = sample_run();
  const Parsed xml(junit_xml(run, {}));
  EXPECT_EQ(xml.find("//failure").child_value(), explain(run.suites[0].scenarios[1], false));
}

TEST(JunitDocument, OneSuitePerFileInOrderOfAppearance) {
  const Parsed xml(junit_xml(sample_run(), {}));
  std::vector<std::string> names;
  for (const auto suite : xml.find("testsuites").children("testsuite"))
    names.push_back(suite.attribute("name").value());
  EXPECT_THAT(names,
              ::testing::ElementsAre("photo-is-downloaded", "photo-is-given-up-after-5-tries",
                                     "rows", "cart", "later"));
  EXPECT_EQ(xml.value("//testsuite[@name='rows']/@tests"), "2");
  EXPECT_EQ(xml.value("//testsuite[@name='rows']/@errors"), "1");
}

TEST(JunitDocument, CountsOfTheRootAreThoseOfTheRun) {
  const Parsed xml(junit_xml(sample_run(), {}));
  EXPECT_EQ(xml.value("/testsuites/@tests"), "6");
  EXPECT_EQ(xml.value("/testsuites/@failures"), "1");
  EXPECT_EQ(xml.value("/testsuites/@errors"), "2");
  EXPECT_EQ(xml.value("/testsuites/@skipped"), "1");
}

TEST(JunitDocument, TimesHaveThreeDecimalsInEveryLocale) {
  const struct {
    std::int64_t nanoseconds;
    const char* text;
  } cases[] = {{0, "0.000"},
               {-5'000'000, "0.000"},
               {499'999, "0.000"},
               {500'000, "0.001"},
               {1'005'000'000, "1.005"},
               {999'999'999, "1.000"},
               {360'000'000'000'000, "360000.000"}};
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  for (const auto& c : cases) {
    ScenarioResult s;
    s.took = base::Duration(c.nanoseconds);
    const Parsed xml(junit_xml(one(s), {}));
    EXPECT_EQ(xml.value("//testcase/@time"), c.text);
    EXPECT_EQ(xml.value("//testsuite/@time"), c.text);
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST(JunitDocument, MessageIsOneShortLine) {
  ScenarioResult s;
  s.outcome = Outcome::kFailed;
  s.cause = Remark("first\nsecond\t" + std::string(500, 'x'));
  const std::string message = Parsed(junit_xml(one(s), {})).value("//failure/@message");
  EXPECT_TRUE(message.starts_with("first second xxx"));
  EXPECT_EQ(message.size(), 150u);
}

TEST(JunitDocument, NewlinesInAttributesAreReferences) {
  ScenarioResult s;
  s.name = "two\nlines\tand \"quotes\" <&>";
  const std::string text = junit_xml(one(s), {});
  EXPECT_THAT(text, HasSubstr("two&#10;lines"));
  EXPECT_EQ(Parsed(text).value("//testcase/@name"), s.name);
}

TEST(JunitDocument, CdataEndsAndMarkupAreText) {
  ScenarioResult s;
  s.sut_output = "]]> <b>&amp;</b> <!-- ";
  EXPECT_EQ(std::string(Parsed(junit_xml(one(s), {})).find("//system-out").child_value()),
            s.sut_output);
}

TEST(JunitDocument, ExactlyOneVerdictPerCase) {
  for (const auto& options : {JunitOptions(), strict()}) {
    const Parsed xml(junit_xml(sample_run(), options));
    for (const auto c : xml.document.select_nodes("//testcase")) {
      EXPECT_LE(c.node().select_nodes("failure|error|skipped").size(), 1u);
    }
  }
}

TEST(JunitDocument, SameNamesAreNumbered) {
  RunResult run;
  auto& scenarios = run.suites.emplace_back().scenarios;
  for (int i = 0; i < 3; ++i) scenarios.emplace_back().name = "twin";
  const std::string text = junit_xml(run, {});
  EXPECT_THAT(text, HasSubstr("name=\"twin (2)\""));
  EXPECT_THAT(text, HasSubstr("name=\"twin (3)\""));
}

TEST(JunitDocument, LongOutputKeepsItsEnd) {
  ScenarioResult s;
  s.sut_output = std::string(300'000, 'x') + "the end";
  const std::string output = Parsed(junit_xml(one(s), {})).find("//system-out").child_value();
  EXPECT_TRUE(output.starts_with("(the first 195.3 KiB are left out)\n"));
  EXPECT_TRUE(output.ends_with("the end"));
  EXPECT_LT(output.size(), 101'000u);
}

TEST(JunitDocument, AllOutputTogetherStaysBelowWhatGitlabTakes) {
  RunResult run;
  auto& suite = run.suites.emplace_back();
  for (int i = 0; i < 250; ++i) suite.scenarios.emplace_back().sut_output.assign(120'000, '\n');
  EXPECT_LT(junit_xml(run, {}).size(), 30'000'000u);
}

TEST(JunitDocument, WarningsOfAPassedCaseAreKept) {
  EXPECT_THAT(junit_xml(green_run(), {}), HasSubstr("was never called"));
  EXPECT_THAT(junit_xml(green_run(), strict()), HasSubstr("was never called"));
}

TEST(JunitDocument, OptionsAreUsed) {
  JunitOptions options;
  options.hostname = "ci-7";
  options.package = "contracts";
  const Parsed xml(junit_xml(green_run(), options));
  EXPECT_EQ(xml.value("//testsuite/@hostname"), "ci-7");
  EXPECT_EQ(xml.value("//testsuite/@package"), "contracts");
}

TEST(JunitDocument, WhatWasNeverStartedHasTheTimeOfItsSuite) {
  const Parsed xml(junit_xml(sample_run(), {}));
  EXPECT_EQ(xml.value("//testsuite[@name='later']/@timestamp"), "2026-11-21T09:12:10");
  EXPECT_EQ(xml.value("//testsuite[@name='rows']/@timestamp"), "2026-11-21T09:12:01");
}

TEST(JunitDocument, ClassNames) {
  const struct {
    const char *file, *name;
  } cases[] = {{"scenarios/photo/x.json", "scenarios.photo.x"},
               {"./scenarios/x.json", "scenarios.x"},
               {"../other/./x.json", "other.x"},
               {"a/../b/x.json", "b.x"},
               {"/srv/x.json", "srv.x"},
               {"v1.2/x", "v1_2.x"},
               {"x.y.json", "x_y"},
               {"a/.json", "a._json"},
               {"", "ricochet"},
               {"..", "ricochet"}};
  for (const auto& c : cases) EXPECT_EQ(junit_class_name(c.file), c.name) << c.file;
}

}  // namespace
}  // namespace ricochet::runner::test
