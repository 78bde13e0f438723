#include "match/operator/operator.h"

#include <algorithm>

namespace ricochet::match {

bool Operator::fits(std::span<const std::string_view> values) const {
  if (values.empty()) return matches_absent();
  return std::any_of(values.begin(), values.end(),
                     [this](std::string_view v) { return matches(v); });
}

}  // namespace ricochet::match
