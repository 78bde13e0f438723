#include "runner/steps/expect.h"

#include "awaits/expectation_reader.h"
#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "runner/steps/ack.h"
#include "runner/steps/captures.h"
#include "runner/steps/topic.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

/// Parts of the matcher language that stand directly in an `expect` of an event.
const std::vector<std::string> kEventSelector{"key",  "partition",  "headers", "text",
                                              "json", "json_paths", "xpaths",  "struct"};

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
  ExpectStep(std::string bin, awaits::Expectation expectation, Captures captures)
      : bin_(std::move(bin)),
        expectation_(std::move(expectation)),
        captures_(std::move(captures)) {}

  std::string title() const override {
    const bool one =
        expectation_.count.max == 1 || (expectation_.count.min == 1 && !expectation_.count.max);
    return "expect " + expectation_.count.describe() + " " + expectation_.noun + (one ? "" : "s") +
           " of " + bin_ + ": " + expectation_.selector->describe();
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    StepOutcome taken;
    auto take = [this, &context, &taken](const awaits::Verdict& verdict) {
      if (captures_.empty() || verdict.matched.empty()) return;
      const auto& record = *verdict.matched.front();
      const match::Subject subject = record.request() != nullptr ? match::Subject(*record.request())
                                                                 : match::Subject(*record.event());
      taken = captures_.take(subject, context.scope());
    };
    StepOutcome outcome = co_await context.expect(bin_, expectation_, take);
    co_return outcome.outcome == Outcome::kPassed ? taken : outcome;
  }
  std::vector<std::string> defines() const override { return captures_.names(); }

 private:
  std::string bin_;
  awaits::Expectation expectation_;
  Captures captures_;
};

/// What is captured is taken from the first record that fits, so there must be one.
std::optional<Captures> read_captures(const JsonReader& body,
                                      const awaits::Expectation& expectation) {
  const auto value = body.find("capture");
  if (value && expectation.count.min == 0) {
    value->error_at_key("bad-capture",
                        "\"capture\" beside a count that none meets: there is nothing to take from",
                        "capture in an expectation of at least one");
    return std::nullopt;
  }
  return Captures::parse(body, expectation.noun);
}

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::unique_ptr<Step> parse_calls(const JsonReader& body, const Scenario& scenario) {
  body.object(joined({"calls", "request", "capture"}, awaits::expectation_keys()));
  const auto target = body.require("calls");
  const auto name = target->nonempty_string();
  if (name && !scenario.suite->has_stub(*name) && !scenario.suite->has_bin(*name)) {
    std::vector<std::string> known = scenario.suite->bins;
    for (const auto& stub : scenario.suite->stubs) known.push_back(stub.name);
    target->error("unknown-bin", "the suite has no stub or bin " + base::in_quotes(*name),
                  known.empty()
                      ? "declare it under \"stubs\" or \"bins\" in " + std::string(kSuiteFileName)
                      : base::did_you_mean(*name, known));
  }
  awaits::Expectation expectation;
  expectation.selector = match::Matcher::any();
  if (auto request = body.find("request")) expectation.selector = match::Matcher::compile(*request);
  const bool counted = read_counts(body, scenario, expectation);
  auto captures = read_captures(body, expectation);
  if (!counted || !name || !expectation.selector || !captures) return nullptr;
  return std::make_unique<ExpectStep>(*name, std::move(expectation), std::move(*captures));
}

std::unique_ptr<Step> parse_event(const JsonReader& body, const Scenario& scenario) {
  body.object(joined(joined({"event", "capture"}, kEventSelector), awaits::expectation_keys()));
  const auto topic = parse_topic(*body.require("event"), scenario);
  awaits::Expectation expectation;
  expectation.noun = "event";
  expectation.selector = match::Matcher::any();
  base::Json selector = base::Json::object();
  for (const auto& key : kEventSelector) {
    if (auto part = body.find(key)) selector[key] = part->value();
  }
  if (!selector.empty()) {
    match::CompileOptions options;
    options.kind = match::Kind::kEvent;
    expectation.selector = match::Matcher::compile(body.with_value(selector), options);
  }
  const bool counted = read_counts(body, scenario, expectation);
  auto captures = read_captures(body, expectation);
  if (!counted || !topic || !expectation.selector || !captures) return nullptr;
  return std::make_unique<ExpectStep>(*topic, std::move(expectation), std::move(*captures));
}

}  // namespace

std::unique_ptr<Step> parse_expect(const JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  if (!body.is_object()) {
    body.object({});
    return nullptr;
  }
  int targets = 0;
  for (const char* key : {"calls", "event", "ack"}) targets += body.find(key).has_value() ? 1 : 0;
  if (targets != 1) {
    if (targets == 0) {  // a misspelt target is the likelier story
      body.object(joined(joined({"calls", "event", "ack", "request", "capture"}, kEventSelector),
                         awaits::expectation_keys()));
    }
    if (mark.clean()) {
      body.error(
          "bad-expect",
          targets == 0 ? "this expectation has no target"
                       : "this expectation has more than one target",
          R"(name one of "calls" (a stub or bin), "event" (a topic), "ack" (a consumer group))");
    }
    return nullptr;
  }
  std::unique_ptr<Step> step = body.find("calls")   ? parse_calls(body, scenario)
                               : body.find("event") ? parse_event(body, scenario)
                                                    : parse_ack(body, scenario);
  return mark.clean() ? std::move(step) : nullptr;
}

}  // namespace ricochet::runner
