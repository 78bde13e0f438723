#pragma once
#include <string_view>

#include "base/json/reader.h"
#include "http/exchange.h"

namespace ricochet::requestbin {

/// A call of an HTTP Archive (HAR 1.2). What our own export adds (members that begin with `_`, see
/// to_har) is taken, so that a call comes back as it was; of other programs' archives, what the
/// format has and what is found in the wild: `encoding` of a posted text, a form that is there by
/// its `params` alone is written anew, a body that was left out or cannot be told makes the call
/// (or its answer) truncated, headers of HTTP/2 that begin with ":" are left out. Findings go to
/// the reader's list; after an error the call is not complete.
http::Exchange read_har_entry(const base::JsonReader& entry);

/// What stands around the entries: an object `log` with a list `entries`, which may be empty.
void check_har(const base::JsonReader& root);

/// Whether a text begins like an archive: `{"log":`, which no record does.
bool looks_like_har(std::string_view text);

}  // namespace ricochet::requestbin
