#include "runner/result.h"

#include <algorithm>

namespace ricochet::runner {

std::size_t RunResult::count(Outcome outcome) const {
  std::size_t n = 0;
  for (const auto& suite : suites) {
    n += static_cast<std::size_t>(
        std::count_if(suite.scenarios.begin(), suite.scenarios.end(),
                      [&](const ScenarioResult& s) { return s.outcome == outcome; }));
  }
  return n;
}

int exit_code(const RunResult& run) {
  bool any = false, failed = false, input = false, environment = false, crashed = false,
       bug = false;
  bool interrupted = run.interrupted;
  for (const auto& suite : run.suites) {
    for (const auto& scenario : suite.scenarios) {
      any = true;
      failed |= scenario.outcome == Outcome::kFailed;
      if (scenario.outcome != Outcome::kError) continue;
      input |= scenario.error == ErrorKind::kInput;
      environment |= scenario.error == ErrorKind::kEnvironment;
      crashed |= scenario.error == ErrorKind::kSutCrashed;
      interrupted |= scenario.error == ErrorKind::kInterrupted;
      bug |= scenario.error == ErrorKind::kBug || scenario.error == ErrorKind::kNone;
    }
  }
  if (interrupted) return 130;
  if (!any) return 2;
  if (bug) return 70;
  if (input) return 3;
  if (environment) return 4;
  if (crashed) return 5;
  return failed ? 1 : 0;
}

}  // namespace ricochet::runner
