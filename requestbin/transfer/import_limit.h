#pragma once
#include <functional>
#include <optional>

#include "http/server.h"

namespace ricochet::requestbin {

/// Largest body of an import by default: an export of a full bin (64 MiB) fits, also as HAR.
inline constexpr std::size_t kMaxImportBytes = 256u << 20;

/// What the server of a request bin asks for the bound of a body: an import has one of its own, and
/// whatever is refused under /api/v2 is an error as v2 tells them.
std::function<std::optional<http::BodyRule>(const match::Request& line)> v2_body_rule(
    std::size_t max_body, std::size_t max_import);

}  // namespace ricochet::requestbin
