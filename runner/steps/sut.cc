#include "runner/steps/sut.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// `{ "sut": { "kill": "photo-service" } }`: what happens to services in real life.
class SutStep final : public Step {
 public:
  SutStep(SutAction action, std::string name) : action_(action), name_(std::move(name)) {}

  std::string title() const override {
    for (const auto& [word, action] : sut_actions()) {
      if (action == action_) return std::string(word) + " " + name_;
    }
    return name_;
  }
  Task<StepOutcome> run(ScenarioContext& context) const override {
    return context.act_on_sut(name_, action_);
  }

 private:
  SutAction action_;
  std::string name_;
};

}  // namespace

const std::vector<std::pair<std::string_view, SutAction>>& sut_actions() {
  static const std::vector<std::pair<std::string_view, SutAction>> actions{
      {"kill", SutAction::kKill},   {"stop", SutAction::kStop},
      {"start", SutAction::kStart}, {"restart", SutAction::kRestart},
      {"pause", SutAction::kPause}, {"resume", SutAction::kResume}};
  return actions;
}

std::unique_ptr<Step> parse_sut_step(const base::JsonReader& body, const Scenario& scenario) {
  std::vector<std::string> words;
  for (const auto& [word, action] : sut_actions()) words.emplace_back(word);
  if (!body.object(words)) return nullptr;
  const auto members = body.members();
  if (members.size() != 1) {
    body.error("bad-sut-step", "a sut step names one action",
               R"(write { "sut": { "kill": "the-service" } })");
    return nullptr;
  }
  const auto name = members[0].nonempty_string();
  if (!name) return nullptr;
  if (scenario.suite->sut(*name) == nullptr) {
    std::vector<std::string> known;
    for (const auto& sut : scenario.suite->suts) known.push_back(sut.name);
    members[0].error("unknown-sut", "the suite has no service " + base::in_quotes(*name),
                     known.empty() ? "declare it under \"sut\" in " + std::string(kSuiteFileName)
                                   : base::did_you_mean(*name, known));
    return nullptr;
  }
  for (const auto& [word, action] : sut_actions()) {
    if (word == members[0].key()) return std::make_unique<SutStep>(action, *name);
  }
  return nullptr;
}

}  // namespace ricochet::runner
