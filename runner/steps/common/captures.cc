#include "runner/steps/common/captures.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "runner/model/names.h"

namespace ricochet::runner {

base::ShapeKey capture_key() {
  using base::Shape;
  return {"capture", Shape::map(Shape::nonempty(), 1),
          "values for the steps behind: name to place, \"json:$.id\", \"header:traceparent\", "
          "\"query:NAME\", \"key\" or \"trace\""};
}

std::optional<Captures> Captures::parse(const base::JsonReader& body, std::string of) {
  Captures out;
  out.of_ = std::move(of);
  const auto value = body.find("capture");
  if (!value) return out;
  const base::ErrorMark mark(body.diags());
  if (!value->is_object()) value->object({});
  for (const auto& member : value->members()) {
    if (!may_be_named(member)) continue;
    const auto text = member.nonempty_string();
    if (!text) continue;
    auto from = awaits::Correlation::parse(*text);
    if (from) {
      out.all_.push_back({member.key(), std::move(*from)});
    } else {
      member.error("bad-capture",
                   text->starts_with("json:")
                       ? from.error().message
                       : base::in_quotes(base::shorten(*text, 80)) + " does not name a place",
                   from.error().hint);
    }
  }
  if (value->is_object() && value->value().empty())
    value->error("empty", "this captures nothing", R"(write { "name": "json:$.path" })");
  return mark.clean() ? std::optional(std::move(out)) : std::nullopt;
}

StepOutcome Captures::take(const match::Subject& subject, ScenarioScope& scope) const {
  for (const auto& one : all_) {
    auto value = one.from->json_of(subject);
    if (!value) {
      Unmet unmet;
      unmet.message = "the " + of_ + " has no " + one.from->text() + " to capture";
      unmet.expected = "a value for " + one.name + " at " + one.from->text();
      unmet.actual.push_back({"body: " + base::shorten(base::printable(subject.body()), 300), {}});
      return StepOutcome::failed(std::move(unmet));
    }
    scope.define(one.name, std::move(*value));
  }
  return StepOutcome::passed();
}

StepOutcome Captures::take(const journal::Record& record, ScenarioScope& scope) const {
  if (const auto* call = record.request()) return take(match::Subject(*call), scope);
  return take(match::Subject(*record.event()), scope);
}

std::vector<std::string> Captures::names() const {
  std::vector<std::string> out;
  for (const auto& one : all_) out.push_back(one.name);
  return out;
}

}  // namespace ricochet::runner
