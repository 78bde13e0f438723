#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::base {

std::string_view trim(std::string_view s);             ///< ASCII white space off both ends
std::string to_lower(std::string_view s);              ///< ASCII only
std::string to_upper(std::string_view s);              ///< ASCII only
bool iequals(std::string_view a, std::string_view b);  ///< ASCII case-insensitive
std::vector<std::string_view> split(std::string_view s, char separator);

/// "1 call", "2 calls".
std::string plural(std::uint64_t n, std::string_view noun);
/// "512 B", "1.5 KiB", "3.0 MiB".
std::string format_bytes(std::uint64_t n);

}  // namespace ricochet::base
