#pragma once
#include <vector>

#include "base/json/fwd.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// The cookies that the Set-Cookie headers of an answer set (RFC 6265, section 5.2), as HAR 1.2 has
/// them: name, value, and path, domain, expires (ISO 8601), httpOnly, secure where they are given.
base::Json har_set_cookies(const std::vector<match::Field>& headers);

}  // namespace ricochet::requestbin
