#include "stubserver/session/settings_entry.h"

#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

/// A whole response as one part of another.
class Nested final : public Part {
 public:
  explicit Nested(std::shared_ptr<const Response> response) : response_(std::move(response)) {}
  base::Status apply(Answer& answer, const Moment& moment) const override {
    return response_->apply(answer, moment);
  }
  bool sets_body() const override { return response_->sets_body(); }
  const Part* preflight() const override { return response_->preflight(); }

 private:
  std::shared_ptr<const Response> response_;
};

std::shared_ptr<const Response> one_after_the_other(std::shared_ptr<const Response> first,
                                                    std::shared_ptr<const Response> second) {
  std::vector<std::unique_ptr<const Part>> parts;
  parts.push_back(std::make_unique<Nested>(std::move(first)));
  parts.push_back(std::make_unique<Nested>(std::move(second)));
  return std::make_shared<const Response>(std::move(parts));
}

}  // namespace

void add_scope(const base::JsonReader& session, const LoadOptions& options, Rules& rules) {
  if (options.scope == nullptr) return;
  const Scope& scope = *options.scope;
  for (auto& rule : rules) {
    auto changed = std::make_shared<Rule>(*rule);
    if (scope.request != nullptr) changed->matcher = match::both(scope.request, rule->matcher);
    if (scope.response != nullptr && rule->response != nullptr) {
      if (scope.response->sets_body() && rule->response->sets_body()) {
        session.error("two-bodies",
                      "the \"response\" of the settings file sets the body of the answer already",
                      "keep the body there or here");
        return;
      }
      changed->response = one_after_the_other(scope.response, rule->response);
    }
    rule = std::move(changed);
  }
}

}  // namespace ricochet::stubserver
