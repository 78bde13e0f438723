#include "runner/report/run_events.h"

#include <utility>

#include "base/json/json.h"
#include "runner/report/json_of_result.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

void RunEvents::run_started(const RunPlan& plan) {
  begun_ = true;
  base::Json line;
  line["version"] = 1;
  line["seed"] = std::to_string(plan.seed);
  line["started_at"] = base::format_rfc3339(plan.started);
  line["suites"] = plan.suites;
  line["scenarios"] = plan.scenarios;
  happened("run_started", std::move(line));
}

void RunEvents::suite_started(const std::string& path) {
  base::Json line;
  line["suite"] = clean_text(path);
  happened("suite_started", std::move(line));
}

void RunEvents::suite_ready(const std::string& path, const std::string& summary) {
  base::Json line;
  line["suite"] = clean_text(path);
  line["summary"] = clean_text(summary);
  happened("suite_ready", std::move(line));
}

void RunEvents::scenario_started(const ScenarioResult& scenario) {
  happened("scenario_started", scenario_head_to_json(scenario));
}

void RunEvents::step_finished(const ScenarioResult& scenario, const StepResult& step) {
  base::Json line = scenario_head_to_json(scenario);
  line["step"] = step_to_json(step);
  happened("step_finished", std::move(line));
}

void RunEvents::scenario_finished(const ScenarioResult& scenario) {
  happened("scenario_finished", scenario_to_json(scenario));
}

base::Status RunEvents::run_finished(const RunResult& run) {
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
  happened("run_finished", std::move(line));
  begun_ = false;
  return {};
}

}  // namespace ricochet::runner
