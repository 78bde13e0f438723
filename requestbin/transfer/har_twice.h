#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "http/exchange.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// What an archive tells twice, as it was sent (the URL, the headers, a text) and taken apart
/// (`queryString`, `cookies`, `mimeType`, `redirectURL`, `params`). Programs that write it by hand
/// leave one of both out; nothing of the other may be lost, or an absence would be proved over it.
/// All but form_of() add what only the parts tell to the call or the answer; what is there as it
/// was sent stays as it is, and each that was sent stands for one of the same name in the list.
/// Findings at the part: import/bad-header, import/bad-target.

/// Parameters of `queryString` that the target has not; after it was read.
void add_queries(const base::JsonReader& request, match::Request& call);
/// Of `cookies` of the request those that no Cookie header has; Content-Type of a form or of
/// multipart from `postData`. After the headers were read.
void add_headers(const base::JsonReader& request, match::Request& call);
/// Of `cookies` of the answer those that no Set-Cookie header sets; Location of a redirection that
/// has none.
void add_headers(const base::JsonReader& response, http::Exchange& exchange);

/// Whether `postData` has a list `params` with something in it.
bool has_params(const base::JsonReader& data);
/// The body that a browser sends for `params` of a form. nullopt: it is not such a form.
std::optional<std::string> form_of(const base::JsonReader& data, const match::Request& call);

}  // namespace ricochet::requestbin
