#include "stubserver/session/quota.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/model/quota_counter.h"
#include "stubserver/response/response.h"
#include "stubserver/values/duration_value.h"
#include "stubserver/values/filled_text.h"

namespace ricochet::stubserver {

namespace {

constexpr std::int64_t kMaxLimit = 1'000'000'000;
constexpr std::int64_t kMaxKeys = 1'000'000;

/// Whole seconds, rounded up: who waits that long has waited long enough.
std::string seconds(base::Duration d) {
  return std::to_string((d.count() + 999'999'999) / 1'000'000'000);
}

/// Adds an item to a list (RFC 9651 section 3.1), or begins it.
void add_item(http::Response& response, std::string_view name, const std::string& item,
              bool behind) {
  const std::string* before = behind ? response.header(name) : nullptr;
  response.set_header(name, before == nullptr ? item : *before + ", " + item);
}

/// The key `quota` (ours). Adds RateLimit-Policy and RateLimit to every answer
/// (draft-ietf-httpapi-ratelimit-headers-10) and stands in for the answer when nothing is left.
/// The one of a whole resource comes before the entry's own and has a name of its own in them.
class Quota final : public ResponsePart {
 public:
  Quota(QuotaOf whose, QuotaTerms terms, std::optional<FilledText> key,
        std::unique_ptr<const CompiledResponse> exceeded)
      : shared_(whose == QuotaOf::kResource),
        name_(shared_ ? "\"resource\"" : "\"quota\""),
        terms_(terms),
        key_(std::move(key)),
        exceeded_(std::move(exceeded)) {
    const base::Duration whole =
        terms_.window > base::Duration::zero()
            ? terms_.window
            : terms_.refill * static_cast<base::Duration::rep>(terms_.limit);
    policy_ = name_ + ";q=" + std::to_string(terms_.limit) + ";w=" + seconds(whole);
  }

  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    std::string key;
    if (key_) {
      auto text = key_->text(input);
      if (!text) return text.error();
      key = std::move(*text);
    }
    const auto& resource = input.state.rule->resource;
    RuleState& holder = shared_ ? input.stub.of(resource) : input.state;
    if (holder.quota == nullptr) holder.quota = std::make_unique<QuotaCounter>();
    const auto verdict = holder.quota->take(terms_, key, input.world().now());
    const bool behind = !shared_ && resource != nullptr;
    add_item(answer.response, "RateLimit-Policy", policy_, behind);
    add_item(answer.response, "RateLimit",
             name_ + ";r=" + std::to_string(verdict.remaining) + ";t=" + seconds(verdict.full),
             behind);
    if (input.stub.is_rehearsal() && exceeded_ != nullptr) {
      AnswerDraft unused;  // whether it is used up is known later
      refuse(unused, input, holder, key, verdict);
    }
    return verdict.allowed ? base::Status() : refuse(answer, input, holder, key, verdict);
  }

 private:
  base::Status refuse(AnswerDraft& answer, const AnswerInput& input, RuleState& holder,
                      const std::string& key, const QuotaVerdict& verdict) const {
    answer.response.status = 429;
    answer.response.set_header("Retry-After", seconds(verdict.retry));
    base::Status done;
    if (exceeded_ != nullptr) {
      // Its positions are the holder's, too; what the path says is known to the session only.
      const auto variables = input.state.rule->matcher->path_variables(input.subject);
      done = exceeded_->apply(answer, AnswerInput{input.subject, holder, input.stub, &variables});
    } else {
      answer.set_body(
          "the quota of " + holder.rule->place() + " is used up" +
              (key.empty() ? std::string() : " for " + base::in_quotes(base::shorten(key, 100))) +
              ": " + base::plural(terms_.limit, "request") + " at most; again in " +
              seconds(verdict.retry) + " s\n",
          "text/plain; charset=utf-8");
    }
    answer.complete = true;
    return done;
  }

  bool shared_;
  std::string name_;  ///< as a string of RFC 9651
  QuotaTerms terms_;
  std::optional<FilledText> key_;
  std::unique_ptr<const CompiledResponse> exceeded_;
  std::string policy_;
};

bool read_pace(const base::JsonReader& object, QuotaTerms& terms) {
  const auto window = object.find("window");
  const auto refill = object.find("refill");
  if (!window && !refill && object.misspelt({"window", "refill"})) return false;
  if (window.has_value() == refill.has_value()) {
    object.error(
        "missing-key", "a quota has either a \"window\" or a \"refill\"",
        R"("window": "1m" counts per minute; "refill": "100ms" gives one back that often)");
    return false;
  }
  const auto& given = window ? window : refill;
  const auto pace = read_duration_value(*given);
  if (!pace) return false;
  constexpr base::Duration kMaxPace = std::chrono::hours(24 * 366);
  if (*pace <= base::Duration::zero() || *pace > kMaxPace ||
      (refill && *pace > kMaxPace / static_cast<base::Duration::rep>(terms.limit))) {
    given->error("out-of-range", "this time is too short or too long for a quota",
                 "above 0, and a year at most until all is back");
    return false;
  }
  (window ? terms.window : terms.refill) = *pace;
  return true;
}

}  // namespace

base::Shape quota_shape() {
  using base::KeyRule;
  using base::Shape;
  const Shape time = duration_value_shape();
  return Shape::object(
      {required("limit", Shape::integer(1, kMaxLimit), "how many requests are served"),
       {"window", time, "in this time; a bare number is milliseconds"},
       {"refill", time, "and one more each time this has passed"},
       {"key", Shape::any(), "a template: each text that it comes to has a quota of its own"},
       {"max_keys", Shape::integer(1, kMaxKeys), "how many of those are kept"},
       {"exceeded", response_shape(), "the answer beyond the quota", "429"}},
      {KeyRule::one_of({"window", "refill"})});
}

std::unique_ptr<const ResponsePart> compile_quota(const base::JsonReader& place,
                                                  PartContext& context, QuotaOf whose) {
  static const base::Shape kShape = quota_shape();
  const base::JsonReader value = place.as(kShape);
  if (!value.object()) return nullptr;
  QuotaTerms terms;
  const auto limit = value.find("limit");
  const auto count = limit ? limit->integer() : std::nullopt;
  if (!count) return nullptr;
  terms.limit = static_cast<std::uint64_t>(*count);
  if (!read_pace(value, terms)) return nullptr;
  if (const auto max_keys = value.find("max_keys")) {
    const auto given = max_keys->integer();
    if (!given) return nullptr;
    terms.max_keys = static_cast<std::size_t>(*given);
  }
  std::optional<FilledText> key;
  if (const auto given = value.find("key")) {
    key = given->is_string() ? FilledText::compile_template(*given) : FilledText::compile(*given);
    if (!key) return nullptr;
  }
  std::unique_ptr<const CompiledResponse> exceeded;
  if (const auto given = value.find("exceeded")) {
    exceeded = CompiledResponse::compile(*given, context);
    if (exceeded == nullptr) return nullptr;
  }
  return std::make_unique<Quota>(whose, terms, std::move(key), std::move(exceeded));
}

}  // namespace ricochet::stubserver
