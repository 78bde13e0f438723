#include "runner/report/masked_reports.h"

#include <utility>

#include "runner/mask/mask_diag.h"
#include "runner/mask/mask_json.h"
#include "runner/report/cause_text.h"
#include "runner/report/symptom_of.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

MaskedReports::MaskedReports(mask::Secrets& secrets, std::vector<Reporter*> reports,
                             Hearing hearing)
    : secrets_(secrets), reports_(std::move(reports)), hearing_(hearing) {}

/// Cleaned first: what a terminal would not show must not stand in the middle of a secret.
std::string MaskedReports::text(const std::string& text) { return secrets_.mask(clean_text(text)); }

Cause MaskedReports::shown(const Cause& cause) {
  if (std::holds_alternative<std::monostate>(cause)) return {};
  if (const auto* diags = std::get_if<base::DiagList>(&cause))
    return mask::masked(*diags, secrets_);
  const CauseText words = text_of(cause);
  Told told;
  told.message = text(words.message);
  told.brief = text(words.brief);
  told.story = text(words.story);
  told.story_has_message = words.story_has_message;
  return told;
}

StepResult MaskedReports::shown(StepResult step) {
  step.title = text(step.title);
  step.where = mask::masked(std::move(step.where), secrets_);
  step.cause = shown(step.cause);
  step.made.record = text(step.made.record);
  for (auto& part : step.made.parts) part = text(part);
  step.bus.unseen = text(step.bus.unseen);
  for (auto& record : step.bus.records) {
    record.group = text(record.group);
    record.broken = text(record.broken);
  }
  return step;
}

/// Without steps and cause: what is known before it ran.
ScenarioResult MaskedReports::head_of(const ScenarioResult& scenario) {
  ScenarioResult out;
  out.suite = scenario.suite;
  out.name = text(scenario.name);
  out.own_name = text(scenario.own_name);
  out.row = text(scenario.row);
  if (scenario.exploration)
    out.exploration = {text(scenario.exploration->title), text(scenario.exploration->flag)};
  out.file = scenario.file;
  out.path = scenario.path;
  out.line = scenario.line;
  for (const auto& tag : scenario.tags) out.tags.push_back(text(tag));
  out.outcome = scenario.outcome;
  out.error = scenario.error;
  out.tries = scenario.tries;
  out.rounds = scenario.rounds;
  out.worker = scenario.worker;
  out.window_only = scenario.window_only;
  out.started = scenario.started;
  out.took = scenario.took;
  return out;
}

ScenarioResult MaskedReports::shown(const ScenarioResult& scenario) {
  ScenarioResult out = head_of(scenario);
  out.symptom = scenario.symptom.known() ? scenario.symptom : symptom_of(scenario);
  out.timeline = scenario.timeline;
  for (auto& moment : out.timeline.moments) moment.what = text(moment.what);
  out.sut_output = text(scenario.sut_output);
  out.cause = shown(scenario.cause);
  out.where = mask::masked(scenario.where, secrets_);
  for (const auto& step : scenario.steps) out.steps.push_back(shown(step));
  for (const auto& warning : scenario.warnings) out.warnings.push_back(text(warning));
  return out;
}

void MaskedReports::run_started(const RunPlan& plan) {
  RunPlan told = plan;
  for (auto& scenario : told.heads) scenario = head_of(scenario);
  for (Reporter* report : reports_) report->run_started(told);
}

void MaskedReports::suite_started(const std::string& path) {
  for (Reporter* report : reports_) report->suite_started(path);
}

void MaskedReports::suite_ready(const std::string& path, const std::string& summary) {
  const std::string shown = text(summary);
  for (Reporter* report : reports_) report->suite_ready(path, shown);
}

void MaskedReports::scenario_started(const ScenarioResult& scenario) {
  const ScenarioResult head = head_of(scenario);
  for (Reporter* report : reports_) report->scenario_started(head);
}

void MaskedReports::step_started(const ScenarioResult& scenario, const StepResult& step) {
  const ScenarioResult head = head_of(scenario);
  const StepResult told = shown(step);
  for (Reporter* report : reports_) report->step_started(head, told);
}

void MaskedReports::step_finished(const ScenarioResult& scenario, const StepResult& step) {
  const ScenarioResult head = head_of(scenario);
  const StepResult told = shown(step);
  for (Reporter* report : reports_) report->step_finished(head, told);
}

void MaskedReports::scenario_traced(const ScenarioResult& scenario, const Trace& trace) {
  const Trace told = masked_trace(trace, secrets_);
  const ScenarioResult result = shown(scenario);
  for (Reporter* report : reports_) report->scenario_traced(result, told);
}

Trace masked_trace(Trace trace, mask::Secrets& secrets) {
  mask::mask_records(trace.records, secrets);
  mask::mask_json(trace.bus, secrets);
  mask::mask_json(trace.awaits, secrets);
  for (auto& line : trace.lines) line.text = secrets.mask(clean_text(line.text));
  return trace;
}

void MaskedReports::scenario_finished(const ScenarioResult& scenario) {
  const ScenarioResult result = shown(scenario);
  for (Reporter* report : reports_) report->scenario_finished(result);
}

void MaskedReports::exploring(const std::string& path, const std::vector<std::string>& faults) {
  for (Reporter* report : reports_) report->exploring(path, faults);
}

void MaskedReports::explored(const ExploreSummary& summary) {
  ExploreSummary told = summary;
  told.scenario = text(summary.scenario);
  for (Reporter* report : reports_) report->explored(told);
}

base::Status MaskedReports::run_finished(const RunResult& run) {
  RunResult told;
  told.seed = run.seed;
  told.started = run.started;
  told.took = run.took;
  told.interrupted = run.interrupted;
  for (const auto& suite : run.suites) {
    SuiteResult& one = told.suites.emplace_back();
    one.path = suite.path;
    one.started = suite.started;
    one.took = suite.took;
    for (const auto& scenario : suite.scenarios) one.scenarios.push_back(shown(scenario));
  }
  for (Reporter* report : reports_) {
    if (auto status = report->run_finished(told); !status) errors_.push_back(status.error());
  }
  return errors_.empty() ? base::Status() : base::Status(errors_.front());
}

}  // namespace ricochet::runner
