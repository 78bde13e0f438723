#include "match/json/value_hash.h"

#include <functional>

#include "base/json/document.h"
#include "base/json/json.h"

namespace ricochet::match {

namespace {

using base::Json;

std::uint64_t mixed(std::uint64_t n) {  // splitmix64
  n += 0x9e3779b97f4a7c15u;
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9u;
  n = (n ^ (n >> 27)) * 0x94d049bb133111ebu;
  return n ^ (n >> 31);
}

struct Hasher {
  ValueHash::Arrays arrays;
  std::uint64_t weight = 0;

  std::uint64_t text(const std::string& s) {
    weight += s.size() / 64;
    return std::hash<std::string>()(s);
  }

  std::uint64_t value(const Json& v, std::size_t depth) {
    ++weight;
    if (depth > base::kMaxJsonDepth) return 0;
    std::uint64_t sum = 0;
    if (v.is_object()) {
      for (auto it = v.begin(); it != v.end(); ++it)
        sum += mixed(text(it.key()) ^ mixed(value(it.value(), depth + 1)));
      return mixed(sum + 1);
    }
    if (v.is_array()) {
      for (const auto& element : v) {
        const auto next = mixed(value(element, depth + 1));
        sum = arrays == ValueHash::Arrays::kInAnyOrder ? sum + next : mixed(sum) + next;
      }
      return mixed(sum + 2);
    }
    if (base::is_number(v)) {
      const double number = base::double_of(v);
      return mixed(std::hash<double>()(number == 0 ? 0.0 : number) + 3);
    }
    if (v.is_string()) return mixed(text(v.get_ref<const std::string&>()) + 4);
    return mixed(v.is_boolean() ? (v.get<bool>() ? 6 : 5) : 7);
  }
};

}  // namespace

ValueHash ValueHash::of(const Json& value, Arrays arrays) {
  Hasher hasher{arrays};
  const auto hash = hasher.value(value, 0);
  return {hash, hasher.weight};
}

}  // namespace ricochet::match
