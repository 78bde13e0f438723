#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/duration.h"

namespace ricochet::requestbin {

/// Base64 as archives have it: wrapped in lines, with or without its padding. nullopt: it is not.
std::optional<std::string> har_base64(std::string_view text);

/// A time of an archive: RFC 3339, but also an offset without a colon ("+0200"), and none at all,
/// which is taken for UTC.
std::optional<base::WallTime> har_time(std::string_view text);

/// The JSON text with U+FFFD for each escape of half a surrogate pair, which browsers write and no
/// text can hold.
std::string har_mend_surrogates(std::string_view json);

/// The host of an authority as a Host header has it: "user:secret@shop.test:8443" is
/// "shop.test:8443".
std::string_view har_host(std::string_view authority);

}  // namespace ricochet::requestbin
