#include "runner/steps/expect/expect.h"

#include "awaits/expectation_reader.h"
#include "base/error_mark.h"
#include "base/json/json.h"
#include "runner/steps/common/expected_place.h"
#include "runner/steps/expect/ack.h"
#include "runner/steps/expect/expect_log.h"
#include "runner/steps/expect/expect_order.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::Shape;

/// Reads the count and the times, with the suite's defaults. False: something was reported.
bool read_counts(const JsonReader& body, const Scenario& scenario,
                 awaits::Expectation& expectation) {
  awaits::ExpectationDefaults defaults;
  defaults.within = scenario.suite->defaults.within;
  defaults.window = scenario.suite->defaults.never_for;
  defaults.settle = scenario.suite->defaults.settle;
  defaults.may_ask_now = false;  // a scenario that does not wait asserts a race
  return awaits::read_expectation(body, defaults, expectation);
}

/// Waits for calls of a stub or bin, or for events of a topic.
class ExpectStep final : public Step {
 public:
  ExpectStep(ExpectedPlace place, awaits::Expectation expectation)
      : place_(std::move(place)), expectation_(std::move(expectation)) {}

  std::string title() const override {
    if (is_silence() && place_.noun == "call")
      return "expect that " + place_.bin + " is not called";
    const bool one =
        expectation_.count.max == 1 || (expectation_.count.min == 1 && !expectation_.count.max);
    std::string out = "expect " + expectation_.count.describe() + " " + expectation_.noun +
                      (one ? "" : "s") + " of " + place_.bin + ": " + place_.selector->describe();
    if (place_.answer) out += " answered with " + place_.answer->describe();
    return out;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    StepOutcome taken;
    auto take = [this, &context, &taken](const awaits::Verdict& verdict) {
      if (is_silence()) context.stubs().expect_silence(place_.bin);
      if (place_.captures.empty() || verdict.matched.empty()) return;
      taken = place_.captures.take(*verdict.matched.front(), context.scope());
    };
    std::vector<std::string> bins(1, place_.bin);
    StepOutcome outcome = co_await context.expect(std::move(bins), expectation_, where(), take);
    co_return outcome.outcome == Outcome::kPassed ? taken : outcome;
  }
  std::vector<std::string> defines() const override { return place_.captures.names(); }

 private:
  /// Nothing at all may come there.
  bool is_silence() const { return place_.whole && expectation_.count.max == 0u; }

  ExpectedPlace place_;
  awaits::Expectation expectation_;
};

using Rules = std::vector<base::KeyRule>;

Rules with_counts(Rules rules) {
  const Rules& counts = awaits::expectation_shape().rules();
  rules.insert(rules.end(), counts.begin(), counts.end());
  return rules;
}

const Shape& calls_shape() {
  static const Shape kShape = Shape::object(
      base::joined(calls_keys(), awaits::expectation_shape().keys()), with_counts({}));
  return kShape;
}

const Shape& event_shape() {
  static const Shape kShape = Shape::object(
      base::joined(event_keys(), awaits::expectation_shape().keys()), with_counts(event_rules()));
  return kShape;
}

std::unique_ptr<Step> parse_one_place(const JsonReader& object, const Scenario& scenario) {
  const JsonReader body = object.as(object.find("event") ? event_shape() : calls_shape());
  body.object();
  auto place = read_place(body, scenario);
  awaits::Expectation expectation;
  if (place) {
    expectation.noun = place->noun;
    expectation.selector = place->selector;
    expectation.answer = place->answer;
  }
  const bool counted = read_counts(body, scenario, expectation);
  // What is captured is taken from the first record that fits, so there must be one.
  if (const auto capture = body.find("capture"); capture && expectation.count.min == 0) {
    capture->error_at_key(
        "bad-capture", "\"capture\" beside a count that none meets: there is nothing to take from",
        "capture in an expectation of at least one");
  }
  if (!counted || !place) return nullptr;
  check_gaps(body, expectation);
  return std::make_unique<ExpectStep>(std::move(*place), std::move(expectation));
}

}  // namespace

const base::Shape& expect_shape() {
  static const Shape kShape = Shape::either(
      {calls_shape(), event_shape(), ack_shape(), expect_log_shape(), expect_order_shape()});
  return kShape;
}

std::unique_ptr<Step> parse_expect(const JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.is_object()) {
    body.object({});
    return nullptr;
  }
  if (body.find("steps") || body.find("order")) return parse_expect_order(body, scenario);
  int targets = 0;
  for (const char* key : {"calls", "event", "ack", "log"})
    targets += body.find(key).has_value() ? 1 : 0;
  if (targets != 1) {
    if (targets == 0) body.object(expect_shape().key_names());  // a misspelt target is likelier
    if (mark.clean()) {
      body.error(
          "bad-expect",
          targets == 0 ? "this expectation has no target"
                       : "this expectation has more than one target",
          R"(name one of "calls" (a stub or bin), "event" (a topic), "ack" (a consumer group), "log" (a service), )"
          R"(or "order" and "steps" for several)");
    }
    return nullptr;
  }
  std::unique_ptr<Step> step = body.find("ack")   ? parse_ack(body, scenario)
                               : body.find("log") ? parse_expect_log(body, scenario)
                                                  : parse_one_place(body, scenario);
  return mark.clean() ? std::move(step) : nullptr;
}

}  // namespace ricochet::runner
