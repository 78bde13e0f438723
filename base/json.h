#pragma once
#include <nlohmann/json.hpp>

namespace ricochet::base {

/// Keeps the order of keys, because Moco sends `json` responses as they are written.
/// Note: operator== on two of these compares key order too; match/json_compare.h does not.
using Json = nlohmann::ordered_json;

}  // namespace ricochet::base
