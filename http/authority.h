#pragma once
#include <string_view>

#include "match/message.h"

namespace ricochet::http {

/// Which host a request asks for, with its port if it names one: the authority of an absolute
/// target or of a CONNECT, whatever Host says (RFC 9112 sections 3.2.2 and 3.2.3), otherwise the
/// Host header. Empty: it does not say. Valid as long as the request.
std::string_view authority_of(const match::Request& request);

}  // namespace ricochet::http
