#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diag.h"
#include "base/json/reader.h"
#include "base/json/shape.h"
#include "runner/model/scenario.h"
#include "runner/result/outcome.h"
#include "runner/task/async.h"

namespace ricochet::runner {

class ScenarioContext;
class ScenarioScope;
class FrameStep;

/// One step with all its values filled in, ready to run.
class Step {
 public:
  virtual ~Step() = default;
  /// One line for people: "publish to product-events: {"type":"PhotoWasAdded"...".
  virtual std::string title() const = 0;
  virtual Task<StepOutcome> run(ScenarioContext& context) const = 0;
  /// Names that later steps may use when it has passed, or of a frame the steps of its lists.
  virtual std::vector<std::string> defines() const { return {}; }
  virtual const FrameStep* as_frame() const { return nullptr; }

  /// Where it stands in its file; whoever makes it says so.
  const base::Location& where() const { return where_; }
  void stands_at(base::Location where) { where_ = std::move(where); }
  /// The names that are known there; they outlive it.
  const ScenarioScope& names() const { return *names_; }
  void knows(const ScenarioScope& names) { names_ = &names; }

 private:
  base::Location where_;
  const ScenarioScope* names_ = nullptr;
};

/// A step that only runs lists of steps: these are told, it is not.
class FrameStep : public Step {
 public:
  /// Runs one of its lists; `path` stands before the titles of its steps: "round 2".
  using RunList = std::function<Task<StepOutcome>(base::JsonReader list, std::string path)>;

  /// Gives values to what only its lists may use, in a scope for them. False: something was
  /// reported.
  virtual bool prepare(ScenarioScope&) const { return true; }
  /// The lists, not filled in.
  virtual std::vector<base::JsonReader> lists() const = 0;
  /// `names`: the scope of its lists; it outlives the task.
  virtual Task<StepOutcome> run_lists(ScenarioContext& context, ScenarioScope& names,
                                      RunList run) const = 0;
  Task<StepOutcome> run(ScenarioContext&) const final { co_return StepOutcome::passed(); }
  const FrameStep* as_frame() const final { return this; }
};

/// Makes a step from the value under its key; findings go to the reader's list, nullptr then.
using ParseStep = std::unique_ptr<Step> (*)(const base::JsonReader& body, const Scenario& scenario);

/// What of a step gets its values before it is read; the rest keeps its `${...}`.
enum class Fill {
  kAll,
  kAllButSteps,  ///< not what is under "steps": that has its turn later, maybe several times
  kNothing,      ///< all of it is lists of steps
  kSessions,     ///< Moco's own templates keep what only a request knows
};

struct StepKind {
  std::string_view key;
  ParseStep parse;
  const base::Shape& (*shape)();  ///< what stands under the key; `parse` reads by it
  const char* text;               ///< what it does, for people
  Fill fill = Fill::kAll;
};

/// Every kind of step there is: a new one is a file in runner/steps/ and a line here
/// (steps/kinds.cc).
const std::vector<StepKind>& step_kinds();

/// What a step may be: one of the kinds.
const base::Shape& step_shape();

/// Reads `{ "<kind>": ... }`. Findings: scenario/unknown-step with did-you-mean, and those of the
/// kind.
std::unique_ptr<Step> parse_step(const base::JsonReader& element, const Scenario& scenario);

}  // namespace ricochet::runner
