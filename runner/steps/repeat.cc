#include "runner/steps/repeat.h"

#include "base/json/json.h"
#include "runner/world/scenario_scope.h"

namespace ricochet::runner {

namespace {

constexpr std::int64_t kMaxTimes = 10'000;

class RepeatStep final : public FrameStep {
 public:
  RepeatStep(std::int64_t times, base::JsonReader steps)
      : times_(times), steps_(std::move(steps)) {}

  std::string title() const override { return "repeat " + std::to_string(times_) + " times"; }
  std::vector<base::JsonReader> lists() const override { return {steps_}; }
  std::vector<std::string> defines() const override { return {"iteration"}; }

  Task<StepOutcome> run_lists(ScenarioContext&, ScenarioScope& names, RunList run) const override {
    for (std::int64_t round = 1; round <= times_; ++round) {
      names.define_here("iteration", base::Json(round));
      std::string path = "round " + std::to_string(round);
      StepOutcome outcome = co_await run(steps_, std::move(path));
      if (outcome.outcome != Outcome::kPassed) co_return outcome;
    }
    co_return StepOutcome::passed();
  }

 private:
  std::int64_t times_;
  base::JsonReader steps_;
};

}  // namespace

const base::Shape& repeat_shape() {
  using base::Shape;
  static const Shape kShape =
      Shape::object({required("times", Shape::integer(1, kMaxTimes), "how often"),
                     required("steps", Shape::list(step_shape(), 1), "the steps")});
  return kShape;
}

std::unique_ptr<Step> parse_repeat(const base::JsonReader& body, const Scenario&) {
  if (!body.object()) return nullptr;
  const auto times = body.find("times");
  const auto steps = body.find("steps");
  const auto n = times ? times->integer() : std::nullopt;
  if (!steps || !n) return nullptr;
  if (steps->elements().empty()) {
    if (steps->is_array()) steps->error("no-steps", "nothing is repeated", "add a step");
    return nullptr;
  }
  return std::make_unique<RepeatStep>(*n, *steps);
}

}  // namespace ricochet::runner
