#pragma once
#include <string>

#include "runner/world/world.h"

namespace ricochet::cli {

/// Where everything of a world that is up is reached, a line each, for people: "  stub photos
/// http://127.0.0.1:40002". `page`: the address of the control side, first; empty: there is none.
std::string addresses_of(runner::World& world, const std::string& page);

}  // namespace ricochet::cli
