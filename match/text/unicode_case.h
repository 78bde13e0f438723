#pragma once
#include <cstdint>

#include "match/text/code_points.h"

namespace ricochet::match {

/// What Java takes as the same letter under (?iu): all whose upper case has the same lower case, so
/// that `i`, U+0130 and U+0131 are one, and `k` is U+212A. The character itself when it has no
/// case.
CodePoints same_but_for_case(std::uint32_t point);

/// What fits a range of characters under (?iu): also what has its upper case, or the lower case of
/// that, in there.
CodePoints with_other_cases(const CodePoints& set);

}  // namespace ricochet::match
