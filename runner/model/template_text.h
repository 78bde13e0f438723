#pragma once
#include <string_view>

namespace ricochet::runner {

/// Whether a text of a suite gets its value only when the run is known: "orders-${run.id}".
inline bool has_template(std::string_view text) {
  return text.find("${") != std::string_view::npos;
}

}  // namespace ricochet::runner
