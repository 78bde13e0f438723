#pragma once
#include <string>
#include <string_view>

namespace ricochet::requestbin {

/// `x-lower_case` is `X-Lower-Case`: how names look after WSGI, as RequestBin shows them.
std::string title_case(std::string_view header_name);
/// Takes the same time wherever the first difference is. Nothing equals an empty secret.
bool same_secret(std::string_view a, std::string_view b);
/// For HTML text and quoted attributes: & < > " ' escaped, control characters made visible, UTF-8
/// repaired.
std::string html_escape(std::string_view text);

}  // namespace ricochet::requestbin
