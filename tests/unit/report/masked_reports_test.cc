// Nothing that is told to a report holds a secret, wherever it stood: planted everywhere, looked
// for in every report.
#include "runner/report/masked_reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <sstream>

#include "base/file.h"
#include "base/json/json.h"
#include "base/random.h"
#include "base/text/encoding.h"
#include "runner/mask/forms.h"
#include "runner/report/console_reporter.h"
#include "runner/report/formats.h"
#include "tests/support/program.h"
#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSecret = "s3cr3t/Value+42&x";

using Plant = std::function<void(ScenarioResult&, Trace&, const std::string&)>;

awaits::Verdict verdict_with(const std::string& text) {
  awaits::Verdict verdict;
  verdict.kind = awaits::VerdictKind::kFailed;
  verdict.reason = awaits::Reason::kTimeout;
  verdict.message = "expected a call with " + text;
  verdict.expected = "a call with " + text;
  verdict.sources.emplace_back("photos", 0);
  verdict.funnel.push_back({"header x-" + text, "\"" + text + "\"", 0, {{text, 3}}, 0});
  auto record = std::make_shared<journal::Record>();
  match::Request request;
  request.method = "GET";
  request.set_target("/a?q=" + text);
  record->content = request;
  record->rule = text;
  record->why_not = "it has " + text;
  record->matched = false;
  verdict.matched.push_back(record);
  verdict.near.push_back(
      {record, 0.5, {{"header x-thing", false, "\"x\"", "\"" + text + "\"", text}}});
  verdict.hints.push_back("was it " + text + "?");
  return verdict;
}

StepResult& step_of(ScenarioResult& s) { return s.steps.emplace_back(); }

using Places = std::vector<std::pair<const char*, Plant>>;

void fail_by(ScenarioResult& s, Cause cause) {
  StepResult& step = step_of(s);
  step.title = "expect";
  step.outcome = s.outcome;
  step.cause = std::move(cause);
}

/// What stands in a scenario as text.
Places places_of_texts() {
  return {
      {"name", [](auto& s, auto&, const auto& x) { s.name += x; }},
      {"tag", [](auto& s, auto&, const auto& x) { s.tags.push_back(x); }},
      {"warning", [](auto& s, auto&, const auto& x) { s.warnings.push_back("it is " + x); }},
      {"output", [](auto& s, auto&, const auto& x) { s.sut_output += "a | using " + x + "\n"; }},
      {"output in colours",
       [](auto& s, auto&, const auto& x) {
         s.sut_output += "a | " + x.substr(0, 5) + "\x1b[31m" + x.substr(5) + "\n";
       }},
      {"source line",
       [](auto& s, auto&, const auto& x) {
         s.where.file = s.file;
         s.where.line = 3;
         s.where.column = 2;
         s.where.source_line = "{ \"x\": \"" + x + "\" }";
       }},
      {"pointer",
       [](auto& s, auto&, const auto& x) {
         s.where.line = 1;
         s.where.pointer = "/" + x;
       }},
      {"title", [](auto& s, auto&, const auto& x) { step_of(s).title = "publish " + x; }},
      {"bus",
       [](auto& s, auto&, const auto& x) {
         StepResult& step = step_of(s);
         step.outcome = s.outcome;
         RecordProgress record;
         record.group = x;
         record.broken = "no " + x;
         step.bus.records.push_back(record);
         step.bus.unseen = x;
       }},
  };
}

/// Why a step did not pass.
Places places_of_causes() {
  return {
      {"cause", [](auto& s, auto&, const auto& x) { s.cause = Remark(x, x); }},
      {"remark", [](auto& s, auto&, const auto& x) { fail_by(s, Remark("no " + x, "so " + x)); }},
      {"verdict", [](auto& s, auto&, const auto& x) { fail_by(s, verdict_with(x)); }},
      {"set up", [](auto& s, auto&, const auto& x) { fail_by(s, NotSetUp{x}); }},
      {"finding",
       [](auto& s, auto&, const auto& x) {
         base::Diag diag("a/b", "message " + x, "hint " + x);
         diag.notes = {x};
         diag.where.line = 1;
         diag.where.source_line = x;
         base::DiagList diags;
         diags.add(diag);
         fail_by(s, diags);
       }},
      {"unmet",
       [](auto& s, auto&, const auto& x) {
         Unmet unmet;
         unmet.message = unmet.expected = unmet.help = x;
         unmet.actual.push_back({x, x});
         fail_by(s, unmet);
       }},
      {"trouble",
       [](auto& s, auto&, const auto& x) {
         Stopped stopped;
         stopped.trouble.kind = ErrorKind::kSutCrashed;
         stopped.trouble.message = x;
         stopped.trouble.last_output = {x};
         stopped.wait = verdict_with(x);
         fail_by(s, stopped);
       }},
  };
}

