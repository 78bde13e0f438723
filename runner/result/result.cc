#include "runner/result/result.h"

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

std::size_t RunResult::flaky() const {
  std::size_t n = 0;
  for (const auto& suite : suites) {
    n += static_cast<std::size_t>(std::count_if(
        suite.scenarios.begin(), suite.scenarios.end(),
        [](const ScenarioResult& s) { return s.outcome == Outcome::kPassed && s.tries > 1; }));
  }
  return n;
}

std::size_t RunResult::explorations() const {
  std::size_t n = 0;
  for (const auto& suite : suites) {
    n += static_cast<std::size_t>(
        std::count_if(suite.scenarios.begin(), suite.scenarios.end(),
                      [](const ScenarioResult& s) { return s.exploration.has_value(); }));
  }
  return n;
}

}  // namespace ricochet::runner
