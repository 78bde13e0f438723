#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace ricochet::base {

/// "4096", "512 B", "10MB" (10^7), "1.5KiB" (1536): a number and B, KB, MB, GB, KiB, MiB or GiB, in
/// any case; nullopt when it is none of these, negative, or too large.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace ricochet::base
