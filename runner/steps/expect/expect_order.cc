#include "runner/steps/expect/expect_order.h"

#include <algorithm>

#include "awaits/expectation_reader.h"
#include "base/error_mark.h"
#include "runner/steps/common/expected_place.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::Shape;

class ExpectOrderStep final : public Step {
 public:
  ExpectOrderStep(std::vector<std::string> bins, awaits::Expectation expectation,
                  std::vector<Captures> captures)
      : bins_(std::move(bins)),
        expectation_(std::move(expectation)),
        captures_(std::move(captures)) {}

  std::string title() const override { return "expect " + expectation_.describe(); }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    StepOutcome taken;
    auto take = [this, &context, &taken](const awaits::Verdict& verdict) {
      for (std::size_t i = 0; i < captures_.size() && taken.outcome == Outcome::kPassed; ++i) {
        if (!captures_[i].empty())
          taken = captures_[i].take(*verdict.steps[i].records.front(), context.scope());
      }
    };
    StepOutcome outcome = co_await context.expect(bins_, expectation_, where(), take);
    co_return outcome.outcome == Outcome::kPassed ? taken : outcome;
  }

  std::vector<std::string> defines() const override {
    std::vector<std::string> all;
    for (const auto& captures : captures_) {
      for (auto& name : captures.names()) all.push_back(std::move(name));
    }
    return all;
  }

 private:
  std::vector<std::string> bins_;
  awaits::Expectation expectation_;
  std::vector<Captures> captures_;
};

std::vector<base::ShapeKey> keys_of_step() {
  return {{"times", Shape::integer(1, awaits::kMaxStepTimes), "how many come here", "1"},
          {"name", Shape::nonempty(), "for people"}};
}

const Shape& call_step_shape() {
  static const Shape kShape = Shape::object(base::joined(calls_keys(), keys_of_step()));
  return kShape;
}

const Shape& event_step_shape() {
  static const Shape kShape =
      Shape::object(base::joined(event_keys(), keys_of_step()), event_rules());
  return kShape;
}

const Shape& step_of_order_shape() {
  static const Shape kShape = Shape::either({call_step_shape(), event_step_shape()});
  return kShape;
}

class OrderReader {
 public:
  OrderReader(const JsonReader& body, const Scenario& scenario)
      : body_(body.as(expect_order_shape())), scenario_(scenario) {}

  std::unique_ptr<Step> read() {
    const base::ErrorMark mark(body_.diags());
    body_.object();
    if (const auto order = body_.find("order")) read_order(*order);
    if (const auto steps = body_.find("steps")) read_steps(*steps);
    if (const auto keeps = body_.find("keeps")) read_keeps(*keeps);
    if (!mark.clean()) return nullptr;
    awaits::ExpectationDefaults defaults;
    defaults.within = scenario_.suite->defaults.within;
    defaults.settle = scenario_.suite->defaults.settle;
    defaults.may_ask_now = false;
    if (!awaits::read_expectation(body_, defaults, wanted_)) return nullptr;
    check_gaps(body_, wanted_);
    return std::make_unique<ExpectOrderStep>(std::move(bins_), std::move(wanted_),
                                             std::move(captures_));
  }

 private:
  void read_order(const JsonReader& value) {
    const auto word = value.word();
    if (!word) return;
    for (const auto order : {awaits::Order::kAny, awaits::Order::kSubsequence,
                             awaits::Order::kStrict, awaits::Order::kPerKey}) {
      if (*word == awaits::to_string(order)) wanted_.order = order;
    }
  }

  void read_steps(const JsonReader& steps) {
    const auto elements = steps.elements();
    if (steps.is_array() && elements.empty())
      steps.error("no-steps", "a list without steps asserts nothing",
                  R"(list what must come: { "calls": ... }, { "event": ... })");
    for (const auto& element : elements) read_step(element);
    bool calls = false, events = false;
    for (const auto& step : wanted_.steps)
      (scenario_.suite->has_topic(step.bin) ? events : calls) = true;
    wanted_.noun = calls && events ? "record" : events ? "event" : "call";
  }

  void read_step(const JsonReader& given) {
    const bool calls = given.find("calls").has_value();
    const JsonReader element = given.as(calls ? call_step_shape() : event_step_shape());
    if (calls == given.find("event").has_value()) {
      const base::ErrorMark mark(element.diags());
      element.object(step_of_order_shape().key_names());
      if (mark.clean())
        element.error("bad-expect",
                      calls ? "this place has two targets" : "this place has no target",
                      R"(name one of "calls" (a stub or bin) and "event" (a topic))");
      return;
    }
    element.object();
    auto place = read_place(element, scenario_);
    awaits::ExpectedStep step;
    if (const auto name = element.find("name")) step.name = name->nonempty_string().value_or("");
    if (const auto times = element.find("times"))
      step.times = static_cast<std::uint64_t>(times->integer().value_or(1));
    if (!place) return;
    if (wanted_.order == awaits::Order::kPerKey && !place->key) {
      if (const auto key = element.find("key"))
        key->error("bad-order", "the order per_key needs one key, and several may fit this",
                   R"(name it: "key": "42", or bytes: "key": { "hex": "00ff" })");
      else
        element.error("bad-order", "the order per_key needs the key of each event",
                      R"(name it: { "event": "orders", "key": "42" })");
      return;
    }
    step.bin = place->bin;
    step.selector = place->whole ? nullptr : place->selector;
    step.answer = place->answer;
    if (place->key) step.lane = place->bin + "\n" + *place->key;
    if (std::find(bins_.begin(), bins_.end(), step.bin) == bins_.end()) bins_.push_back(step.bin);
    wanted_.steps.push_back(std::move(step));
    captures_.push_back(std::move(place->captures));
  }

  void read_keeps(const JsonReader& keeps) {
    const auto elements = keeps.elements();
    if (keeps.is_array() && elements.empty())
      keeps.error("empty", "this keeps nothing", R"(write ["key", "header:traceparent"])");
    for (const auto& element : elements) {
      const auto text = element.nonempty_string();
      if (!text) continue;
      auto place = awaits::Correlation::parse(*text);
      if (place) {
        wanted_.keeps.push_back(std::move(*place));
      } else {
        element.repeat(place.error());
      }
    }
  }

  const JsonReader body_;
  const Scenario& scenario_;
  std::vector<std::string> bins_;
  awaits::Expectation wanted_;
  std::vector<Captures> captures_;
};

}  // namespace

const base::Shape& expect_order_shape() {
  static const Shape kShape = Shape::object(
      base::joined({required("order", Shape::word({"any", "subsequence", "strict", "per_key"}),
                             "how strictly the order is asked for"),
                    required("steps", Shape::list(step_of_order_shape(), 1), "what must come"),
                    {"keeps", Shape::list(Shape::nonempty(), 1),
                     "a route: all records have the same value at each of these places"}},
                   awaits::expectation_shape().rows({"spacing", "tolerance", "within"})),
      {base::KeyRule::needs("tolerance", {"spacing"})});
  return kShape;
}

std::unique_ptr<Step> parse_expect_order(const JsonReader& body, const Scenario& scenario) {
  return OrderReader(body, scenario).read();
}

}  // namespace ricochet::runner
