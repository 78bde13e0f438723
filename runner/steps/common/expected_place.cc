#include "runner/steps/common/expected_place.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/bytes_operand.h"
#include "runner/steps/common/topic.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;
using base::Shape;

void read_calls(const JsonReader& body, const Scenario& scenario, ExpectedPlace& place) {
  const auto target = body.find("calls");
  const auto name = target->nonempty_string();
  if (name && !scenario.suite->has_stub(*name) && !scenario.suite->has_bin(*name)) {
    std::vector<std::string> known = scenario.suite->bins;
    for (const auto& stub : scenario.suite->stubs) known.push_back(stub.name);
    target->error("unknown-bin", "the suite has no stub or bin " + base::in_quotes(*name),
                  known.empty()
                      ? "declare it under \"stubs\" or \"bins\" in " + std::string(kSuiteFileName)
                      : base::did_you_mean(*name, known));
  }
  place.bin = name.value_or("");
  const auto request = body.find("request");
  const auto answer = body.find("answer");
  match::CompileOptions options;
  options.empty_text_fits = true;
  if (request) place.selector = match::Matcher::compile(*request, options);
  if (answer) place.answer = awaits::AnswerSelector::parse(*answer);
  place.whole = !request && !answer;
}

/// The bytes of the key, however they are written; nullopt: it is a condition.
std::optional<std::string> key_of(const JsonReader& key) {
  if (key.is_number()) return base::number_text(key.value());
  base::DiagList told_by_the_matcher;
  if (match::is_bytes_operand(key))
    return match::read_bytes_operand(key.with_diags(told_by_the_matcher));
  return key.value().is_structured() ? std::nullopt : key.string();
}

void read_event(const JsonReader& body, const Scenario& scenario, ExpectedPlace& place) {
  place.noun = "event";
  place.bin = parse_topic(*body.find("event"), scenario).value_or("");
  if (const auto partition = body.find("partition"))
    check_partition(*partition, place.bin, *scenario.suite);
  base::Json selector = base::Json::object();
  for (const auto& key : match::matcher_keys(match::Kind::kEvent)) {
    if (auto part = body.find(key)) selector[key] = part->value();
  }
  place.whole = selector.empty();
  if (const auto key = body.find("key")) place.key = key_of(*key);
  if (place.whole) return;
  match::CompileOptions options;
  options.kind = match::Kind::kEvent;
  place.selector = match::Matcher::compile(body.with_value(selector), options);
}

}  // namespace

std::vector<base::ShapeKey> calls_keys() {
  return {required("calls", Shape::nonempty(), "calls of this stub or bin"),
          {"request", match::matcher_shape(match::Kind::kRequest), "which requests", "all"},
          {"answer", awaits::AnswerSelector::shape(), "only calls that were answered so"},
          capture_key()};
}

std::vector<base::ShapeKey> event_keys() {
  const std::vector<base::ShapeKey> own{
      required("event", Shape::nonempty(), "events of this topic"), capture_key()};
  return base::joined(own, match::matcher_shape(match::Kind::kEvent).resolved().keys());
}

std::vector<base::KeyRule> event_rules() { return {base::KeyRule::needs("json_ignore", {"json"})}; }

void check_gaps(const JsonReader& body, const awaits::Expectation& expectation) {
  const auto value = body.find("spacing");
  if (!value || !expectation.spacing) return;
  const auto& spacing = *expectation.spacing;
  if (spacing.tolerance >= 1) {
    value->warning("cannot-fail", "with a tolerance of 100% or more every early call fits",
                   "write a tolerance below 100%");
    return;
  }
  base::Duration shortest{0};
  for (std::uint64_t k = 0; k + 1 < expectation.count.min && shortest <= expectation.within; ++k) {
    const auto gap = spacing.gap(static_cast<std::size_t>(k));
    if (!gap) break;
    const double least = static_cast<double>(gap->count()) * (1 - spacing.tolerance);
    shortest += base::Duration(static_cast<base::Duration::rep>(least));
  }
  if (shortest <= expectation.within) return;
  value->warning("cannot-hold",
                 "these gaps take " + base::format_duration(shortest) + " at least, the time is " +
                     base::format_duration(expectation.within),
                 "write a longer \"within\"");
}

std::optional<ExpectedPlace> read_place(const JsonReader& body, const Scenario& scenario) {
  const base::ErrorMark mark(body.diags());
  ExpectedPlace place;
  place.selector = match::Matcher::any();
  if (body.find("calls")) {
    read_calls(body, scenario, place);
  } else {
    read_event(body, scenario, place);
  }
  auto captures = Captures::parse(body, place.noun);
  if (captures) place.captures = std::move(*captures);
  if (!mark.clean()) return std::nullopt;
  return place;
}

}  // namespace ricochet::runner
