#include "runner/model/sighting.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

bool looks_like_scenario(std::string_view text) {
  return text.find("\"scenario\"") != std::string_view::npos ||
         text.find("\"steps\"") != std::string_view::npos;
}

bool is_wide_text(std::string_view text) {
  constexpr std::size_t kLookedAt = 64;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  const auto head = text.substr(0, kLookedAt);
  return std::count(head.begin(), head.end(), '\0') * 4 >=
             static_cast<std::ptrdiff_t>(head.size()) &&
         !head.empty();
}

std::string misspelt_scenario_key(const base::Json& root) {
  if (!root.is_object()) return {};
  for (const auto& [key, value] : root.items()) {
    if (base::suggest(key, {"scenario", "steps"})) return key;
  }
  return {};
}

std::string other_kind_of(const base::Json& root) {
  if (root.is_array()) return "a list, as stub files are";
  if (root.is_object() && root.contains("shared")) return "steps and vars to include";
  return root.is_object() ? "an object without \"scenario\" and \"steps\"" : "a single value";
}

}  // namespace ricochet::runner
