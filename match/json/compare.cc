#include "match/json/compare.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/json/document.h"
#include "base/json/json.h"
#include "match/give_up.h"
#include "match/json/value_hash.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

using base::Json;

constexpr std::size_t kSmallObject = 16;
/// Of a comparison that says where the values differ, in units of match::Work.
constexpr std::uint64_t kWorkOfDiffering = 200;

/// Finds members by name. An ordered object searches linearly, so a large one is indexed once: a
/// hostile body must not make a comparison quadratic.
class Members {
 public:
  explicit Members(const Json& object) : object_(object) {
    if (object.size() <= kSmallObject) return;
    sorted_.reserve(object.size());
    for (auto it = object.begin(); it != object.end(); ++it)
      sorted_.emplace_back(&it.key(), &it.value());
    std::sort(sorted_.begin(), sorted_.end(),
              [](const auto& a, const auto& b) { return *a.first < *b.first; });
  }

  const Json* find(const std::string& key) const {
    if (sorted_.empty()) {
      const auto it = object_.find(key);
      return it == object_.end() ? nullptr : &*it;
    }
    const auto it =
        std::lower_bound(sorted_.begin(), sorted_.end(), key,
                         [](const auto& entry, const std::string& k) { return *entry.first < k; });
    return it == sorted_.end() || *it->first != key ? nullptr : it->second;
  }

 private:
  const Json& object_;
  std::vector<std::pair<const std::string*, const Json*>> sorted_;
};

bool scalars_equal(const Json& a, const Json& b) {
  if (base::is_number(a) && base::is_number(b))
    return base::is_float(a) == base::is_float(b) && base::compare_numbers(a, b) == 0;
  return a.type() == b.type() && a == b;
}

bool same_kind(const Json& a, const Json& b) {
  return a.type() == b.type() || (base::is_number(a) && base::is_number(b));
}

/// Numbers by value, to the last digit.
bool values_equal(const Json& a, const Json& b) {
  if (!base::is_number(a) || !base::is_number(b)) return scalars_equal(a, b);
  return base::compare_numbers(a, b) == 0;
}

using ScalarsEqual = bool (*)(const Json&, const Json&);

bool deep_equal(const Json& a, const Json& b, std::size_t depth, ScalarsEqual scalars) {
  if (depth > base::kMaxJsonDepth) return false;
  Work::use(kWorkOfValue);
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    const Members members(b);
    for (auto it = a.begin(); it != a.end(); ++it) {
      const Json* other = members.find(it.key());
      if (other == nullptr || !deep_equal(it.value(), *other, depth + 1, scalars)) return false;
    }
    return true;
  }
  if (a.is_array() && b.is_array()) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [&](const Json& x, const Json& y) {
             return deep_equal(x, y, depth + 1, scalars);
           });
  }
  return !a.is_structured() && !b.is_structured() && scalars(a, b);
}

/// Values that do not count, by address.
using Ignored = std::unordered_set<const Json*>;

struct Differ {
  std::size_t max;
  std::vector<JsonDifference> out;
  const JsonRules* rules = nullptr;  ///< nullptr: nothing is overlooked, and steps do not count
  const Ignored* ignored = nullptr;
  std::size_t* steps = nullptr;
  bool gave_up = false;

  bool full() const { return out.size() >= max || gave_up; }
  /// False: it has to give up.
  bool spend(std::uint64_t n) {
    if (steps != nullptr && (*steps += n) > kMaxCompareSteps) gave_up = true;
    if (!Work::draw(n * kWorkOfDiffering)) gave_up = true;
    return !gave_up;
  }
  void add(const std::string& path, std::string expected, std::string actual,
           Difference kind = Difference::kNone) {
    if (!full()) out.push_back({path, std::move(expected), std::move(actual), kind});
  }
  bool counts(const Json& value) const { return ignored == nullptr || !ignored->contains(&value); }

  void run(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    spend(1);
    if (full() || !counts(a) || !counts(b)) return;
    if (depth > base::kMaxJsonDepth)
      return add(path, "a shallower value", "nesting beyond the limit");
    if (a.is_object() && b.is_object()) return objects(a, b, path, depth);
    if (a.is_array() && b.is_array()) return arrays(a, b, path, depth);
    if (a.is_structured() || b.is_structured() || !scalars_equal(a, b))
      add(path, describe_json(a), describe_json(b), json_difference(a, b));
  }

  void objects(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    const Members in_a(a);
    const Members in_b(b);
    for (auto it = a.begin(); it != a.end(); ++it) {
      if (!counts(it.value())) continue;
      const auto next = path_append(path, it.key());
      if (const Json* other = in_b.find(it.key()))
        run(it.value(), *other, next, depth + 1);
      else
        add(next, describe_json(it.value()), "absent");
      if (full()) return;
    }
    if (rules != nullptr && rules->extra_keys) return;
    for (auto it = b.begin(); it != b.end() && !full(); ++it) {
      if (counts(it.value()) && in_a.find(it.key()) == nullptr)
        add(path_append(path, it.key()), "absent", describe_json(it.value()));
    }
  }

