#pragma once
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "http/exchange.h"

namespace ricochet::requestbin {

/// The calls of an HTTP Archive (HAR 1.2), in the order of the file. What our own export adds
/// (members that begin with `_`, see to_har) is taken, so that a call comes back as it was;
/// of other programs' archives, what the format has: a form that is there by its `params` alone is
/// written anew, a body that was left out makes the call truncated, headers of HTTP/2 that begin
/// with ":" are left out. Findings go to the reader's list; after an error the calls are not
/// complete.
std::vector<http::Exchange> read_har(const base::JsonReader& root);

/// Whether a text begins like an archive: `{"log":`, which no record does.
bool looks_like_har(std::string_view text);

}  // namespace ricochet::requestbin
