#include "match/work.h"

#include <algorithm>

namespace ricochet::match {

thread_local constinit Work::Account Work::account_;

std::uint64_t Work::left(std::size_t bytes) {
  const std::uint64_t search = kSearchAtLeast + kSearchPerByte * bytes;
  if (account_.scopes == 0) return search;
  const std::uint64_t scope = kWorkAtLeast + kWorkPerByte * bytes;
  return std::min(search, scope - std::min(scope, account_.used));
}

}  // namespace ricochet::match
