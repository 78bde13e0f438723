#pragma once
#include <set>
#include <string>

#include "base/json/reader.h"

namespace ricochet::runner {

/// The files that texts of this document name, from its own folder on, whatever key they stand
/// under but `env`, as far as they are there. What only `env` names is the program's own, to read
/// or to write.
std::set<std::string> named_files(const base::JsonDocument& document);

}  // namespace ricochet::runner
