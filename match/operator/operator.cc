#include "match/operator/operator.h"

#include <algorithm>

namespace ricochet::match {

bool Operator::fits(std::span<const std::string_view> values) const {
  if (values.empty()) return matches_absent();
  return std::any_of(values.begin(), values.end(),
                     [this](std::string_view v) { return matches(v); });
}

std::optional<std::vector<std::string>> Operator::exact_values() const {
  const auto all = keys();
  if (!all || may_give_up()) return std::nullopt;
  if (matches_absent() || matches_empty() || matches_valueless()) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& key : *all) {
    if (key.kind != ValueKey::Kind::kLiteral) return std::nullopt;
    out.push_back(key.text);
  }
  return out;
}

}  // namespace ricochet::match
