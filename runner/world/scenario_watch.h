#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "base/diag.h"
#include "base/duration.h"
#include "bus/bus.h"
#include "runner/result/result.h"
#include "runner/task/async.h"

namespace ricochet::runner {

class ScenarioContext;

/// An expectation as its step made it, for whoever judges it once more: its sources leave out what
/// earlier expectations had accounted for by then, not what it accounts for itself.
struct LastingExpectation {
  base::Location step;
  std::vector<std::string> bins;
  awaits::Expectation expectation;
};

/// Somebody who looks at one run of a scenario, or disturbs it (runner/explore). Called in the
/// order of what happens, on the loop's thread.
class ScenarioWatch {
 public:
  virtual ~ScenarioWatch() = default;

  /// Before each step: it runs when this ends.
  virtual Task<void> ready() = 0;
  /// Whoever waits in ready() or end() for something to come back waits no more: the scenario is in
  /// trouble. May be called more than once.
  virtual void give_up() {}
  /// A record is on its way to the topic; which of those for it, from 0.
  virtual std::size_t publishing(const std::string& topic) = 0;
  /// It is there. True: it is to be published once more, and that is not shown to the scenario.
  virtual bool published(std::size_t ordinal, const bus::Position& where,
                         const base::Location& step) = 0;
  virtual void expects(LastingExpectation expectation) = 0;
  /// Added to each deadline.
  virtual base::Duration more_time() const = 0;
  /// Upper bounds, gaps and the order right behind each other do not fail a step: the end decides.
  virtual bool judges_at_end() const = 0;
  /// A step has ended; what it came to may be told in other words.
  virtual void told(StepResult& step) = 0;
  /// The last step has ended, or the first that did not pass. What it finds goes into the result.
  virtual Task<void> end(ScenarioContext& context, ScenarioResult& result) = 0;
};

}  // namespace ricochet::runner
