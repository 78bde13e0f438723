#pragma once
#include <string_view>

#include "base/result.h"

namespace ricochet::match {

/// Refuses a repetition without end of something that is itself such a repetition and nothing else
/// that must be there: `(a+)+`, `(\w+\s?)*`. On a value that does not fit, such a pattern tries
/// every way to cut it. `(a+,)+` and the possessive `(a++)+` are fine. Sound in neither direction:
/// what slips through meets the match limit. Error match/runaway-pattern at the inner group.
base::Status refuse_runaway(std::string_view pattern);

}  // namespace ricochet::match
