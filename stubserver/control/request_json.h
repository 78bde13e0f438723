#pragma once
#include <optional>

#include "base/json/reader.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// A request written as JSON: `method` ("GET"), `uri` ("/a?x=1"; `target` and `url` mean the same),
/// `version`, `headers` (a map of a text or a list of texts), and one of `text`, `json` and
/// `base64` as its body, `client` ("127.0.0.1"). Findings go to the reader's list, nullopt then.
std::optional<match::Request> read_request(const base::JsonReader& object);

}  // namespace ricochet::stubserver