/// What happened meanwhile.
Places places_of_traces() {
  return {
      {"record",
       [](auto&, auto& trace, const auto& x) {
         base::Json record = base::Json::parse(R"({"kind": "call", "headers": [], "body": {}})");
         record["headers"].push_back(base::Json::array({"X-Thing", x}));
         record["target"] = "/a?q=" + base::percent_encode(x);
         record["body"]["encoding"] = "base64";
         record["body"]["content"] = base::base64_encode("\xFF " + x);
         trace.records.push_back(record);
       }},
      {"bus event",
       [](auto&, auto& trace, const auto& x) {
         trace.bus.push_back({{"group", x}});
       }},
      {"await",
       [](auto&, auto& trace, const auto& x) {
         trace.awaits.push_back({{"message", x}});
       }},
      {"line",
       [](auto&, auto& trace, const auto& x) {
         trace.lines.push_back({1, "service", x});
       }},
  };
}

/// Every place that a report can show.
Places places() {
  Places all = places_of_texts();
  for (const auto& more : {places_of_causes(), places_of_traces()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// All reports of one run with that result, as one text.
std::string all_reports(const ScenarioResult& scenario, const Trace& trace,
                        mask::Secrets& secrets) {
  const ::ricochet::test::TempFolder folder;
  std::ostringstream console;
  ConsoleOptions options;
  options.colour = options.verbose = options.is_terminal = options.github_annotations = true;
  options.width = 1000;
  std::vector<std::unique_ptr<Reporter>> owned;
  owned.push_back(std::make_unique<ConsoleReporter>(console, options));
  std::vector<std::string> files;
  for (const auto& format : report_formats()) {
    files.push_back(folder / std::string(format.name));
    ReportSettings settings;
    settings.program = "ricochet";
    owned.push_back(format.make(ReportFile(files.back()), settings));
  }
  std::vector<Reporter*> reports;
  for (const auto& one : owned) reports.push_back(one.get());
  MaskedReports masked(secrets, reports);
  RunResult run;
  SuiteResult& suite = run.suites.emplace_back();
  suite.scenarios.push_back(scenario);
  masked.run_started({});
  masked.suite_started("suite");
  masked.suite_ready("suite", "ready with " + kSecret);
  masked.scenario_started(scenario);
  for (const auto& step : scenario.steps) masked.step_finished(scenario, step);
  masked.scenario_traced(scenario, trace);
  masked.scenario_finished(scenario);
  EXPECT_TRUE(masked.run_finished(run));
  std::string out = console.str();
  for (const auto& file : files) {
    const auto text = base::read_file(file);
    EXPECT_TRUE(text) << file;
    // Of the page, the data only.
    const auto data = text->find("class=\"ricochet-run\"");
    out += "\n== " + file + "\n" + (data == std::string::npos ? *text : text->substr(data));
  }
  return out;
}

/// Everything in base64 that a text holds, undone.
std::string undone(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                 text[end] == '+' || text[end] == '/' || text[end] == '='))
      ++end;
    if (end - at >= 8) {
      if (const auto bytes = base::base64_decode(text.substr(at, end - at))) out += *bytes + "\n";
    }
    at = std::max(end, at + 1);
  }
  return out;
}

TEST(MaskedReports, ASecretIsNotInAnyReportWhereverItStood) {
  const std::vector<std::pair<const char*, std::string>> spellings = {
      {"as it is", kSecret},
      {"percent-encoded", base::percent_encode(kSecret)},
      {"in base64", base::base64_encode("bob:" + kSecret)},
  };
  for (const auto& [place, plant] : places()) {
    for (const auto& [how, text] : spellings) {
      for (const Outcome outcome : {Outcome::kFailed, Outcome::kPassed}) {
        mask::Secrets secrets;
        secrets.add_name("API");
        secrets.learn("API", kSecret);
        ScenarioResult scenario;
        scenario.suite = "suite";
        scenario.file = "suite/a.json";
        scenario.name = "one";
        scenario.outcome = outcome;
        Trace trace;
        plant(scenario, trace, text);
        const std::string all = all_reports(scenario, trace, secrets);
        for (const auto& [other, spelling] : spellings)
          EXPECT_THAT(all, Not(HasSubstr(spelling))) << place << ", " << how << ", " << other;
        EXPECT_THAT(undone(all), Not(HasSubstr(kSecret))) << place << ", " << how;
        EXPECT_THAT(all, HasSubstr("***1")) << place;
      }
    }
  }
}

