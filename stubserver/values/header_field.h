#pragma once
#include <string_view>

namespace ricochet::stubserver {

/// A header name as RFC 9110 section 5.1 has it: one or more token characters.
bool is_field_name(std::string_view name);
/// No control characters but the tab: anything else could end the header and begin another (RFC
/// 9110 section 5.5).
bool is_field_value(std::string_view value);

}  // namespace ricochet::stubserver
