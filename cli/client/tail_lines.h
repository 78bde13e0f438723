#pragma once
#include <string>

#include "base/json/fwd.h"

namespace ricochet::cli {

/// A SUMMARY of the v2 API as one line, or a RECORD with `full` as that line, its headers and its
/// body. Safe for terminals: control bytes are made visible.
std::string tail_lines(const base::Json& record, bool full);

}  // namespace ricochet::cli
