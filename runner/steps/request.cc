#include "runner/steps/request.h"

#include <algorithm>

#include "base/error_mark.h"
#include "http/client.h"
#include "runner/steps/answer_check.h"
#include "runner/steps/captures.h"
#include "runner/steps/http_call.h"
#include "runner/steps/until_fits.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using HttpResult = base::Result<http::Response>;

/// Who gave no answer and was about to end has ended by then.
constexpr base::Duration kEndIsKnown = std::chrono::milliseconds(100);

class RequestStep final : public Step {
 public:
  RequestStep(http::ClientRequest request, AnswerCheck check, Captures captures,
              std::optional<base::Duration> within)
      : request_(std::move(request)),
        check_(std::move(check)),
        captures_(std::move(captures)),
        within_(within) {}

  std::string title() const override { return asked() + ": " + check_.describe(); }
  std::vector<std::string> defines() const override { return captures_.names(); }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    UntilFits until(context, within_);
    context.sets_off_unseen_work();
    StepOutcome outcome;
    bool answered = true;
    std::optional<StepOutcome> judged;  // the last whole answer
    bool cut = false;                   // the try after it, by the end of `within`
    do {
      http::ClientRequest request = request_;
      request.timeout = until.at_most(request_.timeout);
      const base::TimePoint end = context.world().loop().now() + request.timeout;
      cut = request.timeout < request_.timeout;
      if (auto marked = context.mark(request); !marked)
        co_return StepOutcome::error_of(marked.error());
      const auto answer = co_await ask(context, std::move(request));
      if (!answer || context.life().trouble()) co_return context.trouble_outcome();
      answered = answer->has_value();
      outcome = judge(*answer, context);
      if (answered) judged = outcome;
      cut = cut && !answered && context.world().loop().now() >= end;
    } while (outcome.outcome != Outcome::kPassed && co_await until.again());
    if (answered) co_return outcome;
    if (cut && judged) co_return *judged;
    // The connection of a service that crashes ends before its process is known to have.
    const bool undisturbed = co_await context.life().sleep(kEndIsKnown);
    co_return undisturbed ? outcome : context.trouble_outcome();
  }

 private:
  std::string asked() const { return request_.method + " " + request_.url; }

  /// nullopt: there is trouble, which ends the call, too.
  static Task<std::optional<HttpResult>> ask(ScenarioContext& context,
                                             http::ClientRequest request) {
    std::shared_ptr<void> running;
    auto start = [&context, &running, &request](std::function<void(HttpResult)> done) {
      running = http::fetch(context.world().loop(), std::move(request), std::move(done));
    };
    std::optional<HttpResult> answer = co_await context.life().unless_trouble<HttpResult>(start);
    co_return answer;
  }

  StepOutcome judge(const HttpResult& answer, ScenarioContext& context) const {
    if (!answer) return StepOutcome::error_of(answer.error());
    if (auto unmet = check_.misfit(*answer, asked())) return StepOutcome::failed(std::move(*unmet));
    const match::Request message = message_of(*answer);
    const match::Subject subject(message);
    return captures_.take(subject, context.scope());
  }

  http::ClientRequest request_;
  AnswerCheck check_;
  Captures captures_;
  std::optional<base::Duration> within_;
};

}  // namespace

const base::Shape& request_shape() {
  using base::Shape;
  static const Shape kShape = Shape::object(
      base::joined(
          http_call_keys(),
          {{"expect", AnswerCheck::shape(), "what the answer must be like", "a status below 400"},
           {"within", Shape::time(), "it is asked again until it fits, for so long"},
           {"timeout", Shape::time(), "for one answer", "10s"},
           capture_key()}),
      {one_body()});
  return kShape;
}

std::unique_ptr<Step> parse_request(const base::JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.object()) return nullptr;
  auto request = read_http_call(body, scenario);
  auto check = AnswerCheck::parse(body);
  auto captures = Captures::parse(body, "answer");
  const auto within = read_window(body, "within");
  const auto timeout = read_window(body, "timeout");
  if (!mark.clean() || !request || !check || !captures) return nullptr;
  if (timeout) request->timeout = *timeout;
  return std::make_unique<RequestStep>(std::move(*request), std::move(*check), std::move(*captures),
                                       within);
}

}  // namespace ricochet::runner
