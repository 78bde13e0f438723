#include "match/json/jsonpath_compare.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/json/number.h"
#include "base/number/decimal.h"
#include "match/json/compare.h"

namespace ricochet::match::jsonpath {

namespace {

using base::Json;

const std::string& text_of(const Json& value) { return value.get_ref<const std::string&>(); }

/// RFC 9535 section 2.3.5.2.2.
bool same(const Json* a, const Json* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return json_equal_by_value(*a, *b);
}

bool less(const Json* a, const Json* b) {
  if (a == nullptr || b == nullptr) return false;
  if (base::is_number(*a) && base::is_number(*b)) return base::compare_numbers(*a, *b) < 0;
  return a->is_string() && b->is_string() && text_of(*a) < text_of(*b);
}

/// The left side decides whether a number and a text are compared as numbers or as texts.
bool jayway_equal(const Json& a, const Json& b) {
  if (base::is_number(a) && b.is_string()) {
    const auto x = base::decimal_of(a), y = base::Decimal::parse(text_of(b));
    return x && y && x->compare(*y) == 0;
  }
  if (a.is_string() && base::is_number(b)) return text_of(a) == base::number_text(b);
  return json_equal_by_value(a, b);
}

bool among(const Json& value, const Json& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Json& element) { return jayway_equal(value, element); });
}

bool is_in(const Json* value, const Json* list) {
  return value != nullptr && list != nullptr && list->is_array() && among(*value, *list);
}

bool contains(const Json* whole, const Json* part) {
  if (whole == nullptr || part == nullptr) return false;
  if (whole->is_string())
    return part->is_string() && text_of(*whole).find(text_of(*part)) != std::string::npos;
  return whole->is_array() && among(*part, *whole);
}

std::optional<std::size_t> size_of(const Json* value) {
  if (value == nullptr || (!value->is_array() && !value->is_string())) return std::nullopt;
  if (value->is_array()) return value->size();
  const auto& text = text_of(*value);
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool has_size(const Json* value, const Json* size) {
  const auto found = size_of(value);
  return found && size != nullptr && base::is_number(*size) && jayway_equal(Json(*found), *size);
}

bool is_empty(const Json* value, bool wanted) {
  const auto size = value != nullptr && value->is_object() ? value->size() : size_of(value);
  return size && (*size == 0) == wanted;
}

/// How many of a list are in the other; nullopt when one of the two is not a list.
std::optional<std::size_t> common(const Json* some, const Json* list) {
  if (some == nullptr || list == nullptr || !some->is_array() || !list->is_array())
    return std::nullopt;
  return static_cast<std::size_t>(std::count_if(
      some->begin(), some->end(), [&](const Json& element) { return among(element, *list); }));
}

}  // namespace

bool compared(Compare op, const Json* a, const Json* b, bool jayway) {
  const auto equal = [&] {
    return jayway ? a != nullptr && b != nullptr && jayway_equal(*a, *b) : same(a, b);
  };
  // What is not there is nothing to Jayway, not even the same as itself.
  const auto identical = [&] { return same(a, b) && (!jayway || a != nullptr); };
  // In RFC 9535 <= is < or ==, which true <= true is too; in Jayway only numbers and texts have an
  // order.
  const auto or_same = [&] {
    return same(a, b) && (!jayway || (a != nullptr && (base::is_number(*a) || a->is_string())));
  };
  switch (op) {
    case Compare::kEq:
      return equal();
    case Compare::kNe:
      return !equal();
    case Compare::kSame:
      return identical();
    case Compare::kNotSame:
      return !identical();
    case Compare::kLt:
      return less(a, b);
    case Compare::kLe:
      return less(a, b) || or_same();
    case Compare::kGt:
      return less(b, a);
    case Compare::kGe:
      return less(b, a) || or_same();
    case Compare::kIn:
      return is_in(a, b);
    case Compare::kNin:
      return b != nullptr && b->is_array() && !is_in(a, b);
    case Compare::kContains:
      return contains(a, b);
    case Compare::kSize:
      return has_size(a, b);
    case Compare::kEmpty:
      return b != nullptr && is_empty(a, *b == true);
    case Compare::kSubsetOf:
      return common(a, b) && *common(a, b) == a->size();
    case Compare::kAnyOf:
      return common(a, b).value_or(0) > 0;
    case Compare::kNoneOf:
      return common(a, b) && *common(a, b) == 0;
    case Compare::kRegex:
      break;  // fits_pattern()
  }
  return false;
}

bool fits_pattern(const Regex& regex, const Json* value) {
  if (value == nullptr) return false;
  if (value->is_string()) return regex.matches(text_of(*value));
  if (base::is_number(*value) || value->is_boolean())
    return regex.matches(base::compact_json(*value));
  return value->is_array() && std::any_of(value->begin(), value->end(), [&](const Json& element) {
           return !element.is_structured() && fits_pattern(regex, &element);
         });
}

}  // namespace ricochet::match::jsonpath
