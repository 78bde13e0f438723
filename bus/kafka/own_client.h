#pragma once

namespace ricochet::bus {

/// The client id under which we publish and read ourselves.
inline constexpr const char* kOwnClientId = "ricochet";

}  // namespace ricochet::bus
