#pragma once
#include "awaits/expectation.h"
#include "awaits/verdict.h"

namespace ricochet::journal {
class CaptureLog;
}

namespace ricochet::awaits {

/// What came where it was looked for, beside what the verdict counts.
struct Came {
  bool any = false;
  bool fits = false;  ///< something of it is what was expected
};

/// The hints of explain(): likely causes, the most telling first: what differs before
/// what came near in time. Wants the near misses in place. `in_passing`: large bodies are not
/// looked at, as if they did not fit.
void add_hints(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
               bool in_passing, const Came& came);

/// The hint from how a condition that failed differs; empty when it does not nearly fit.
std::string hint_of_difference(const match::Condition& condition);

}  // namespace ricochet::awaits
