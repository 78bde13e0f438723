#pragma once
#include <string>
#include <string_view>

namespace ricochet::base {

/// `&`, `<` and `>` as entities: for text between the tags of HTML and XML. Any bytes; the others
/// stay.
std::string escape_markup(std::string_view text);
/// Both quotes, too: for text and for attributes of HTML, where an apostrophe is `&#39;`.
std::string escape_html(std::string_view text);
/// The same for XML, which calls it `&apos;`.
std::string escape_xml(std::string_view text);

}  // namespace ricochet::base
