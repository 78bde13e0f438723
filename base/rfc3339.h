#pragma once
#include <optional>
#include <string_view>

#include "base/duration.h"

namespace ricochet::base {

/// RFC 3339, section 5.6, with `Z` or an offset ("2026-11-21T10:12:00.5+01:00"); what is finer than
/// a microsecond is cut off. nullopt: it is none, or its year is not from 1700 to 2250. What
/// format_rfc3339() writes comes back.
std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace ricochet::base
