#pragma once
#include <functional>
#include <string>

#include "base/json/reader.h"
#include "runner/result/result.h"
#include "runner/steps/common/step.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

/// Runs lists of steps of one scenario: each is filled in, read and run when its turn comes, and
/// told. A frame (`repeat`, `together`) is not told, the steps in it are. On the loop's thread; the
/// context must outlive it.
class StepRunner {
 public:
  using Told = std::function<void(StepResult step)>;
  using Begins = std::function<void(const StepResult& step)>;

  /// `begins`: is told of a step right before it runs, with its title and place; may be empty.
  StepRunner(ScenarioContext& context, Told told, Begins begins = {});

  /// Ends at the first step that does not pass; the others are told as skipped. `path` stands
  /// before the titles ("teardown", "round 2"). The outcome has no cause: the step that was told
  /// has it.
  Task<StepOutcome> run(base::JsonReader list, std::string path);

 private:
  /// `names`: those that are known to the steps of the list; it outlives the task.
  Task<StepOutcome> run_list(base::JsonReader list, std::string path, ScenarioScope& names);
  Task<StepOutcome> run_one(base::JsonReader element, std::string path, ScenarioScope& names);
  void skip(const base::JsonReader& element, const std::string& path, const ScenarioScope& names);
  StepResult begin(const base::JsonReader& element) const;

  ScenarioContext& context_;
  Told told_;
  Begins begins_;
};

}  // namespace ricochet::runner
