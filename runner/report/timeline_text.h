#pragma once
#include <string>

#include "runner/result/timeline.h"

namespace ricochet::runner {

/// A line for each moment, `+3.1      GET /x to photos -> 503`, in milliseconds, `>` before what
/// was not met. Ends with a newline; empty for an empty one.
std::string text_of(const Timeline& timeline);

}  // namespace ricochet::runner
