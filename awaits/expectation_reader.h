#pragma once
#include <optional>

#include "awaits/expectation.h"
#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::awaits {

struct ExpectationDefaults {
  base::Duration within = std::chrono::seconds(5);
  base::Duration window =
      std::chrono::seconds(1);  ///< of never and at_most, when "for" is not given
  base::Duration settle = std::chrono::milliseconds(150);
  /// `"within": 0` is allowed for counts with a minimum: look at what is there, without waiting.
  bool may_ask_now = true;
};

/// The keys that say how many and how long: exactly, at_least, at_most, between, never, within,
/// for, settle, spacing, tolerance. An expectation that has steps has their count: then only
/// within, spacing and tolerance are to be there. Fills `expectation` from `body` (whose other keys
/// are the caller's business); false: something was wrong, and the reader's list says what and
/// where.
bool read_expectation(const base::JsonReader& body, const ExpectationDefaults& defaults,
                      Expectation& expectation);

/// The table of the keys above, for the caller's own.
const base::Shape& expectation_shape();
std::vector<std::string> expectation_keys();

}  // namespace ricochet::awaits
