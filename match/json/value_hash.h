#pragma once
#include <cstdint>

#include "base/json/fwd.h"

namespace ricochet::match {

/// Equal for values that are equal: keys in any order, 1 like 1.0.
struct ValueHash {
  enum class Arrays { kInOrder, kInAnyOrder };

  std::uint64_t hash = 0;
  std::uint64_t weight = 0;  ///< values in it, and one for each 64 bytes of text
  static ValueHash of(const base::Json& value, Arrays arrays);
};

/// What a value looked at costs in units of match::Work.
inline constexpr std::uint64_t kWorkOfValue = 50;

}  // namespace ricochet::match
