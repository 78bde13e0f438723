#include "match/selective_key.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::match {

namespace {

/// The fewer values a list of keys stands for, the lower. Only literals are worth more than a
/// prefix.
std::size_t looseness(const std::vector<ValueKey>& keys) {
  std::size_t worst = 0;
  for (const auto& key : keys) {
    const std::size_t own = key.kind == ValueKey::Kind::kLiteral    ? 0
                            : key.kind == ValueKey::Kind::kSegments ? 1
                                                                    : 2;
    worst = std::max(worst, own);
  }
  return worst;
}

}  // namespace

ValueKey ValueKey::literal(std::string value) {
  ValueKey key;
  key.text = std::move(value);
  return key;
}

ValueKey ValueKey::prefix(std::string value) {
  ValueKey key;
  key.kind = Kind::kPrefix;
  key.text = std::move(value);
  return key;
}

std::string ValueKey::head() const {
  if (kind != Kind::kSegments) return text;
  std::string out;
  for (const auto& segment : segments) {
    out += '/';
    if (!segment) break;
    out += *segment;
  }
  return out;
}

ValueKeys either(ValueKeys a, ValueKeys b) {
  if (!a || !b) return std::nullopt;
  a->insert(a->end(), std::make_move_iterator(b->begin()), std::make_move_iterator(b->end()));
  return a;
}

ValueKeys both(ValueKeys a, ValueKeys b) {
  if (!a) return b;
  if (!b) return a;
  return looseness(*b) < looseness(*a) ? b : a;
}

std::vector<ExactKey> either(std::vector<ExactKey> a, const std::vector<ExactKey>& b) {
  std::vector<ExactKey> out;
  for (auto& key : a) {
    const auto same = std::find_if(b.begin(), b.end(), [&](const ExactKey& other) {
      return other.place->name() == key.place->name();
    });
    if (same == b.end()) continue;
    key.values.insert(key.values.end(), same->values.begin(), same->values.end());
    out.push_back(std::move(key));
  }
  return out;
}

std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> out;
  for (const auto part : base::split(path, '/')) {
    if (!part.empty()) out.push_back(part);
  }
  return out;
}

}  // namespace ricochet::match
