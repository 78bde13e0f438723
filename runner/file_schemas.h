#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"

namespace ricochet::runner {

/// The words of the kinds of files that have a schema: suite, scenario, include, stub.
std::vector<std::string> file_kinds();

/// The JSON Schema of a kind of file, made of the table that its loader reads by. `kind` is one of
/// file_kinds().
base::Json file_schema(std::string_view kind);

}  // namespace ricochet::runner
