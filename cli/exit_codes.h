#pragma once
#include "base/diag.h"
#include "runner/result/result.h"

namespace ricochet::cli {

/// What the program ends with; docs/scenarios.md tells users. The clients (`await`, `tail`,
/// `export`) have codes of their own, see client/connection.h.
inline constexpr int kExitPassed = 0, kExitFailed = 1, kExitUsage = 2, kExitInput = 3,
                     kExitEnvironment = 4, kExitSutCrashed = 5, kExitBug = 70,
                     kExitInterrupted = 130;

/// The one table from what went wrong to an exit code.
int exit_code_of(base::Diag::Kind kind);

/// Of a run: 130 when it was interrupted, else 70, 3, 4, 5 by the gravest error, else 1 when
/// something failed, else 0. A run in which nothing was selected is 2.
int exit_code_of(const runner::RunResult& run);

}  // namespace ricochet::cli
