#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "runner/model/scenario.h"
#include "runner/result/outcome.h"
#include "runner/task/async.h"

namespace ricochet::runner {

class ScenarioContext;

/// One step with all its values filled in, ready to run.
class Step {
 public:
  virtual ~Step() = default;
  /// One line for people: "publish to product-events: {"type":"PhotoWasAdded"...".
  virtual std::string title() const = 0;
  virtual Task<StepOutcome> run(ScenarioContext& context) const = 0;
};

/// Makes a step from the value under its key; findings go to the reader's list, nullptr then.
using ParseStep = std::unique_ptr<Step> (*)(const base::JsonReader& body, const Scenario& scenario);

struct StepKind {
  std::string_view key;
  ParseStep parse;
};

/// Every kind of step there is: a new one is a file in runner/steps/ and a line here
/// (steps/kinds.cc).
const std::vector<StepKind>& step_kinds();

/// Reads `{ "<kind>": ... }`. Findings: scenario/unknown-step with did-you-mean, and those of the
/// kind.
std::unique_ptr<Step> parse_step(const base::JsonReader& element, const Scenario& scenario);

}  // namespace ricochet::runner
