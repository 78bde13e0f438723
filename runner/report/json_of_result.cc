#include "runner/report/json_of_result.h"

#include "base/json/json.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kJsonMessageBytes = 1000;

const char* word_of_error(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNone:
      return "";
    case ErrorKind::kInput:
      return "input";
    case ErrorKind::kEnvironment:
      return "environment";
    case ErrorKind::kSutCrashed:
      return "service-crashed";
    case ErrorKind::kBug:
      return "bug";
    case ErrorKind::kInterrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace

base::Json place_to_json(const base::Location& where) {
  base::Json out;
  out["file"] = clean_text(where.file);
  out["line"] = where.line;
  out["column"] = where.column;
  out["pointer"] = clean_text(where.pointer);
  return out;
}

base::Json step_to_json(const StepResult& step) {
  base::Json out;
  out["title"] = clean_text(step.title);
  out["outcome"] = name_of(step.outcome);
  if (step.error != ErrorKind::kNone) out["error"] = word_of_error(step.error);
  out["started_ms"] = base::to_milliseconds(step.started);
  out["took_ms"] = base::to_milliseconds(step.took);
  if (step.where.known()) out["at"] = place_to_json(step.where);
  const CauseText cause = text_of(step.cause);
  if (!cause.message.empty()) out["message"] = one_line(cause.message, kJsonMessageBytes);
  return out;
}

base::Json scenario_head_to_json(const ScenarioResult& scenario) {
  base::Json out;
  out["suite"] = clean_text(scenario.suite);
  out["file"] = clean_text(scenario.file);
  out["line"] = scenario.line;
  out["scenario"] = clean_text(scenario.name);
  return out;
}

base::Json scenario_to_json(const ScenarioResult& scenario) {
  base::Json out = scenario_head_to_json(scenario);
  out["tags"] = base::Json::array();
  for (const auto& tag : scenario.tags) out["tags"].push_back(clean_text(tag));
  out["outcome"] = name_of(scenario.outcome);
  if (scenario.error != ErrorKind::kNone) out["error"] = word_of_error(scenario.error);
  out["started_at"] = base::format_rfc3339(scenario.started);
  out["took_ms"] = base::to_milliseconds(scenario.took);
  out["tries"] = scenario.tries;
  if (scenario.outcome != Outcome::kPassed) {
    out["message"] = headline(scenario, kJsonMessageBytes);
    out["story"] = clean_text(explain(scenario, false));
    if (place_of(scenario).known()) out["at"] = place_to_json(place_of(scenario));
  }
  out["warnings"] = base::Json::array();
  for (const auto& warning : scenario.warnings) out["warnings"].push_back(clean_text(warning));
  out["steps"] = base::Json::array();
  for (const auto& step : scenario.steps) out["steps"].push_back(step_to_json(step));
  return out;
}

base::Json trace_to_json(const Trace& trace) {
  base::Json out;
  out["began_us"] = trace.began_us;
  out["ended_us"] = trace.ended_us;
  out["began_at"] = base::format_rfc3339(trace.began_at);
  out["bins"] = trace.bins;
  out["records"] = trace.records;
  out["bus"] = trace.bus;
  out["awaits"] = trace.awaits;
  out["records_left_out"] = trace.records_left_out;
  out["lines_left_out"] = trace.lines_left_out;
  base::Json& lines = out["lines"] = base::Json::array();
  for (const auto& line : trace.lines)
    lines.push_back(
        base::Json::array({line.at_us, clean_text(line.service), clean_text(line.text)}));
  return out;
}

base::Json totals_to_json(const RunResult& run) {
  base::Json out;
  out["passed"] = run.count(Outcome::kPassed);
  out["failed"] = run.count(Outcome::kFailed);
  out["errors"] = run.count(Outcome::kError);
  out["skipped"] = run.count(Outcome::kSkipped);
  out["flaky"] = run.flaky();
  return out;
}

}  // namespace ricochet::runner
