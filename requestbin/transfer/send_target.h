#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "journal/record.h"

namespace ricochet::requestbin {

/// Where a captured call goes when it is sent to that target (of http::OutboundTargets): what
/// stands behind the bin's name in its path (for a stub: the whole path), and its query, as they
/// were sent. Errors: bin/leaves-target when dot segments would lead out of the target's path.
base::Result<std::string> send_url(const std::string& target, const match::Request& call,
                                   journal::BinKind kind);

}  // namespace ricochet::requestbin
