#pragma once
#include <string>
#include <string_view>

namespace ricochet::stubserver {

/// The type that Moco gives a file by the extension of its name; `charset` (may be empty) is
/// appended in lower case. Unknown extensions are text/plain; charset=utf-8.
std::string content_type_of(std::string_view file_name, std::string_view charset = {});

}  // namespace ricochet::stubserver
