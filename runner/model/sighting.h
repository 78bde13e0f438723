#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"

namespace ricochet::runner {

/// A file that ends in .json and is not a scenario, and what it is instead.
struct OtherFile {
  std::string file;
  std::string what;  ///< "a list, as stub files are"
};

/// Whether a text that need not be JSON reads like a scenario: one that is broken must not vanish.
bool looks_like_scenario(std::string_view text);
/// UTF-16 or UTF-32 by its byte order mark or its zeros; JSON files are UTF-8 (RFC 8259 8.1).
bool is_wide_text(std::string_view text);
/// The key of the top level that was surely meant to be "scenario" or "steps"; empty: none.
std::string misspelt_scenario_key(const base::Json& root);
/// What a JSON text that is not a scenario is, for people.
std::string other_kind_of(const base::Json& root);

}  // namespace ricochet::runner
