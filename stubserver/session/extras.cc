#include "stubserver/session/extras.h"

#include "stubserver/state_condition.h"

namespace ricochet::stubserver {

namespace {

/// A whole response as one part among others.
class Whole final : public Part {
 public:
  explicit Whole(std::shared_ptr<const Response> response) : response_(std::move(response)) {}
  base::Status apply(Answer& answer, const Moment& moment) const override {
    auto done = response_->apply(answer, moment);
    answer.complete = false;  // the last word about the answer, not about what follows it
    return done;
  }
  bool sets_body() const override { return response_->sets_body(); }
  const Part* preflight() const override { return response_->preflight(); }

 private:
  std::shared_ptr<const Response> response_;
};

}  // namespace

void complete(Rule& rule, const base::JsonReader& session, PartContext& context,
              std::shared_ptr<const Response> response) {
  if (const auto state = session.find("state"))
    rule.state = StateCondition::compile(*state, rule.owner);
  std::vector<std::unique_ptr<const Part>> parts;
  if (const auto quota = session.find("quota")) {
    auto part = compile_quota(*quota, context);
    if (part != nullptr) parts.push_back(std::move(part));
  }
  const bool only = parts.empty() && !session.find("on");
  if (response != nullptr && !only) parts.push_back(std::make_unique<Whole>(response));
  if (const auto on = session.find("on")) {
    auto part = compile_on(*on, context);
    if (part != nullptr) parts.push_back(std::move(part));
  }
  rule.cursors = context.cursors;
  if (response == nullptr) return;
  rule.response = only ? std::move(response) : std::make_shared<const Response>(std::move(parts));
}

}  // namespace ricochet::stubserver
