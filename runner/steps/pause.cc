#include "runner/steps/pause.h"

#include "base/json/time.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// `{ "pause": "200ms" }`: for services that are themselves time-driven. An expectation is nearly
/// always the better way to wait; it ends when the thing happens.
class PauseStep final : public Step {
 public:
  explicit PauseStep(base::Duration time) : time_(time) {}
  std::string title() const override { return "pause " + base::format_duration(time_); }

  Task<StepOutcome> run(ScenarioContext& context) const override { return context.pause(time_); }

 private:
  base::Duration time_;
};

}  // namespace

const base::Shape& pause_shape() {
  static const base::Shape kShape = base::Shape::time();
  return kShape;
}

std::unique_ptr<Step> parse_pause(const base::JsonReader& body, const Scenario&) {
  const auto time = base::read_time(body);
  if (!time) return nullptr;
  if (time->count() == 0) {
    body.error("zero-pause", "a pause of zero waits for nothing",
               "write a duration above zero, or remove the step");
    return nullptr;
  }
  return std::make_unique<PauseStep>(*time);
}

}  // namespace ricochet::runner
