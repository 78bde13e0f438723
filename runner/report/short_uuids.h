#pragma once
#include <string>
#include <string_view>

namespace ricochet::runner {

/// The text with every UUID (RFC 9562, in its form with hyphens) cut to its first eight digits,
/// "36bacf14-...": enough to tell those of one report apart.
std::string short_uuids(std::string_view text);

}  // namespace ricochet::runner
