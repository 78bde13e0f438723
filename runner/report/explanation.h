#pragma once
#include <string>

#include "runner/result/result.h"

namespace ricochet::runner {

/// Why a scenario did not pass, as the terminal shows it and JUnit stores it: each step that was
/// not met with its place, source line and details, the steps that passed before it, the last lines
/// of what the services printed, the warnings. Several lines, no trailing newline; empty for one
/// that passed.
std::string explain(const ScenarioResult& scenario, bool colour);

/// The step that decided the outcome, or nullptr when it was decided outside of the steps.
const StepResult* deciding_step(const ScenarioResult& scenario);
/// Its place, or the scenario's own.
const base::Location& place_of(const ScenarioResult& scenario);
/// What went wrong in one line of at most `max_bytes`.
std::string headline(const ScenarioResult& scenario, std::size_t max_bytes);

/// "passed", "failed", "error", "skipped".
const char* name_of(Outcome outcome);
/// For people who must act: "the environment is not there", "the service under test died" ...
const char* describe(ErrorKind kind);
/// For a column of them: "12 ms" below 100 ms, then "0.4 s", "1 min 05 s".
std::string short_time(base::Duration d);

}  // namespace ricochet::runner
