#pragma once
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// A request as Moco writes it into tapes and failover files: `{"version", "content", "headers",
/// "method", "uri", "queries"}`, each header and query with the list of its values. A body that is
/// no UTF-8 becomes `{"content": <base64>, "charset": "ISO-8859-1"}`.
base::Json dump_request(const match::Request& request);

/// Reads such a dump; what is absent stays as in an empty request. Headers and queries may also be
/// single strings. Error stub/bad-dump.
base::Result<match::Request> read_request_dump(const base::Json& dump);

/// The `content` of a dump: a string, or an object with base64. Error stub/bad-dump.
base::Result<std::string> read_dumped_content(const base::Json& content);
base::Json dump_content(const std::string& body);

/// The named values of a dump: each name with a list of strings, or with one. Error stub/bad-dump.
base::Result<std::vector<match::Field>> read_dumped_fields(const base::Json& fields);
base::Json dump_fields(const std::vector<match::Field>& fields);

}  // namespace ricochet::stubserver
