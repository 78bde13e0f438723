#pragma once
#include <string>
#include <vector>

#include "match/message.h"

namespace ricochet::http::detail {

/// What of Sec-WebSocket-Extensions, in however many lines, may be taken up: without offers that
/// ask for a window of 8 bits. zlib has none so small, so Beast answers with 9, and a server must
/// not take more than it is offered (RFC 7692 section 7.1.2.1).
std::string usable_extensions(const std::vector<match::Field>& headers);

}  // namespace ricochet::http::detail
