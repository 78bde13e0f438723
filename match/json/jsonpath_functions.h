#pragma once
#include <vector>

#include "base/json/fwd.h"
#include "match/json/jsonpath.h"
#include "match/json/jsonpath_ast.h"

namespace ricochet::match::jsonpath {

/// Characters of a text, elements of an array, members of an object (RFC 9535 section 2.4.4);
/// nullopt for other values.
std::optional<std::size_t> length_of(const base::Json& value);

/// What a function of Jayway makes of the nodes before it; what it makes anew lives in
/// `out.computed`. A function that has nothing to work on leads nowhere.
std::vector<const base::Json*> applied(PathFunction function,
                                       const std::vector<const base::Json*>& nodes,
                                       const std::vector<const base::Json*>& arguments,
                                       JsonPath::Nodes& out);

}  // namespace ricochet::match::jsonpath
