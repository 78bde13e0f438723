#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/fwd.h"
#include "base/json/reader.h"
#include "base/result.h"
#include "http/message.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// A request as Moco writes it into tapes and failover files: `{"version", "content", "headers",
/// "method", "uri", "queries"}`, each header and query with the list of its values. A body that
/// is not UTF-8 becomes `{"content": <base64>, "charset": "ISO-8859-1"}`.
base::Json dump_request(const match::Request& request);
/// A response in the same form: `{"version", "content", "headers", "status"}`.
base::Json dump_response(const http::Response& response);

/// What a dump says of a request; what is absent or null there is nullopt.
struct RequestDump {
  std::optional<std::string> version, method, uri, content;
  std::optional<std::vector<match::Field>> headers, queries;

  /// The request itself; what is absent stays as in an empty one.
  match::Request request() const;
};

/// Reads a dump, strictly; a header or query may also be one string. Findings go to the reader's
/// list, nullopt then.
std::optional<RequestDump> read_request_dump(const base::JsonReader& value);
std::optional<http::Response> read_response_dump(const base::JsonReader& value);

/// Reads a file of dumps: `read` gets its root, and the first of its findings is the error, which
/// begins with `problem` and has its place. nullptr: there is no file yet. Other errors: those of
/// base::JsonDocument::load().
base::Result<std::shared_ptr<const base::JsonDocument>> load_dumps(
    const std::string& path, const std::string& problem,
    const std::function<void(const base::JsonReader& root)>& read);

}  // namespace ricochet::stubserver
