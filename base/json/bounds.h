#pragma once
#include <cstddef>

namespace ricochet::base {

/// Deepest nesting that any JSON of ours may have, files and request bodies alike.
/// As Jackson's.
inline constexpr std::size_t kMaxJsonDepth = 1000;

/// Values (keys not counted) that one JSON text over the wire may have.
inline constexpr std::size_t kMaxJsonValues = 1'000'000;

}  // namespace ricochet::base
