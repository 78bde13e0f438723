#include "runner/report/formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <pugixml.hpp>
#include <sstream>

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "journal/wire_text.h"
#include "runner/report/junit_reporter.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/unit/report/samples.h"
#include "tests/unit/report/xmllint.h"

namespace ricochet::runner::test {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string report_of(std::string_view name, const RunResult& run,
                      const ReportSettings& settings = {}) {
  std::ostringstream out;
  const auto report = report_format(name)->make(ReportFile(out), settings);
  EXPECT_TRUE(replay(run, *report));
  return out.str();
}

TEST(Formats, EachHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const auto& format : report_formats())
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
  EXPECT_EQ(report_format("pdf"), nullptr);
}

TEST(Formats, Tap) {
  ricochet::test::expect_golden("reports/run.tap", report_of("tap", sample_run()));
}
TEST(Formats, Jsonl) {
  ricochet::test::expect_golden("reports/run.jsonl", report_of("jsonl", sample_run()));
}
TEST(Formats, GithubSummary) {
  ricochet::test::expect_golden("reports/summary.txt", report_of("github-summary", sample_run()));
}

/// Bad input and runs without a scenario begin with their end.
TEST(Formats, ARunThatNeverStartedIsToldAsAWhole) {
  for (const auto& format : report_formats()) {
    std::ostringstream whole, only_end;
    ASSERT_TRUE(format.make(ReportFile(only_end), {})->run_finished(sample_run()));
    for (const char* name : {"a photo is given up", "a cart is priced"})
      EXPECT_THAT(only_end.str(), HasSubstr(name)) << format.name;
  }
}

TEST(Formats, EachSaysWhereItCouldNotWrite) {
  const ::ricochet::test::TempFolder folder;
  const std::string file = folder / "no-folder";
  ASSERT_TRUE(base::write_file_atomic(file, "").has_value());
  for (const auto& format : report_formats()) {
    const auto report = format.make(ReportFile(file + "/report"), {});
    const auto status = replay(green_run(), *report);
    ASSERT_FALSE(status.has_value()) << format.name;
    EXPECT_EQ(status.error().code, "file/unwritable");
    EXPECT_THAT(status.error().message, HasSubstr(file + "/report"));
  }
}

TEST(Tap, DirectivesAndEscapesInNamesAreText) {
  RunResult run;
  ScenarioResult s;
  s.outcome = Outcome::kPassed;
  s.name = "a # SKIP b \\ c\n...";
  run.suites.emplace_back().scenarios.push_back(s);
  EXPECT_THAT(report_of("tap", run), HasSubstr("ok 1 - a \\# SKIP b \\\\ c ...\n"));
}

TEST(Tap, AnInterruptedRunBailsOut) {
  RunResult run = green_run();
  run.interrupted = true;
  EXPECT_THAT(report_of("tap", run), EndsWith("Bail out! interrupted\n"));
  EXPECT_THAT(report_of("tap", RunResult()), StartsWith("TAP version 14\n1..0 # SKIP"));
}

TEST(Jsonl, EachLineIsAnObjectOfItsOwn) {
  const std::string text = report_of("jsonl", sample_run());
  std::vector<std::string> events;
  for (const auto line : base::split(text, '\n')) {
    if (line.empty()) continue;
    const auto object = base::Json::parse(line, nullptr, false);
    ASSERT_TRUE(object.is_object()) << line;
    events.push_back(object["event"]);
  }
  EXPECT_EQ(events.front(), "run_started");
  EXPECT_EQ(events.back(), "run_finished");
  EXPECT_EQ(std::count(events.begin(), events.end(), "scenario_finished"), 6);
}

TEST(GithubSummary, NothingInItIsMarkup) {
  RunResult run;
  ScenarioResult s;
  s.outcome = Outcome::kFailed;
  s.name = "a | b <img src=x> [x](http://h) `c`";
  s.cause = Remark("````\n</details> @team #1");
  run.suites.emplace_back().scenarios.push_back(s);
  const std::string text = report_of("github-summary", run);
  EXPECT_THAT(text, Not(HasSubstr("<img")));
  EXPECT_THAT(text, HasSubstr("a \\| b &lt;img src=x&gt; \\[x\\]\\(http\\://h\\) \\`c\\`"));
  EXPECT_THAT(text, HasSubstr("`````text\n"));
}

