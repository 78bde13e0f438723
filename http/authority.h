#pragma once
#include <string_view>

#include "match/message.h"

namespace ricochet::http {

/// Which host a request asks for, with its port if it names one: the authority of an absolute
/// target or of a CONNECT, whatever Host says (RFC 9112 sections 3.2.2 and 3.2.3), otherwise the
/// Host header. Empty: it does not say. Valid as long as the request.
std::string_view authority_of(const match::Request& request);

/// Whether `text` is a host, with or without a port (RFC 9112 section 3.2, RFC 3986 section 3.2.2):
/// a name, an IPv4 address, or an IPv6 address in brackets; a port is a number up to 65535, or
/// empty. No user. Also not a name with a comma, which that allows and two Host lines in one look
/// like.
bool is_authority(std::string_view text);

}  // namespace ricochet::http
