#include "match/work.h"

#include <algorithm>

namespace ricochet::match {

namespace {

struct Account {
  std::size_t scopes = 0;
  std::uint64_t used = 0;
};

Account& mine() {
  thread_local Account account;
  return account;
}

}  // namespace

Work::Work() {
  auto& account = mine();
  if (account.scopes++ == 0) account.used = 0;
}

Work::~Work() { --mine().scopes; }

std::uint64_t Work::used() { return mine().used; }

std::uint64_t Work::left(std::size_t bytes) {
  const auto& account = mine();
  const std::uint64_t search = kSearchAtLeast + kSearchPerByte * bytes;
  if (account.scopes == 0) return search;
  const std::uint64_t scope = kWorkAtLeast + kWorkPerByte * bytes;
  return std::min(search, scope - std::min(scope, account.used));
}

void Work::use(std::uint64_t units) { mine().used += units; }

}  // namespace ricochet::match
