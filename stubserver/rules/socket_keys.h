#pragma once
#include "base/json/reader.h"

namespace ricochet::stubserver {

/// Warns (stub/not-for-sockets) of each key of a session that has no meaning on a raw TCP socket: a
/// condition on the request line or a header never holds there, and a status is never sent.
void warn_of_http_keys(const base::JsonReader& session);

}  // namespace ricochet::stubserver
