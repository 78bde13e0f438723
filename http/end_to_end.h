#pragma once
#include <vector>

#include "match/message.h"

namespace ricochet::http {

/// The headers that are meant for whoever is at the other end, in their order: all but those of one
/// connection (RFC 9110 section 7.6.1), those included that the Connection header names. What every
/// relay passes on.
std::vector<match::Field> end_to_end_headers(const std::vector<match::Field>& headers);

}  // namespace ricochet::http
