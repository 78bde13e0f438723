#pragma once
#include <string>

#include "http/client.h"
#include "http/url.h"

namespace ricochet::http::detail {

/// The request on the wire, head and body. CR, LF and NUL inside values become spaces.
std::string request_bytes(const ClientRequest& request, const Url& url);

}  // namespace ricochet::http::detail
