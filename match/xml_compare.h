#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pugi {
class xml_document;
}

namespace ricochet::match {

/// Parses XML in UTF-8, whatever its declaration says (match/charset.h decodes), without DTD or
/// outside resources; a reference to an entity that the text declares itself stays as it is
/// written. nullptr when it is not well-formed (xml_form.h), or is nested deeper than
/// base::kMaxJsonDepth. `why` (optional) then says so, `beyond` that it was this depth.
std::unique_ptr<pugi::xml_document> parse_xml(std::string_view text, std::string* why = nullptr,
                                              bool* beyond = nullptr);

/// The first difference, `/a/b: expected the text "1", got the text "2"`, or nothing.
/// White-space-only text and comments do not count, the order of attributes is free, prefixes stand
/// for their namespaces. What it takes is drawn from match::Work; where that does not suffice it
/// gives up (give_up.h), and says so as a difference.
std::optional<std::string> xml_difference(const pugi::xml_document& expected,
                                          const pugi::xml_document& actual);

/// Moco's `struct`: same elements in the same order; text is free; attributes may be missing but
/// not extra.
std::optional<std::string> xml_shape_difference(const pugi::xml_document& expected,
                                                const pugi::xml_document& actual);

}  // namespace ricochet::match
