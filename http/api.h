#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"
#include "base/result.h"
#include "http/message.h"
#include "match/message.h"

// What every JSON API of ours shares: how answers and errors look, and how query parameters are
// read.
namespace ricochet::http {

/// The one table from what went wrong to a status: 400 for bad input, 404, 409, 500, and 503 for
/// what may go away by itself. Who knows better (401, 403, 502) says so itself.
int status_of(base::Diag::Kind kind);

/// application/json; charset=utf-8, compact. Bytes that are not UTF-8 become U+FFFD.
Response json_response(int status, const base::Json& body);
/// `{"error": message}`.
Response json_error(int status, std::string_view message);
/// `{"error": message, "code": ..., "hint": ..., "where": "file:line:column", "pointer": ...,
/// "text": ...}`, the empty ones left out; `text` is what a terminal would show.
Response json_error(int status, const base::Diag& diag);
/// The findings of a loader: the first as above, all of them under "errors".
Response json_error(int status, const base::DiagList& diags);

/// The decoded value of the first query parameter of that name, or nullptr.
const std::string* query(const match::Request& request, std::string_view name);

// Each of these: `fallback` when the parameter is absent, http/bad-query (for a 400) when it is
// malformed.
/// A whole number, both bounds included.
base::Result<std::int64_t> query_int(const match::Request& request, std::string_view name,
                                     std::int64_t fallback, std::int64_t min, std::int64_t max);
/// "true", "1", "" (so that `?follow` is enough) and "false", "0".
base::Result<bool> query_bool(const match::Request& request, std::string_view name, bool fallback);
/// One of the words, with did-you-mean.
base::Result<std::string> query_word(const match::Request& request, std::string_view name,
                                     std::string_view fallback,
                                     const std::vector<std::string>& allowed);
/// http/bad-query for the first parameter that is not in `known`, with did-you-mean.
base::Status check_queries(const match::Request& request, const std::vector<std::string>& known);

}  // namespace ricochet::http
