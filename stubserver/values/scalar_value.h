#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"

namespace ricochet::stubserver {

/// A string (trimmed, not empty), or a number as it is written: Moco takes both where it wants a
/// name. Findings go to the reader's list, nullopt then.
std::optional<std::string> read_name_value(const base::JsonReader& value);

/// true, false, or either of them in quotes, as Moco takes them. Findings go to the reader's list,
/// nullopt then.
std::optional<bool> read_flag_value(const base::JsonReader& value);

}  // namespace ricochet::stubserver
