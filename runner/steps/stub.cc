#include "runner/steps/stub.h"

#include "base/error_mark.h"
#include "runner/model/names.h"
#include "runner/world/scenario_context.h"
#include "runner/world/scenario_stubs.h"
#include "stubserver/session/session.h"

namespace ricochet::runner {

namespace {

struct Sessions {
  std::string stub;
  std::shared_ptr<const stubserver::RuleSet> rules;
};

/// A dependency that comes back, or breaks, in the middle of a scenario.
class StubStep final : public Step {
 public:
  explicit StubStep(std::vector<Sessions> all) : all_(std::move(all)) {}

  std::string title() const override {
    std::string names;
    for (const auto& one : all_) names += (names.empty() ? "" : ", ") + one.stub;
    return "new sessions of " + names;
  }
  Task<StepOutcome> run(ScenarioContext& context) const override {
    for (const auto& one : all_) context.stubs().add(one.stub, one.rules);
    co_return StepOutcome::passed();
  }

 private:
  std::vector<Sessions> all_;
};

}  // namespace

const base::Shape& stub_step_shape() {
  using base::Shape;
  static const Shape kShape = Shape::map(Shape::list(stubserver::session_shape()), 1);
  return kShape;
}

std::unique_ptr<Step> parse_stub(const base::JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.object()) return nullptr;
  std::vector<Sessions> all;
  for (const auto& member : body.members()) {
    if (!is_stub_of(member, *scenario.suite)) continue;
    if (!member.is_array()) {
      member.elements();
      continue;
    }
    if (auto rules = compile_sessions(member, scenario))
      all.push_back({member.key(), std::move(rules)});
  }
  if (body.value().empty())
    body.error("empty", "this changes no stub", R"(write { "photos": [ sessions ] })");
  return mark.clean() ? std::make_unique<StubStep>(std::move(all)) : nullptr;
}

}  // namespace ricochet::runner
