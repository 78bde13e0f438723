#pragma once

#include <string_view>

namespace photo {

/// One line to stderr; stdout is kept for the readiness line.
void log(std::string_view line);

}  // namespace photo
