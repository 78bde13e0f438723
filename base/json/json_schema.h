#pragma once
#include <string>

#include "base/json/fwd.h"
#include "base/json/shape.h"

namespace ricochet::base {

/// The JSON Schema (draft 2020-12) of files that are read by this table. It keeps to what draft-07
/// has and means the same there, as some editors know no other: no keyword beside a `$ref` but
/// `description`, none that came later.
Json json_schema(const Shape& root, const std::string& title);

}  // namespace ricochet::base
