#pragma once
#include <memory>

#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// The session that Moco's runner appends to the user's: /favicon.ico, an icon of image/png, so
/// that a browser's habit does not show up among unmatched requests.
std::shared_ptr<const RuleSet> favicon_rules();

}  // namespace ricochet::stubserver
