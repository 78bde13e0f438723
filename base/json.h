#pragma once
#include <nlohmann/json.hpp>

namespace ricochet::base {

/// Keeps the order of keys, because Moco sends `json` responses as they are written.
/// Note: operator== on two of these compares key order too; match/json_compare.h does not.
using Json = nlohmann::ordered_json;

/// In one line without blanks; bytes that are not UTF-8 become U+FFFD. Never throws.
std::string compact_json(const Json& value);

}  // namespace ricochet::base
