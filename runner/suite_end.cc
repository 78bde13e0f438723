#include "runner/suite_end.h"

#include <utility>

namespace ricochet::runner {

ScenarioResult suite_end(World& world) {
  ScenarioResult told;
  told.suite = world.suite().folder;
  told.name = "end of the suite";
  told.file = world.suite().file;
  told.started = world.loop().wall_now();
  told.outcome = Outcome::kPassed;
  return told;
}

ScenarioResult suite_end_by(World& world, const Trouble& trouble) {
  ScenarioResult told = suite_end(world);
  StepOutcome outcome = StepOutcome::error_of(trouble);
  told.outcome = outcome.outcome;
  told.error = outcome.error;
  told.cause = std::move(outcome.cause);
  return told;
}

}  // namespace ricochet::runner
