#include "stubserver/session/extras.h"

#include "base/text/printable.h"
#include "stubserver/outgoing/on.h"
#include "stubserver/session/quota.h"
#include "stubserver/session/session.h"
#include "stubserver/session/state.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

namespace {

/// A whole response as one part among others.
class Whole final : public ResponsePart {
 public:
  explicit Whole(std::shared_ptr<const CompiledResponse> response)
      : response_(std::move(response)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto done = response_->apply(answer, input);
    answer.complete = false;  // the last word about the answer, not about what follows it
    return done;
  }
  bool sets_body() const override { return response_->sets_body(); }
  const ResponsePart* preflight() const override { return response_->preflight(); }

 private:
  std::shared_ptr<const CompiledResponse> response_;
};

/// A part that several responses have.
class Shared final : public ResponsePart {
 public:
  explicit Shared(std::shared_ptr<const ResponsePart> part) : part_(std::move(part)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    return part_->apply(answer, input);
  }

 private:
  std::shared_ptr<const ResponsePart> part_;
};

using Parts = std::vector<std::unique_ptr<const ResponsePart>>;

void add(Parts& parts, std::unique_ptr<const ResponsePart> part) {
  if (part != nullptr) parts.push_back(std::move(part));
}

void add_shared(Parts& parts, const std::shared_ptr<const ResponsePart>& part) {
  if (part != nullptr) parts.push_back(std::make_unique<Shared>(part));
}

/// Two conditions on one machine would contradict each other, or lead to two places.
void add_states(Rule& rule, const base::JsonReader& session, const SharedExtras& shared) {
  if (shared.state != nullptr) rule.states.push_back(shared.state);
  const auto given = session.find("state");
  if (!given) return;
  auto own = compile_state(*given, rule.owner);
  if (own == nullptr) return;
  if (shared.state != nullptr && shared.state->machine == own->machine) {
    given->find("machine")->error("two-states",
                                  "the state beside the \"resource\" is of the machine " +
                                      base::in_quotes(own->machine.second) + " already",
                                  "keep one of them, or name another machine here");
    return;
  }
  rule.states.push_back(std::move(own));
}

}  // namespace

SharedExtras compile_shared(const base::JsonReader& session, const LoadOptions& options) {
  SharedExtras out;
  if (const auto state = session.find("state")) out.state = compile_state(*state, options.owner);
  if (const auto quota = session.find("quota")) {
    PartContext context{options};
    out.quota = compile_quota(*quota, context, QuotaOf::kResource);
    auto resource = begin_rule(session, options);
    // Another number than that of the session that takes the rest of the area.
    resource->fingerprint = fingerprint_of("resource " + resource->source + context_of(options));
    resource->matcher = match::Matcher::any();
    resource->cursors = context.cursors;
    out.resource = std::move(resource);
  }
  if (const auto on = session.find("on")) {
    PartContext context{options};
    out.on = compile_on(*on, context);
  }
  return out;
}

void complete(Rule& rule, const base::JsonReader& session, PartContext& context,
              std::shared_ptr<const CompiledResponse> response, const SharedExtras& shared) {
  add_states(rule, session, shared);
  rule.resource = shared.resource;
  Parts before, after;
  add_shared(before, shared.quota);
  if (const auto quota = session.find("quota")) add(before, compile_quota(*quota, context));
  if (const auto on = session.find("on")) add(after, compile_on(*on, context));
  add_shared(after, shared.on);
  rule.cursors = context.cursors;
  rule.files = FilesOfSession::worst();
  if (response == nullptr) return;
  if (before.empty() && after.empty()) {
    rule.response = std::move(response);
    return;
  }
  Parts parts = std::move(before);
  parts.push_back(std::make_unique<Whole>(std::move(response)));
  for (auto& part : after) parts.push_back(std::move(part));
  rule.response = std::make_shared<const CompiledResponse>(std::move(parts));
}

}  // namespace ricochet::stubserver
