#include "base/json/reader.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "runner/steps/bus.h"
#include "runner/steps/expect/expect.h"
#include "runner/steps/include.h"
#include "runner/steps/pause.h"
#include "runner/steps/publish.h"
#include "runner/steps/repeat.h"
#include "runner/steps/request.h"
#include "runner/steps/run.h"
#include "runner/steps/step.h"
#include "runner/steps/stub.h"
#include "runner/steps/sut.h"
#include "runner/steps/together.h"

namespace ricochet::runner {

const std::vector<StepKind>& step_kinds() {
  static const std::vector<StepKind> kinds{
      {"publish", parse_publish},
      {"expect", parse_expect},
      {"request", parse_request},
      {"run", parse_run},
      {"stub", parse_stub, Fill::kSessions},
      {"sut", parse_sut_step},
      {"bus", parse_bus},
      {"pause", parse_pause},
      {"repeat", parse_repeat, Fill::kAllButSteps},
      {"together", parse_together, Fill::kNothing},
      {"include", parse_include},
  };
  return kinds;
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
    if (members[0].key() == kind.key) return kind.parse(members[0], scenario);
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
