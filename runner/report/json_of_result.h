#pragma once
#include "base/json/fwd.h"
#include "runner/result/result.h"
#include "runner/result/trace.h"

namespace ricochet::runner {

// Results as JSON, as docs/reports.md has them (JSON lines). Texts are clean, times in
// milliseconds.

base::Json place_to_json(const base::Location& where);
base::Json step_to_json(const StepResult& step);
/// What names it: suite, file, line, name, tags.
base::Json scenario_head_to_json(const ScenarioResult& scenario);
/// All of it, with its steps.
base::Json scenario_to_json(const ScenarioResult& scenario);
/// All that happened, as the page of a run reads it.
base::Json trace_to_json(const Trace& trace);
/// Totals: passed, failed, errors, skipped, flaky.
base::Json totals_to_json(const RunResult& run);

}  // namespace ricochet::runner
