#include "runner/report/jsonl_reporter.h"

#include "base/json/json.h"
#include "runner/report/json_of_result.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

void JsonlReporter::write(const char* event, const base::Json& members) {
  base::Json line;
  line["event"] = event;
  for (const auto& [name, value] : members.items()) line[name] = value;
  file_.append(base::compact_json(line) + "\n");
}

void JsonlReporter::run_started(const RunPlan& plan) {
  begun_ = true;
  base::Json line;
  line["version"] = 1;
  line["seed"] = std::to_string(plan.seed);
  line["started_at"] = base::format_rfc3339(plan.started);
  line["suites"] = plan.suites;
  line["scenarios"] = plan.scenarios;
  write("run_started", line);
}

void JsonlReporter::suite_started(const std::string& path) {
  suite_ = clean_text(path);
  base::Json line;
  line["suite"] = suite_;
  write("suite_started", line);
}

void JsonlReporter::suite_ready(const std::string& summary) {
  base::Json line;
  line["suite"] = suite_;
  line["summary"] = clean_text(summary);
  write("suite_ready", line);
}

void JsonlReporter::scenario_started(const ScenarioResult& scenario) {
  write("scenario_started", scenario_head_to_json(scenario));
}

void JsonlReporter::step_finished(const ScenarioResult& scenario, const StepResult& step) {
  base::Json line = scenario_head_to_json(scenario);
  line["step"] = step_to_json(step);
  write("step_finished", line);
}

void JsonlReporter::scenario_finished(const ScenarioResult& scenario) {
  write("scenario_finished", scenario_to_json(scenario));
}

base::Status JsonlReporter::run_finished(const RunResult& run) {
  if (!begun_) {
    RunPlan plan;
    plan.seed = run.seed;
    plan.started = run.started;
    plan.suites = run.suites.size();
    for (const auto& suite : run.suites) plan.scenarios += suite.scenarios.size();
    run_started(plan);
    for (const auto& suite : run.suites) {
      for (const auto& scenario : suite.scenarios) scenario_finished(scenario);
    }
  }
  base::Json line = totals_to_json(run);
  line["interrupted"] = run.interrupted;
  line["took_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(run.took).count();
  write("run_finished", line);
  return file_.status();
}

}  // namespace ricochet::runner
