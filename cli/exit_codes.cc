#include "cli/exit_codes.h"

namespace ricochet::cli {

namespace {

int code_of(runner::ErrorKind kind) {
  switch (kind) {
    case runner::ErrorKind::kInput:
      return cli::exit_code_of(base::Diag::Kind::kInput);
    case runner::ErrorKind::kEnvironment:
      return cli::exit_code_of(base::Diag::Kind::kEnvironment);
    case runner::ErrorKind::kSutCrashed:
      return kExitSutCrashed;
    case runner::ErrorKind::kInterrupted:
      return kExitInterrupted;
    case runner::ErrorKind::kNone:  // an error must say what it is
    case runner::ErrorKind::kBug:
      break;
  }
  return cli::exit_code_of(base::Diag::Kind::kInternal);
}

int code_of(const runner::ScenarioResult& scenario) {
  switch (scenario.outcome) {
    case runner::Outcome::kPassed:
    case runner::Outcome::kSkipped:
      return kExitPassed;
    case runner::Outcome::kFailed:
      return kExitFailed;
    case runner::Outcome::kError:
      break;
  }
  return code_of(scenario.error);
}

/// The higher, the graver.
int gravity(int code) {
  constexpr int kGravest[] = {kExitPassed, kExitFailed, kExitSutCrashed, kExitEnvironment,
                              kExitInput,  kExitBug,    kExitInterrupted};
  int at = 0;
  for (const int known : kGravest) {
    if (known == code) return at;
    ++at;
  }
  return at;
}

}  // namespace

int exit_code_of(base::Diag::Kind kind) {
  switch (kind) {
    case base::Diag::Kind::kInput:
    case base::Diag::Kind::kNotFound:
    case base::Diag::Kind::kRequest:
      return kExitInput;
    case base::Diag::Kind::kEnvironment:
    case base::Diag::Kind::kConflict:
      return kExitEnvironment;
    case base::Diag::Kind::kUsage:
      return kExitUsage;
    case base::Diag::Kind::kInternal:
      break;
  }
  return kExitBug;
}

int exit_code_of(const runner::RunResult& run) {
  if (run.interrupted) return kExitInterrupted;
  bool any = false;
  int gravest = kExitPassed;
  for (const auto& suite : run.suites) {
    for (const auto& scenario : suite.scenarios) {
      any = true;
      const int code = code_of(scenario);
      if (gravity(code) > gravity(gravest)) gravest = code;
    }
  }
  return any ? gravest : kExitUsage;
}

}  // namespace ricochet::cli
