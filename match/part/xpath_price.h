#pragma once
#include <cstdint>
#include <string_view>

namespace pugi {
class xml_document;
}

namespace ricochet::match {

/// What evaluating an XPath on a document may cost at most, about, in units of match::Work. pugixml
/// cannot be stopped on its way, so it is asked before: the nodes that each step may visit, from
/// all that the steps before it may have found; a predicate is evaluated for each node that it is
/// asked of. Errs on the dear side.
std::uint64_t xpath_price(std::string_view expression, const pugi::xml_document& document);

}  // namespace ricochet::match
