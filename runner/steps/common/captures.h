#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/correlation.h"
#include "base/json/reader.h"
#include "base/json/shape.h"
#include "journal/record.h"
#include "match/subject.h"
#include "runner/result/outcome.h"
#include "runner/world/scenario_scope.h"

namespace ricochet::runner {

/// The row of "capture" in the table of a step.
base::ShapeKey capture_key();

/// `"capture": { "invoice": "json:$.invoice.number", "trace": "header:traceparent" }`: values of a
/// call, an event or an answer that later steps use as `${invoice}`.
class Captures {
 public:
  /// Reads the "capture" of a step; none there: captures nothing. Findings: reserved-name,
  /// bad-capture. `of`: what values are taken from, "call", "event" or "answer".
  static std::optional<Captures> parse(const base::JsonReader& body, std::string of);

  /// Defines each; what the first one that has no value is, as the outcome of the step.
  StepOutcome take(const match::Subject& subject, ScenarioScope& scope) const;
  StepOutcome take(const journal::Record& record, ScenarioScope& scope) const;
  std::vector<std::string> names() const;
  bool empty() const { return all_.empty(); }

 private:
  struct One {
    std::string name;
    std::shared_ptr<const awaits::Correlation> from;
  };
  std::vector<One> all_;
  std::string of_;
};

}  // namespace ricochet::runner