/// A value between two letters that nothing else in a report stands between.
std::string some_value(base::Random& random) {
  static const std::vector<std::string> kPieces{"<", ">", "&",  "\"", "'",  "/", "+",
                                                "%", "=", ":",  " ",  "\\", "~", "\xC3\xA4",
                                                "7", "a", "Zz", "#",  ",",  "?"};
  std::string value = "Q";
  for (auto n = 2 + random.below(12); n > 0; --n) value += kPieces[random.below(kPieces.size())];
  return value + "X";
}

/// Whatever the value, and in whatever form it stands anywhere: no report has it in any.
TEST(MaskedReports, NoFormOfAnyValueIsInAnyReport) {
  base::Random random(23);
  for (int round = 0; round < 60; ++round) {
    const std::string value = some_value(random);
    std::vector<std::string> written;
    for (const auto& form : mask::forms()) written.push_back(form.write(value));
    for (const std::string before : {"", "u:", "us:", "usr:"})
      written.push_back(base::base64_encode(before + value));
    mask::Secrets secrets;
    secrets.add_name("API");
    secrets.learn("API", value);
    ScenarioResult scenario;
    scenario.suite = "suite";
    scenario.file = "suite/a.json";
    scenario.name = "one";
    scenario.outcome = Outcome::kFailed;
    Trace trace;
    for (const auto& [place, plant] : places())
      plant(scenario, trace, "<" + written[random.below(written.size())] + ">");
    const std::string all = all_reports(scenario, trace, secrets);
    // A report writes what it is told in a form of its own.
    for (const auto& one : written) {
      for (const auto& form : mask::forms()) {
        // In an address stands the value itself, or JSON; not what was escaped for XML before.
        const bool in_address =
            form.name.find("percent") != std::string_view::npos || form.name == "in a form";
        if (in_address && one != value) continue;
        ASSERT_THAT(all, Not(HasSubstr(form.write(one)))) << value << " as " << one;
      }
    }
    ASSERT_THAT(undone(all), Not(HasSubstr(value)));
    ASSERT_THAT(all, HasSubstr("***1"));
  }
}

/// The same without anybody having named it: by what stands before it.
TEST(MaskedReports, TokensAreMaskedByTheirNames) {
  for (const auto& [place, plant] : places()) {
    for (const std::string before :
         {"Authorization: Bearer ", "access_token=", "\"api_key\": \"", "password="}) {
      mask::Secrets secrets;
      ScenarioResult scenario;
      scenario.name = "one";
      scenario.outcome = Outcome::kFailed;
      Trace trace;
      plant(scenario, trace, before + "tok-1234567890" + (before.ends_with('"') ? "\"" : ""));
      const std::string all = all_reports(scenario, trace, secrets);
      EXPECT_THAT(all, Not(HasSubstr("tok-1234567890"))) << place << ", " << before;
      EXPECT_THAT(undone(all), Not(HasSubstr("tok-1234567890"))) << place << ", " << before;
    }
  }
}

TEST(MaskedReports, WhatHasNoSecretStaysAsItIs) {
  std::ostringstream plain, masked_text;
  ConsoleReporter console(plain);
  ASSERT_TRUE(replay(sample_run(), console));
  ConsoleReporter other(masked_text);
  mask::Secrets secrets;
  MaskedReports masked(secrets, {&other});
  ASSERT_TRUE(replay(sample_run(), masked));
  EXPECT_EQ(masked_text.str(), plain.str());
}

TEST(MaskedReports, TellsTheErrorsOfAllOfThem) {
  class Broken final : public Reporter {
    base::Status run_finished(const RunResult&) override {
      return base::Diag("file/unwritable", "no");
    }
  };
  Broken one, two;
  mask::Secrets secrets;
  MaskedReports masked(secrets, {&one, &two});
  EXPECT_FALSE(masked.run_finished({}));
  EXPECT_EQ(masked.errors().size(), 2u);
}

}  // namespace
}  // namespace ricochet::runner::test