  /// The positions of elements that count.
  std::vector<std::size_t> counted(const Json& array) const {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (counts(array[i])) positions.push_back(i);
    }
    return positions;
  }

  void arrays(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    const auto in_a = counted(a);
    const auto in_b = counted(b);
    if (rules != nullptr && rules->array_order) return any_order(a, in_a, b, in_b, path, depth);
    const auto common = std::min(in_a.size(), in_b.size());
    for (std::size_t i = 0; i < common && !full(); ++i)
      run(a[in_a[i]], b[in_b[i]], path_append(path, in_b[i]), depth + 1);
    for (std::size_t i = common; i < in_a.size() && !full(); ++i)
      add(path_append(path, in_a[i]), describe_json(a[in_a[i]]), "absent");
    for (std::size_t i = common; i < in_b.size() && !full(); ++i)
      add(path_append(path, in_b[i]), "absent", describe_json(b[in_b[i]]));
  }

  bool equal(const Json& a, const Json& b, std::size_t depth) {
    Differ inner{1, {}, rules, ignored, steps, false};
    inner.run(a, b, "", depth);
    gave_up = gave_up || inner.gave_up;
    return inner.out.empty() && !inner.gave_up;
  }

  static constexpr auto kFree = static_cast<std::size_t>(-1);

  /// For each actual element the expected one that is equal to it, as far as a hash finds them.
  std::vector<std::size_t> alike(const Json& a, const std::vector<std::size_t>& in_a, const Json& b,
                                 const std::vector<std::size_t>& in_b, std::size_t depth) {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> wanted;
    const auto hash = [this](const Json& value) {
      const auto known = ValueHash::of(value, ValueHash::Arrays::kInAnyOrder);
      spend(known.weight / 4 + 1);
      return known.hash;
    };
    for (std::size_t i = in_a.size(); i-- > 0 && !gave_up;) wanted[hash(a[in_a[i]])].push_back(i);
    std::vector<std::size_t> partner(in_b.size(), kFree);
    for (std::size_t k = 0; k < in_b.size() && !gave_up; ++k) {
      const auto found = wanted.find(hash(b[in_b[k]]));
      if (found == wanted.end()) continue;
      auto& left = found->second;
      for (std::size_t n = left.size(); n-- > 0 && !gave_up;) {
        if (!equal(a[in_a[left[n]]], b[in_b[k]], depth + 1)) continue;
        partner[k] = left[n];
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(n));
        break;
      }
    }
    return partner;
  }

  /// Each expected element needs an actual one of its own. Most are equal ones. For the others:
  /// with rules that overlook something, equality is not an equivalence ({} fits {"a":1} and
  /// {"b":2}), so partners are exchanged where that helps (Kuhn's matching).
  void any_order(const Json& a, const std::vector<std::size_t>& in_a, const Json& b,
                 const std::vector<std::size_t>& in_b, const std::string& path, std::size_t depth) {
    auto partner = alike(a, in_a, b, in_b, depth);
    if (gave_up) return;
    std::vector<char> has_one(in_a.size(), 0);
    for (const auto i : partner) {
      if (i != kFree) has_one[i] = 1;
    }
    const bool may_exchange = rules->extra_keys || !ignored->empty();
    const bool all = std::find(has_one.begin(), has_one.end(), 0) == has_one.end();
    if (may_exchange && !all && in_a.size() * in_b.size() > kMaxCompareSteps) {
      gave_up = true;
      return;
    }
    enum : char { kUnknown, kEqual, kDifferent };
    std::vector<char> known(may_exchange && !all ? in_a.size() * in_b.size() : 0, kUnknown);
    const auto fits = [&](std::size_t i, std::size_t k) {
      auto& verdict = known[i * in_b.size() + k];
      if (verdict == kUnknown)
        verdict = equal(a[in_a[i]], b[in_b[k]], depth + 1) ? kEqual : kDifferent;
      return verdict == kEqual;
    };
    for (std::size_t i = 0; i < in_a.size() && !full(); ++i) {
      if (has_one[i] != 0) continue;
      std::vector<std::size_t> came_from(in_b.size(), kFree);  // the expected one that led here
      std::vector<std::size_t> queue{i};
      std::size_t end = kFree;
      for (std::size_t at = 0; may_exchange && at < queue.size() && end == kFree && !gave_up;
           ++at) {
        for (std::size_t n = 0; n < in_b.size() && end == kFree; ++n) {
          const std::size_t k = (n + queue[at]) % in_b.size();  // likely in the same order
          if (!spend(1)) return;
          if (came_from[k] != kFree || !fits(queue[at], k)) continue;
          came_from[k] = queue[at];
          if (partner[k] == kFree)
            end = k;
          else
            queue.push_back(partner[k]);
        }
      }
      if (end == kFree) {
        add(path_append(path, in_a[i]), describe_json(a[in_a[i]]), "no such element");
        continue;
      }
      for (std::size_t k = end; k != kFree;) {  // along the way back each takes the next partner
        const std::size_t taker = came_from[k];
        const auto before = std::find(partner.begin(), partner.end(), taker);
        const std::size_t next =
            before == partner.end() ? kFree : static_cast<std::size_t>(before - partner.begin());
        partner[k] = taker;
        k = taker == i ? kFree : next;
      }
    }
    for (std::size_t k = 0; k < in_b.size() && !full(); ++k) {
      if (partner[k] == kFree)
        add(path_append(path, in_b[k]), "no such element", describe_json(b[in_b[k]]));
    }
  }

  void shape(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    spend(1);
    if (full() || a.is_null()) return;
    if (depth > base::kMaxJsonDepth)
      return add(path, "a shallower value", "nesting beyond the limit");
    if (!same_kind(a, b)) return add(path, kind(a), describe_json(b));
    if (a.is_object()) {
      const Members members(b);
      for (auto it = a.begin(); it != a.end() && !full(); ++it) {
        const auto next = path_append(path, it.key());
        if (const Json* other = members.find(it.key()))
          shape(it.value(), *other, next, depth + 1);
        else
          add(next, it.value().is_null() ? "any value" : kind(it.value()), "absent");
      }
    } else if (a.is_array() && !a.empty()) {
      for (std::size_t i = 0; i < b.size() && !full(); ++i)
        shape(a[0], b[i], path_append(path, i), depth + 1);
    }
  }

  static std::string kind(const Json& v) {
    if (base::is_number(v)) return "a number";
    if (v.is_boolean()) return "true or false";
    if (v.is_string()) return "a string";
    return v.is_object() ? "an object" : "an array";
  }
};

}  // namespace

