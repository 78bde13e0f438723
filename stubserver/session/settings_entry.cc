#include "stubserver/session/settings_entry.h"

#include "match/part/context.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

/// A whole response as one part of another.
class Nested final : public ResponsePart {
 public:
  explicit Nested(std::shared_ptr<const CompiledResponse> response)
      : response_(std::move(response)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    return response_->apply(answer, input);
  }
  bool sets_body() const override { return response_->sets_body(); }
  const ResponsePart* preflight() const override { return response_->preflight(); }

 private:
  std::shared_ptr<const CompiledResponse> response_;
};

std::shared_ptr<const CompiledResponse> one_after_the_other(
    std::shared_ptr<const CompiledResponse> first, std::shared_ptr<const CompiledResponse> second) {
  std::vector<std::unique_ptr<const ResponsePart>> parts;
  parts.push_back(std::make_unique<Nested>(std::move(first)));
  parts.push_back(std::make_unique<Nested>(std::move(second)));
  return std::make_shared<const CompiledResponse>(std::move(parts));
}

}  // namespace

void add_settings_entry(const base::JsonReader& session, const LoadOptions& options, Rules& rules) {
  if (options.entry == nullptr) return;
  const SettingsEntry& entry = *options.entry;
  for (auto& rule : rules) {
    auto changed = std::make_shared<Rule>(*rule);
    if (entry.request != nullptr) changed->matcher = match::both(entry.request, rule->matcher);
    if (entry.response != nullptr && rule->response != nullptr) {
      if (entry.response->sets_body() && rule->response->sets_body()) {
        session.error("two-bodies",
                      "the \"response\" of the settings file sets the body of the answer already",
                      "keep the body there or here");
        return;
      }
      changed->response = one_after_the_other(entry.response, rule->response);
    }
    rule = std::move(changed);
  }
}

}  // namespace ricochet::stubserver
