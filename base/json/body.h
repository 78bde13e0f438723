#pragma once
#include <memory>
#include <string_view>

#include "base/json/document.h"
#include "base/json/fwd.h"

namespace ricochet::base {

/// What became of a text that is read as JSON.
enum class JsonReading {
  kWhole,
  kNotJson,
  kBeyond,  ///< a bound of ours was reached (depth, values, digits): it may well be JSON
};

/// As parse_json_body(), and says which.
std::unique_ptr<Json> parse_json_body(std::string_view text, JsonReading& reading, JsonTail tail);

}  // namespace ricochet::base
