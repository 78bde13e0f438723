#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "journal/record.h"
#include "match/matcher.h"
#include "match/operator/operator.h"

namespace ricochet::awaits {

/// Selects calls by what was answered: `{ "status": 429, "headers": {...}, "fault": "reset" }`.
/// Immutable. Does not look at bodies, so that it costs next to nothing.
class AnswerSelector {
 public:
  /// Findings go to the reader's list (empty, and those of operators), nullptr then.
  static std::shared_ptr<const AnswerSelector> parse(const base::JsonReader& place);
  static const base::Shape& shape();

  bool fits(const journal::Answer& answer) const;
  /// Each part with its own result, as the conditions of a matcher.
  std::vector<match::Condition> explain(const journal::Answer& answer) const;
  std::string describe() const;  ///< `status 429, header retry-after "1"`

 private:
  AnswerSelector() = default;
  struct Check {
    std::string name;
    std::shared_ptr<const match::Operator> test;
  };
  static std::vector<std::string_view> values(const Check& part, const journal::Answer& answer,
                                              const std::string& status);
  std::vector<Check> parts_;
};

/// What read_status() takes.
const base::Shape& status_shape();
/// A status as it is written: 429, "429", or an operator such as `{ "between": [500, 599] }`;
/// nullptr after reporting what is wrong.
std::shared_ptr<const match::Operator> read_status(const base::JsonReader& value);

}  // namespace ricochet::awaits
