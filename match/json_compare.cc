#include "match/json_compare.h"

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "base/json_document.h"
#include "base/text.h"

namespace ricochet::match {

namespace {

using base::Json;

constexpr std::size_t kSmallObject = 16;
constexpr std::size_t kShownBytes = 80;

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
  if (a.is_number() && b.is_number()) return a.is_number_float() == b.is_number_float() && a == b;
  return a.type() == b.type() && a == b;
}

bool same_kind(const Json& a, const Json& b) {
  return a.type() == b.type() || (a.is_number() && b.is_number());
}

bool deep_equal(const Json& a, const Json& b, std::size_t depth) {
  if (depth > base::kMaxJsonDepth) return false;
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    const Members members(b);
    for (auto it = a.begin(); it != a.end(); ++it) {
      const Json* other = members.find(it.key());
      if (other == nullptr || !deep_equal(it.value(), *other, depth + 1)) return false;
    }
    return true;
  }
  if (a.is_array() && b.is_array()) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [depth](const Json& x, const Json& y) {
             return deep_equal(x, y, depth + 1);
           });
  }
  return !a.is_structured() && !b.is_structured() && scalars_equal(a, b);
}

struct Differ {
  std::size_t max;
  std::vector<JsonDifference> out;

  bool full() const { return out.size() >= max; }
  void add(const std::string& path, std::string expected, std::string actual) {
    if (!full()) out.push_back({path, std::move(expected), std::move(actual)});
  }

  void run(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    if (full()) return;
    if (depth > base::kMaxJsonDepth)
      return add(path, "a shallower value", "nesting beyond the limit");
    if (a.is_object() && b.is_object()) return objects(a, b, path, depth);
    if (a.is_array() && b.is_array()) return arrays(a, b, path, depth);
    if (a.is_structured() || b.is_structured() || !scalars_equal(a, b))
      add(path, describe_json(a), describe_json(b));
  }

  void objects(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    const Members in_a(a);
    const Members in_b(b);
    for (auto it = a.begin(); it != a.end(); ++it) {
      const auto next = path_append(path, it.key());
      if (const Json* other = in_b.find(it.key()))
        run(it.value(), *other, next, depth + 1);
      else
        add(next, describe_json(it.value()), "absent");
      if (full()) return;
    }
    for (auto it = b.begin(); it != b.end() && !full(); ++it) {
      if (in_a.find(it.key()) == nullptr)
        add(path_append(path, it.key()), "absent", describe_json(it.value()));
    }
  }

  void arrays(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
    const auto common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common && !full(); ++i)
      run(a[i], b[i], path_append(path, i), depth + 1);
    for (std::size_t i = common; i < a.size() && !full(); ++i)
      add(path_append(path, i), describe_json(a[i]), "absent");
    for (std::size_t i = common; i < b.size() && !full(); ++i)
      add(path_append(path, i), "absent", describe_json(b[i]));
  }

  void shape(const Json& a, const Json& b, const std::string& path, std::size_t depth) {
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
    if (v.is_number()) return "a number";
    if (v.is_boolean()) return "true or false";
    if (v.is_string()) return "a string";
    return v.is_object() ? "an object" : "an array";
  }
};

}  // namespace

bool json_equal(const Json& expected, const Json& actual) {
  return deep_equal(expected, actual, 0);
}

std::string JsonDifference::str() const {
  return path + ": expected " + expected + ", got " + actual;
}

std::vector<JsonDifference> json_differences(const Json& expected, const Json& actual,
                                             std::size_t max) {
  Differ differ{max, {}};
  differ.run(expected, actual, "$", 0);
  return std::move(differ.out);
}

std::vector<JsonDifference> json_shape_differences(const Json& expected, const Json& actual) {
  Differ differ{1, {}};
  differ.shape(expected, actual, "$", 0);
  return std::move(differ.out);
}

std::string path_append(const std::string& path, const std::string& key) {
  const bool plain = !key.empty() && std::isdigit(static_cast<unsigned char>(key.front())) == 0 &&
                     std::all_of(key.begin(), key.end(), [](unsigned char c) {
                       return std::isalnum(c) != 0 || c == '_' || c >= 0x80;
                     });
  if (plain) return path + "." + key;
  std::string quoted;
  for (const char c : key) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return path + "['" + quoted + "']";
}

std::string path_append(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

std::string describe_json(const Json& value) {
  switch (value.type()) {
    case Json::value_t::string:
      return "the string " +
             base::in_quotes(base::shorten(value.get_ref<const std::string&>(), kShownBytes));
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return "the number " + value.dump();
    case Json::value_t::boolean:
      return value.get<bool>() ? "true" : "false";
    case Json::value_t::object:
      return value.empty() ? "an empty object"
                           : "an object with " + base::plural(value.size(), "key");
    case Json::value_t::array:
      return value.empty() ? "an empty array" : "an array of " + std::to_string(value.size());
    default:
      return "null";
  }
}

}  // namespace ricochet::match
