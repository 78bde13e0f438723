#pragma once
#include <cstdint>
#include <string_view>

namespace ricochet::bus::protocol {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), which record batches carry.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace ricochet::bus::protocol
