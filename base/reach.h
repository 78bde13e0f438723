#pragma once
#include <optional>
#include <string>

#include "base/diag.h"

namespace ricochet::base {

/// For who asked whether something is there, and got a no: why nobody can tell (a folder on the way
/// may not be entered). nullopt: it is not there. Error: file/unreadable.
std::optional<Diag> out_of_reach(const std::string& path);

}  // namespace ricochet::base
