#include "runner/report/html_reporter.h"

#include <utility>

#include "base/json/json.h"
#include "requestbin/server/one_file.h"
#include "runner/report/json_of_result.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

HtmlReporter::HtmlReporter(ReportFile file, std::string program)
    : file_(std::move(file)), program_(std::move(program)) {}
HtmlReporter::~HtmlReporter() = default;

void HtmlReporter::run_started(const RunPlan& plan) {
  begun_ = true;
  base::Json run;
  run["version"] = 1;
  run["program"] = program_;
  run["seed"] = std::to_string(plan.seed);
  run["started_at"] = base::format_rfc3339(plan.started);
  run["scenarios"] = plan.scenarios;
  file_.append(requestbin::one_file("run.html", "js/run_main.js") +
               requestbin::data_element("ricochet-run", run));
}

void HtmlReporter::suite_ready(const std::string&, const std::string& summary) {
  suite_summary_ = clean_text(summary);
}

void HtmlReporter::scenario_traced(const ScenarioResult&, const Trace& trace) {
  trace_ = std::make_unique<Trace>(trace);
}

void HtmlReporter::scenario_finished(const ScenarioResult& scenario) {
  base::Json result = scenario_to_json(scenario);
  result["summary"] = suite_summary_;
  const auto trace = std::exchange(trace_, nullptr);
  // The page reads the first when it is opened, the second when somebody looks at the scenario.
  file_.append(requestbin::data_element("ricochet-scenario", result) +
               requestbin::data_element("ricochet-trace",
                                        trace ? trace_to_json(*trace) : base::Json(nullptr)));
}

base::Status HtmlReporter::run_finished(const RunResult& run) {
  if (!begun_) {
    RunPlan plan;
    plan.seed = run.seed;
    plan.started = run.started;
    for (const auto& suite : run.suites) plan.scenarios += suite.scenarios.size();
    run_started(plan);
    for (const auto& suite : run.suites) {
      for (const auto& scenario : suite.scenarios) scenario_finished(scenario);
    }
  }
  base::Json end = totals_to_json(run);
  end["interrupted"] = run.interrupted;
  end["took_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(run.took).count();
  file_.append(requestbin::data_element("ricochet-end", end) + "</body>\n</html>\n");
  return file_.status();
}

}  // namespace ricochet::runner
