#pragma once
#include <optional>

#include "http/message.h"
#include "match/message.h"
#include "requestbin/bin_server_options.h"

namespace ricochet::requestbin {

/// Who may reach the control side: a Host that is not ours is refused with 403 (DNS rebinding turns
/// any web page into a client on the loopback interface), a change that a page of another site asks
/// for, too, a missing or wrong token with 401.
/// nullopt: go on.
std::optional<http::Response> refuse(const match::Request& request,
                                     const BinServerOptions& options);

}  // namespace ricochet::requestbin
