#pragma once
#include <nlohmann/json.hpp>

#include "base/json/number.h"

namespace ricochet::base {

/// Keeps the order of keys, because Moco sends `json` responses as they are written.
/// Note: operator== on two of these compares key order too, and numbers by how they are held;
/// match/json/compare.h does not.
using Json = nlohmann::ordered_json;

// The one writer of JSON. Numbers leave as number_text() has them; bytes that are not UTF-8 become
// U+FFFD; strings are escaped as Jackson does it. None of these throws.

/// In one line without blanks.
std::string compact_json(const Json& value);
/// Indented by two blanks.
std::string pretty_json(const Json& value);
/// In one line without blanks, beyond ASCII as \u escapes in small letters, as Python has them.
std::string ascii_json(const Json& value);

}  // namespace ricochet::base
