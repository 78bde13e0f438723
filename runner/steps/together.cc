#include "runner/steps/together.h"

#include "runner/task/all.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMaxLists = 100;

class TogetherStep final : public FrameStep {
 public:
  explicit TogetherStep(std::vector<base::JsonReader> lists) : lists_(std::move(lists)) {}

  std::string title() const override {
    return "together: " + std::to_string(lists_.size()) + " lists";
  }
  std::vector<base::JsonReader> lists() const override { return lists_; }

  Task<StepOutcome> run_lists(ScenarioContext& context, ScenarioScope&,
                              RunList run) const override {
    std::vector<Task<StepOutcome>> running;
    for (std::size_t i = 0; i < lists_.size(); ++i)
      running.push_back(run(lists_[i], "list " + std::to_string(i + 1)));
    StepOutcome outcome;
    context.lists_began(lists_.size());
    std::function<void(StepOutcome)> ended = [&context, &outcome](StepOutcome one) {
      context.list_ended();
      if (outcome.outcome == Outcome::kPassed) outcome = std::move(one);  // the first that did not
    };
    co_await all<StepOutcome>(std::move(running), ended);
    context.lists_joined();
    co_return outcome;
  }

 private:
  std::vector<base::JsonReader> lists_;
};

}  // namespace

const base::Shape& together_shape() {
  using base::Shape;
  static const Shape kShape = Shape::list(Shape::list(step_shape(), 1), 2, kMaxLists);
  return kShape;
}

std::unique_ptr<Step> parse_together(const base::JsonReader& body, const Scenario&) {
  auto lists = body.elements();
  if (!body.is_array()) return nullptr;
  if (lists.size() < 2 || lists.size() > kMaxLists) {
    body.error("bad-together", std::to_string(lists.size()) + " lists do not run side by side",
               "write 2 to 100 lists: [ [steps], [steps] ]");
    return nullptr;
  }
  bool ok = true;
  for (const auto& list : lists) {
    const auto elements = list.elements();
    if (list.is_array() && elements.empty())
      list.error("no-steps", "this list is empty", "add a step");
    ok = ok && !elements.empty();
  }
  return ok ? std::make_unique<TogetherStep>(std::move(lists)) : nullptr;
}

}  // namespace ricochet::runner
