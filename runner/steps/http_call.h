#pragma once
#include <optional>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "http/client_request.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// The rows of a `request` step that say what is sent.
std::vector<base::ShapeKey> http_call_keys();
/// And what holds for them.
base::KeyRule one_body();

/// Reads method (GET, or POST when there is a body), url, headers (a list for several of one name),
/// queries, and at most one of json, text, form, file, multipart. Findings go to the reader's list,
/// nullopt then. The Content-Type is that of the body unless "headers" has one.
std::optional<http::ClientRequest> read_http_call(const base::JsonReader& place,
                                                  const Scenario& scenario);

}  // namespace ricochet::runner
