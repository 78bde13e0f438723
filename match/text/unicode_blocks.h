#pragma once
#include <optional>
#include <string_view>

#include "match/text/code_points.h"

namespace ricochet::match {

/// The code points of a Unicode block (Blocks.txt of Unicode 13, as Java 17 has it), by its name or
/// by Java's: case, spaces, `-` and `_` do not count. nullopt: there is none of that name.
std::optional<CodePoints::Range> unicode_block(std::string_view name);

}  // namespace ricochet::match
