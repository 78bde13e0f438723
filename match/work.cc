#include "match/work.h"

#include <algorithm>

namespace ricochet::match {

thread_local constinit Work::Account Work::account_;

std::uint64_t Work::scope_left(std::size_t bytes) {
  if (account_.in_passing) return left_in_passing();
  const std::uint64_t scope = kWorkAtLeast + kWorkPerByte * bytes;
  return scope - std::min(scope, account_.used);
}

std::uint64_t Work::left(std::size_t bytes) {
  const std::uint64_t search = kSearchAtLeast + kSearchPerByte * bytes;
  return account_.scopes == 0 ? search : std::min(search, scope_left(bytes));
}

bool Work::draw(std::uint64_t units) {
  if (account_.scopes > 0) {
    const auto rest = scope_left(account_.longest);
    if (units > rest) {
      if (account_.in_passing) account_.used += rest;  // short, however little is asked for next
      return false;
    }
  }
  account_.used += units;
  return true;
}

}  // namespace ricochet::match
