#include "base/json/reader.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "runner/steps/bus.h"
#include "runner/steps/common/step.h"
#include "runner/steps/expect/expect.h"
#include "runner/steps/include.h"
#include "runner/steps/pause.h"
#include "runner/steps/publish.h"
#include "runner/steps/repeat.h"
#include "runner/steps/request.h"
#include "runner/steps/run.h"
#include "runner/steps/stub.h"
#include "runner/steps/sut.h"
#include "runner/steps/together.h"

namespace ricochet::runner {

const std::vector<StepKind>& step_kinds() {
  static const std::vector<StepKind> kinds{
      {"publish", parse_publish, publish_shape, "a record, a batch of them, or a recorded stream"},
      {"expect", parse_expect, expect_shape, "what must come, or must not"},
      {"request", parse_request, request_shape, "calls the service's own HTTP interface"},
      {"run", parse_run, run_shape, "runs a program to its end"},
      {"stub", parse_stub, stub_step_shape, "sessions that come before all others from here on",
       Fill::kSessions},
      {"sut", parse_sut_step, sut_step_shape, "kills, stops, starts or pauses a service"},
      {"bus", parse_bus, bus_step_shape, "breaks the embedded broker"},
      {"pause", parse_pause, pause_shape, "waits; an expectation is nearly always better"},
      {"repeat", parse_repeat, repeat_shape, "runs steps several times; ${iteration} counts from 1",
       Fill::kAllButSteps},
      {"together", parse_together, together_shape, "runs lists of steps side by side",
       Fill::kNothing},
      {"include", parse_include, include_shape, "runs the steps of another file"},
  };
  return kinds;
}

namespace {

const base::Shape& any_step() {
  static const base::Shape kShape = [] {
    std::vector<base::ShapeKey> keys;
    std::vector<std::string> names;
    for (const auto& kind : step_kinds()) {
      names.emplace_back(kind.key);
      const base::Shape& shape = kind.shape();
      keys.push_back(
          {names.back(), kind.fill == Fill::kNothing ? shape : shape.filled(), kind.text});
    }
    return base::Shape::object(std::move(keys), {base::KeyRule::one_of(std::move(names))});
  }();
  return kShape;
}

}  // namespace

const base::Shape& step_shape() {
  static const base::Shape kShape = base::Shape::named("step", any_step);
  return kShape;
}

std::unique_ptr<Step> parse_step(const base::JsonReader& element, const Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& kind : step_kinds()) names.emplace_back(kind.key);
  if (!element.is_object()) {
    element.error("bad-step",
                  "a step is an object, got " + base::JsonReader::describe(element.value()),
                  R"(write { "publish": { ... } } or { "expect": { ... } })");
    return nullptr;
  }
  const auto members = element.members();
  if (members.size() != 1) {
    element.error("bad-step",
                  members.empty()
                      ? "this step is empty"
                      : "a step has one key, this has " + std::to_string(members.size()),
                  members.empty() ? base::did_you_mean("", names) : "write one step for each");
    return nullptr;
  }
  for (const auto& kind : step_kinds()) {
    if (members[0].key() == kind.key) return kind.parse(members[0].as(kind.shape()), scenario);
  }
  std::string hint = "the steps are ";
  for (std::size_t i = 0; i < names.size(); ++i)
    hint += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  if (const auto near = base::suggest(members[0].key(), names))
    hint = "did you mean " + base::in_quotes(*near) + "? " + hint;
  members[0].error_at_key("unknown-step", "there is no step " + base::in_quotes(members[0].key()),
                          std::move(hint));
  return nullptr;
}

}  // namespace ricochet::runner
