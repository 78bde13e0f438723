#include "match/work.h"

#include <algorithm>

namespace ricochet::match {

namespace {

struct Account {
  std::size_t scopes = 0;
  std::uint64_t used = 0;
  std::uint64_t uncounted = 0;  ///< at most
};

thread_local Account account;

}  // namespace

Work::Work() {
  if (account.scopes++ == 0) account.used = account.uncounted = 0;
}

Work::~Work() { --account.scopes; }

std::uint64_t Work::used() { return account.used; }

std::uint64_t Work::left(std::size_t bytes) {
  const std::uint64_t search = kSearchAtLeast + kSearchPerByte * bytes;
  if (account.scopes == 0) return search;
  const std::uint64_t scope = kWorkAtLeast + kWorkPerByte * bytes;
  return std::min(search, scope - std::min(scope, account.used));
}

void Work::use(std::uint64_t units) { account.used += units; }

bool Work::may_run_uncounted(std::uint64_t at_most) {
  if (account.scopes == 0) return true;
  if (account.uncounted + at_most > kWorkUncounted) return false;
  account.uncounted += at_most;
  return true;
}

}  // namespace ricochet::match
