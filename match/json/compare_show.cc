// What comparisons say of JSON values.
#include <algorithm>
#include <cctype>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/json/compare.h"

namespace ricochet::match {

using base::Json;

namespace {

constexpr std::size_t kShownBytes = 80;

}  // namespace

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

std::string show_json(const Json& value) {
  constexpr std::size_t kShownJson = 120;
  return base::shorten(base::compact_json(value), kShownJson);
}

std::string describe_json(const Json& value) {
  switch (value.type()) {
    case Json::value_t::string:
      return "the string " +
             base::in_quotes(base::shorten(value.get_ref<const std::string&>(), kShownBytes));
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
    case Json::value_t::binary:
      return "the number " + base::shorten(base::number_text(value), kShownBytes);
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
