#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::match {

/// What of XML 1.0 a document breaks that pugixml lets pass: text outside of the root element, two
/// roots, characters that XML does not have (NUL among them, where pugixml stops reading),
/// declarations in the wrong place, attributes twice, references to nothing, `--` in a comment,
/// `]]>` in a text. Java's parser, so Moco, refuses each of them. For a document that pugixml took;
/// linear. nullopt: none.
std::optional<std::string> xml_flaw(std::string_view text);

}  // namespace ricochet::match
