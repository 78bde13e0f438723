#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "base/json/reader.h"
#include "runner/model/scenario.h"
#include "runner/steps/common/captures.h"

namespace ricochet::runner {

/// Where something is expected, and what: `"calls": "photos", "request": {...}, "answer": {...}`,
/// or
/// `"event": "orders"` with the parts of its selector beside it.
struct ExpectedPlace {
  std::string bin;
  std::string noun = "call";
  std::shared_ptr<const match::Matcher> selector;        ///< never nullptr
  std::shared_ptr<const awaits::AnswerSelector> answer;  ///< nullptr: however it was answered
  std::optional<std::string> key;                        ///< of an event, when only one can fit
  Captures captures;
  bool whole = false;  ///< everything that comes there is selected
};

/// Rows for the table of a step that expects something there: "calls" and what may stand beside it,
/// or "event" and the parts of its selector.
std::vector<base::ShapeKey> calls_keys();
std::vector<base::ShapeKey> event_keys();
/// What holds for the keys of an event.
std::vector<base::KeyRule> event_rules();

/// Warns (cannot-hold, cannot-fail) of gaps that do not fit into the time, or that every call fits.
void check_gaps(const base::JsonReader& body, const awaits::Expectation& expectation);

/// Reads one place; `body` has exactly one of "calls" and "event". Findings go to its list, nullopt
/// then. Unknown keys are the caller's business.
std::optional<ExpectedPlace> read_place(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner
