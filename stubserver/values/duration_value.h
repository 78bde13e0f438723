#pragma once
#include <optional>

#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::stubserver {

/// Moco's duration: a whole number of milliseconds, or `{"duration": 1, "unit": "second"}` with a
/// singular unit in any case. Also takes our own "250ms", "1.5s". Findings go to the reader's list,
/// nullopt then.
std::optional<base::Duration> read_duration_value(const base::JsonReader& place);
/// What it takes.
base::Shape duration_value_shape();

}  // namespace ricochet::stubserver