TEST(GithubSummary, IsNeverLargerThanGithubTakes) {
  RunResult run;
  auto& suite = run.suites.emplace_back();
  for (int i = 0; i < 200; ++i) {
    ScenarioResult& s = suite.scenarios.emplace_back();
    s.name = "scenario";
    s.outcome = Outcome::kFailed;
    s.cause = Remark("x", std::string(30'000, 'x'));
  }
  const std::string text = report_of("github-summary", run);
  EXPECT_LT(text.size(), 1u << 20);
  EXPECT_THAT(text, HasSubstr("scenarios more, see the other reports"));
}

TEST(GithubSummary, IsPutBehindWhatOthersWrote) {
  const ::ricochet::test::TempFolder folder;
  const std::string path = folder / "summary.md";
  ASSERT_TRUE(base::write_file_atomic(path, "of another step\n").has_value());
  ASSERT_TRUE(replay(green_run(), *report_format("github-summary")->make(ReportFile(path), {})));
  EXPECT_THAT(base::read_file(path).value(), StartsWith("of another step\n### Ricochet: 1 passed"));
}

// ---------------------------------------------------------------------------------- JUnit

class JunitGrows : public ::testing::TestWithParam<const char*> {};

/// The file on the disk after every scenario.
TEST_P(JunitGrows, IsWholeAfterEveryScenario) {
  const ::ricochet::test::TempFolder folder;
  const std::string path = folder / (std::string(GetParam()) + ".xml");
  RunResult run = sample_run();
  // Files come back: their suites are not the last then.
  auto& photo = run.suites[0].scenarios;
  photo.push_back(photo[1]);
  photo.push_back(photo[2]);
  run.suites[1].scenarios[1].started = run.suites[1].started;
  {
    const auto report = report_format(GetParam())->make(ReportFile(path), {});
    RunPlan plan;
    plan.started = run.started;
    plan.seed = run.seed;
    report->run_started(plan);
    std::size_t told = 0;
    const auto look = [&] {
      pugi::xml_document document;
      const std::string text = base::read_file(path).value();
      const auto parsed = document.load_buffer(text.data(), text.size());
      EXPECT_TRUE(parsed) << parsed.description() << "\n" << text;
      EXPECT_EQ(document.select_nodes("//testcase").size(), told);
      std::size_t counted = 0;
      for (const auto suite : document.child("testsuites").children("testsuite"))
        counted += suite.attribute("tests").as_uint();
      EXPECT_EQ(counted, told);
    };
    look();
    for (const auto& suite : run.suites) {
      for (const auto& scenario : suite.scenarios) {
        report->scenario_finished(scenario);
        ++told;
        look();
      }
    }
    ASSERT_TRUE(report->run_finished(run));
    look();
  }
  JunitOptions options;
  if (std::string_view(GetParam()) == "junit-strict") options.dialect = JunitDialect::kStrict;
  EXPECT_EQ(base::read_file(path).value(), junit_xml(run, options));
}

TEST_P(JunitGrows, APipeGetsItAtTheEnd) {
  JunitOptions options;
  if (std::string_view(GetParam()) == "junit-strict") options.dialect = JunitDialect::kStrict;
  EXPECT_EQ(report_of(GetParam(), green_run()), junit_xml(green_run(), options));
}

INSTANTIATE_TEST_SUITE_P(Both, JunitGrows, ::testing::Values("junit", "junit-strict"),
                         [](const auto& i) {
                           return std::string(i.param) == "junit" ? "rich" : "strict";
                         });

/// What each scenario adds, not how much there is already.
TEST(JunitDocument, WritesWhatChangedOnly) {
  JunitDocument document({}, 1, {});
  std::size_t most = 0;
  for (int i = 0; i < 200; ++i) {
    ScenarioResult s;
    s.file = "suite/" + std::to_string(i) + ".json";
    s.name = "one";
    s.outcome = Outcome::kPassed;
    std::size_t bytes = 0;
    for (const auto& edit : document.add(s)) bytes += edit.text.size();
    if (i == 0) most = bytes + 100;
    EXPECT_LT(bytes, most) << i;
  }
}

TEST(JunitDocument, AttachmentsStandBesideWhatDidNotPass) {
  JunitOptions options;
  options.attachments = {"/ci/report.html"};
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_xml(sample_run(), options).c_str()));
  const std::string output =
      document.select_node("//testcase[failure]/system-out").node().child_value();
  EXPECT_THAT(output, EndsWith("\n[[ATTACHMENT|/ci/report.html]]\n"));
  EXPECT_EQ(document.select_nodes("//property[@name='attachment']").size(), 3u);
  for (const auto passed : document.select_nodes("//testcase[not(failure) and not(error)]"))
    EXPECT_THAT(std::string(passed.node().child("system-out").child_value()),
                Not(HasSubstr("ATTACHMENT")));
}

