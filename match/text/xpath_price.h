#pragma once
#include <cstdint>

#include "match/text/xpath_plan.h"
#include "match/text/xpath_profile.h"

namespace ricochet::match::xpath {

/// What evaluating a path on a document may cost at most, about, in units of match::Work. pugixml
/// cannot be stopped on its way, so it is asked before. Reckoned are, for each step and from all
/// that the steps before may have found: nodes passed and found, duplicates removed, string values
/// (all the text below a node, for each comparison and each function), sets compared with sets,
/// sorting. A predicate is priced for all nodes together that it is asked of. Errs on the dear
/// side.
std::uint64_t price_of(const Plan& plan, const Profile& profile);
/// What making the profile costs.
std::uint64_t price_of(const Profile& profile);

}  // namespace ricochet::match::xpath