bool json_equal(const Json& expected, const Json& actual) {
  return deep_equal(expected, actual, 0, scalars_equal);
}

bool json_equal_by_value(const Json& a, const Json& b) { return deep_equal(a, b, 0, values_equal); }

JsonComparison json_compare(const Json& expected, const Json& actual, const JsonRules& rules,
                            std::size_t max) {
  JsonComparison result;
  Ignored ignored;
  for (const auto& path : rules.ignored) {
    for (const Json* side : {&expected, &actual}) {
      const auto nodes = path.evaluate(*side);
      result.gave_up = result.gave_up || nodes.gave_up;
      ignored.insert(nodes.values.begin(), nodes.values.end());
    }
  }
  std::size_t steps = 0;
  Differ differ{max, {}, &rules, &ignored, &steps, result.gave_up};
  differ.run(expected, actual, "$", 0);
  result.differences = std::move(differ.out);
  result.gave_up = differ.gave_up;
  if (result.gave_up) ++give_ups();
  return result;
}

Difference json_difference(const Json& expected, const Json& actual) {
  if (expected.is_structured() || actual.is_structured()) return Difference::kNone;
  if (expected.is_string() && actual.is_string())
    return difference_of(expected.get_ref<const std::string&>(),
                         actual.get_ref<const std::string&>());
  if (expected.is_string() == actual.is_string()) return Difference::kNone;
  const Json& text = expected.is_string() ? expected : actual;
  const Json& other = expected.is_string() ? actual : expected;
  if (text.get_ref<const std::string&>() != base::compact_json(other)) return Difference::kNone;
  return base::is_number(other) ? Difference::kNumberOrText : Difference::kType;
}

std::string JsonDifference::str() const {
  return path + ": expected " + expected + ", got " + actual;
}

std::vector<JsonDifference> json_differences(const Json& expected, const Json& actual,
                                             std::size_t max) {
  Differ differ{max, {}, nullptr, nullptr, nullptr, false};
  differ.run(expected, actual, "$", 0);
  if (differ.gave_up) ++give_ups();
  return std::move(differ.out);
}

std::vector<JsonDifference> json_shape_differences(const Json& expected, const Json& actual) {
  Differ differ{1, {}, nullptr, nullptr, nullptr, false};
  differ.shape(expected, actual, "$", 0);
  if (differ.gave_up) {
    ++give_ups();
    return {{"$", "something that can be compared", "a value that takes too many steps: gave up"}};
  }
  return std::move(differ.out);
}

}  // namespace ricochet::match
