#pragma once
#include <string>

#include "base/diag.h"
#include "base/json/fwd.h"
#include "http/message.h"

namespace ricochet::requestbin {

/// `text/html; charset=utf-8`, as RequestBin answers everything that is not JSON.
http::Response html_answer(int status, std::string body);
/// 404 `Not found\n`
http::Response not_found();
/// 200 `ok\n`: what the sender of a captured call gets.
http::Response captured_answer();
/// A page of ours: html_answer with the strict policy (no script, nothing from outside).
http::Response page_answer(int status, std::string body);
/// RequestBin's JSON: no charset, `Access-Control-Allow-Origin: *`.
http::Response v1_answer(int status, const std::string& json);
/// JSON of v2, never cached.
http::Response v2_answer(int status, const base::Json& json);
/// http::json_error with every finding under "errors".
http::Response v2_error(int status, const base::Diag& diag);
http::Response v2_error(int status, const base::DiagList& diags);
/// The same with the status of its kind, see http::status_of().
http::Response v2_error(const base::Diag& diag);
http::Response v2_error(const base::DiagList& diags);
/// 405 with the methods that the route has.
http::Response method_not_allowed(const std::string& allow);

}  // namespace ricochet::requestbin
