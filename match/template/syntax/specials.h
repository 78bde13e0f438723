#pragma once
#include <string>
#include <vector>

namespace ricochet::match::tpl {

/// The special variables (`.now`): what the code knows, for docs and errors.
std::vector<std::string> special_names();
/// Those of FreeMarker that are not there.
std::vector<std::string> refused_special_names();
/// Throws template/syntax at `at` of `text` when there is no such special variable here.
void check_special(const std::string& name, bool in_macro, const std::string& text, std::size_t at);

}  // namespace ricochet::match::tpl
