#include "match/json/jsonpath_functions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/json/json.h"
#include "base/json/number.h"

namespace ricochet::match::jsonpath {

namespace {

using base::Json;
using Values = std::vector<const Json*>;

const Json* kept(Json value, JsonPath::Nodes& out) {
  out.computed.push_back(std::make_shared<const Json>(std::move(value)));
  return out.computed.back().get();
}

/// The numbers among the values and in the lists among them.
std::vector<double> numbers_of(const Values& nodes, const Values& arguments) {
  std::vector<double> out;
  const auto add = [&out](const Json& value) {
    if (base::is_number(value)) out.push_back(base::double_of(value));
  };
  for (const auto* values : {&nodes, &arguments}) {
    for (const Json* value : *values) {
      if (!value->is_array()) add(*value);
      if (value->is_array()) std::for_each(value->begin(), value->end(), add);
    }
  }
  return out;
}

std::optional<double> aggregated(PathFunction function, const std::vector<double>& numbers) {
  if (numbers.empty()) return std::nullopt;
  const auto count = static_cast<double>(numbers.size());
  const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  switch (function) {
    case PathFunction::kMin:
      return *std::min_element(numbers.begin(), numbers.end());
    case PathFunction::kMax:
      return *std::max_element(numbers.begin(), numbers.end());
    case PathFunction::kSum:
      return sum;
    case PathFunction::kAvg:
      return sum / count;
    default:
      break;
  }
  const double squares = std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), 0.0);
  return std::sqrt(std::max(0.0, squares / count - sum * sum / count / count));
}

std::string concatenated(const Values& nodes, const Values& arguments) {
  std::string out;
  const auto add = [&out](const Json& value) {
    if (!value.is_structured() && !value.is_null())
      out += value.is_string() ? value.get_ref<const std::string&>() : base::compact_json(value);
  };
  for (const Json* node : nodes) {
    if (!node->is_array()) continue;
    for (const auto& element : *node) {
      if (element.is_string()) add(element);
    }
  }
  for (const Json* argument : arguments) add(*argument);
  return out;
}

const Json* element(const Json& list, std::int64_t at) {
  if (!list.is_array()) return nullptr;
  const auto size = static_cast<std::int64_t>(list.size());
  if (at < 0) at += size;
  return at >= 0 && at < size ? &list[static_cast<std::size_t>(at)] : nullptr;
}

/// Of one node; nullptr: it has none.
const Json* one(PathFunction function, const Json& node, const Values& arguments,
                JsonPath::Nodes& out) {
  switch (function) {
    case PathFunction::kLength: {
      const auto length = length_of(node);
      return length ? kept(*length, out) : nullptr;
    }
    case PathFunction::kKeys: {
      if (!node.is_object()) return nullptr;
      Json keys = Json::array();
      for (auto it = node.begin(); it != node.end(); ++it) keys.push_back(it.key());
      return kept(std::move(keys), out);
    }
    case PathFunction::kAppend: {
      if (!node.is_array()) return nullptr;
      Json longer = node;
      for (const Json* argument : arguments) longer.push_back(*argument);
      return kept(std::move(longer), out);
    }
    case PathFunction::kFirst:
      return element(node, 0);
    case PathFunction::kLast:
      return element(node, -1);
    default:
      return !arguments.empty() && arguments.front()->is_number_integer()
                 ? element(node, arguments.front()->get<std::int64_t>())
                 : nullptr;
  }
}

}  // namespace

std::optional<std::size_t> length_of(const Json& value) {
  if (value.is_structured()) return value.size();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

Values applied(PathFunction function, const Values& nodes, const Values& arguments,
               JsonPath::Nodes& out) {
  switch (function) {
    case PathFunction::kMin:
    case PathFunction::kMax:
    case PathFunction::kSum:
    case PathFunction::kAvg:
    case PathFunction::kStddev: {
      const auto value = aggregated(function, numbers_of(nodes, arguments));
      return value ? Values{kept(*value, out)} : Values();
    }
    case PathFunction::kConcat:
      return nodes.empty() ? Values() : Values{kept(concatenated(nodes, arguments), out)};
    default:
      break;
  }
  Values found;
  for (const Json* node : nodes) {
    if (const Json* value = one(function, *node, arguments, out)) found.push_back(value);
  }
  return found;
}

}  // namespace ricochet::match::jsonpath
