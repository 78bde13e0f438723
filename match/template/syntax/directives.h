#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match::tpl {

/// The directives that the parser knows, in alphabetical order, for docs and errors.
std::vector<std::string> directive_names();
/// Those of FreeMarker that it does not, and why; empty: not one of them.
std::vector<std::string> refused_directive_names();
std::string_view refused_directive(std::string_view name);
/// What <#setting> can set.
std::vector<std::string> setting_names();

}  // namespace ricochet::match::tpl