/// A service must not have files of its choice attached.
TEST(JunitDocument, AttachmentsOfAServiceAreText) {
  RunResult run = green_run();
  run.suites[0].scenarios[0].sut_output = "service | [[ATTACHMENT|/etc/passwd]]\n";
  EXPECT_THAT(junit_xml(run, {}), Not(HasSubstr("[[ATTACHMENT")));
}

TEST(JunitDocument, ThePathWithinTheRepositoryNamesClassAndFile) {
  RunResult run = green_run();
  auto& s = run.suites[0].scenarios[0];
  s.file = "../../elsewhere/photo/order.created.v2.json";
  s.path = "scenarios/photo/order.created.v2.json";
  const std::string xml = junit_xml(run, {});
  EXPECT_THAT(xml, HasSubstr("classname=\"scenarios.photo.order_created_v2\""));
  EXPECT_THAT(xml, HasSubstr("file=\"scenarios/photo/order.created.v2.json\""));
  EXPECT_THAT(xml, HasSubstr("package=\"scenarios.photo\" name=\"order_created_v2\""));
}

// ---------------------------------------------------------------------------------- HTML

/// What stands between two texts, from the first of them on.
std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto begin = text.find(from);
  if (begin == std::string::npos) return {};
  return text.substr(begin + from.size(), text.find(to, begin + from.size()) - begin - from.size());
}

std::string hash_of(const std::string& text) {
  return "'sha256-" + base::base64_encode(base::hex_decode(journal::sha256_hex(text)).value()) +
         "'";
}

TEST(Html, OneScriptAndOneStyleByTheirHashesAndNothingElse) {
  const std::string html = report_of("html", sample_run());
  const std::string policy = between(html, "Content-Security-Policy\" content=\"", "\">");
  EXPECT_EQ(policy, "default-src 'none'; script-src " +
                        hash_of(between(html, "<script>", "</script>")) + "; style-src " +
                        hash_of(between(html, "<style>", "</style>")) +
                        "; img-src data: blob:; base-uri 'none'; form-action 'none'");
  EXPECT_THAT(html, Not(HasSubstr("static/")));
  EXPECT_THAT(between(html, "<script>", "</script>"), Not(HasSubstr("\nimport ")));
  EXPECT_THAT(between(html, "<script>", "</script>"), Not(HasSubstr("\nexport ")));
}

TEST(Html, NothingInTheDataEndsItsElement) {
  RunResult run;
  ScenarioResult s;
  s.outcome = Outcome::kFailed;
  s.name = "</script><script>hacked()</script><!-- \xE2\x80\xA8 \xE2\x80\xA9 ]]> &lt;";
  s.cause = Remark(s.name, s.name);
  run.suites.emplace_back().scenarios.push_back(s);
  const std::string html = report_of("html", run);
  const std::string data = html.substr(html.find("class=\"ricochet-run\""));
  EXPECT_THAT(data, Not(HasSubstr("hacked()</script>")));
  EXPECT_THAT(data, Not(HasSubstr("<!--")));
  EXPECT_THAT(data, Not(HasSubstr("\xE2\x80\xA8")));
  const auto back =
      base::Json::parse(between(data, "class=\"ricochet-scenario\">", "</script>"), nullptr, false);
  ASSERT_TRUE(back.is_object());
  EXPECT_EQ(back["scenario"], "</script><script>hacked()</script><!-- \\u2028 \\u2029 ]]> &lt;");
}

TEST(Html, WhatHasEndedIsThereBeforeTheRunEnds) {
  std::ostringstream out;
  const auto report = report_format("html")->make(ReportFile(out), {});
  report->run_started({});
  Trace trace;
  trace.lines.push_back({5, "service", "hello"});
  const auto run = sample_run();
  report->scenario_traced(run.suites[0].scenarios[0], trace);
  report->scenario_finished(run.suites[0].scenarios[0]);
  EXPECT_THAT(out.str(), HasSubstr("a photo is downloaded when a product gets one"));
  EXPECT_THAT(out.str(), HasSubstr("[5,\"service\",\"hello\"]"));
}

}  // namespace
}  // namespace ricochet::runner::test
