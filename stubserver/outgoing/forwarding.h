#pragma once
#include <vector>

#include "http/message.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// What a proxy passes on of a request's headers, in their order: all but those of the connection
/// (RFC 9110 section 7.6.1), Host, Content-Length, Expect, and Accept-Encoding, which is the
/// client's own affair.
std::vector<match::Field> forwarded_headers(const match::Request& request);

/// Puts what the target answered into the answer: its status, body and headers except those of the
/// connection, Date and Server (Moco). What the session's other parts have set replaces the
/// target's headers of that name. An answer to HEAD and a 304 tell the length that the target told.
void take_over(http::Response& answer, http::Response target, const match::Request& request);

}  // namespace ricochet::stubserver
