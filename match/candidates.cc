#include "match/candidates.h"

namespace ricochet::match {

void insert(Numbers& list, std::uint32_t number) {
  if (list.empty() || list.back() < number) {
    list.push_back(number);
    return;
  }
  const auto at = std::lower_bound(list.begin(), list.end(), number);
  if (*at != number) list.insert(at, number);
}

void erase(Numbers& list, std::uint32_t number) {
  const auto at = std::lower_bound(list.begin(), list.end(), number);
  if (at != list.end() && *at == number) list.erase(at);
}

}  // namespace ricochet::match
