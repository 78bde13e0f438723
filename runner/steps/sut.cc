#include "runner/steps/sut.h"

#include <algorithm>

#include "base/error_mark.h"
#include "runner/steps/common/expected_place.h"
#include "runner/steps/common/service_name.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

constexpr std::int64_t kMaxNth = 1'000'000;

std::string word_of(SutAction action) {
  for (const auto& [word, each] : sut_actions()) {
    if (each == action) return std::string(word);
  }
  return {};
}

/// `{ "sut": { "kill": "photo-service" } }`: what happens to services in real life.
class SutStep final : public Step {
 public:
  SutStep(SutAction action, std::string name) : action_(action), name_(std::move(name)) {}

  std::string title() const override { return word_of(action_) + " " + name_; }
  Task<StepOutcome> run(ScenarioContext& context) const override {
    return context.act_on_sut(name_, action_);
  }

 private:
  SutAction action_;
  std::string name_;
};

/// The same in the moment of a call that is still to come.
class SutAtCallStep final : public Step {
 public:
  SutAtCallStep(SutAction action, std::string name, TriggerCall call)
      : action_(action), name_(std::move(name)), call_(std::move(call)) {}

  std::string title() const override {
    return word_of(action_) + " " + name_ + " at " + call_.describe();
  }
  Task<StepOutcome> run(ScenarioContext& context) const override {
    context.act_on_call(name_, action_, call_);
    co_return StepOutcome::passed();
  }

 private:
  SutAction action_;
  std::string name_;
  TriggerCall call_;
};

std::optional<TriggerCall> read_call(const base::JsonReader& at, const Scenario& scenario) {
  const base::ErrorMark mark(at.diags());
  if (!at.object() || !at.find("calls")) return std::nullopt;
  const auto place = read_place(at, scenario);
  TriggerCall call;
  if (const auto nth = at.find("nth"))
    call.nth = static_cast<std::uint64_t>(nth->integer().value_or(1));
  if (!place || !mark.clean()) return std::nullopt;
  call.bin = place->bin;
  call.selector = place->selector;
  call.answer = place->answer;
  return call;
}

}  // namespace

const std::vector<std::pair<std::string_view, SutAction>>& sut_actions() {
  static const std::vector<std::pair<std::string_view, SutAction>> actions{
      {"kill", SutAction::kKill},   {"stop", SutAction::kStop},
      {"start", SutAction::kStart}, {"restart", SutAction::kRestart},
      {"pause", SutAction::kPause}, {"resume", SutAction::kResume}};
  return actions;
}

const base::Shape& sut_step_shape() {
  using base::KeyRule;
  using base::Shape;
  static const Shape kShape = [] {
    auto call = calls_keys();
    std::erase_if(call, [](const base::ShapeKey& key) { return key.name == "capture"; });
    call.push_back({"nth", Shape::integer(1, kMaxNth), "the n-th from this step on", "1"});
    std::vector<base::ShapeKey> keys{
        {"at", Shape::object(std::move(call)), "in the moment of this call, before its answer"}};
    std::vector<std::string> words;
    for (const auto& [word, action] : sut_actions()) {
      words.emplace_back(word);
      keys.push_back({words.back(), Shape::nonempty(), "the service"});
    }
    return Shape::object(std::move(keys), {KeyRule::one_of(std::move(words)),
                                           KeyRule::needs("at", {"kill", "stop", "pause"})});
  }();
  return kShape;
}

std::unique_ptr<Step> parse_sut_step(const base::JsonReader& body, const Scenario& scenario) {
  if (!body.object()) return nullptr;
  auto members = body.members();
  std::erase_if(members, [](const auto& member) { return member.key() == "at"; });
  if (members.size() != 1) {
    body.error("bad-sut-step", "a sut step names one action",
               R"(write { "sut": { "kill": "the-service" } })");
    return nullptr;
  }
  const auto name = read_service_name(members[0], scenario);
  if (!name) return nullptr;
  const auto& actions = sut_actions();
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const auto& action) {
    return action.first == members[0].key();
  });
  if (found == actions.end()) return nullptr;  // an unknown key, which is reported
  const auto at = body.find("at");
  if (!at) return std::make_unique<SutStep>(found->second, *name);
  const auto takes_waiting = {SutAction::kStart, SutAction::kRestart, SutAction::kResume};
  if (std::find(takes_waiting.begin(), takes_waiting.end(), found->second) != takes_waiting.end()) {
    at->error_at_key("bad-sut-step", "\"" + members[0].key() + "\" cannot be done at a call",
                     "only kill, stop and pause can: they take no waiting");
    return nullptr;
  }
  auto call = read_call(*at, scenario);
  if (!call) return nullptr;
  return std::make_unique<SutAtCallStep>(found->second, *name, std::move(*call));
}

}  // namespace ricochet::runner
