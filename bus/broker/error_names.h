#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bus/broker/errors.h"

namespace ricochet::bus::broker {

/// As Kafka's `Errors` has it: "NOT_LEADER_OR_FOLLOWER"; "error 999" when it has no name.
std::string name_of(Error error);
/// By its name. nullopt: there is no such error.
std::optional<Error> error_named(std::string_view name);
std::vector<std::string> error_names();

}  // namespace ricochet::bus::broker
