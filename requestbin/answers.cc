#include "requestbin/answers.h"

#include "base/json/json.h"
#include "http/api.h"

namespace ricochet::requestbin {

http::Response html_answer(int status, std::string body) {
  return {status, "text/html; charset=utf-8", std::move(body)};
}

http::Response not_found() { return html_answer(404, "Not found\n"); }
http::Response captured_answer() { return html_answer(200, "ok\n"); }

http::Response page_answer(int status, std::string body) {
  auto answer = html_answer(status, std::move(body));
  answer.set_header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'");
  answer.set_header("X-Content-Type-Options", "nosniff");
  answer.set_header("Referrer-Policy", "no-referrer");
  answer.set_header("Cache-Control", "no-store");
  return answer;
}

http::Response v1_answer(int status, const std::string& json) {
  http::Response answer(status, "application/json", json);
  answer.set_header("Access-Control-Allow-Origin", "*");
  return answer;
}

namespace {

http::Response fresh(http::Response answer) {
  answer.set_header("Cache-Control", "no-store");
  return answer;
}

}  // namespace

http::Response v2_answer(int status, const base::Json& json) {
  return fresh(http::json_response(status, json));
}

http::Response v2_error(int status, const base::Diag& diag) {
  base::DiagList diags;
  diags.add(diag);
  return v2_error(status, diags);
}

http::Response v2_error(const base::Diag& diag) {
  return v2_error(http::status_of(diag.kind), diag);
}

http::Response v2_error(const base::DiagList& diags) {
  return v2_error(http::status_of(diags.kind()), diags);
}

http::Response v2_error(int status, const base::DiagList& diags) {
  return fresh(http::json_error(status, diags));
}

http::Response method_not_allowed(const std::string& allow) {
  auto answer = html_answer(405, "Method not allowed\n");
  answer.set_header("Allow", allow);
  return answer;
}

}  // namespace ricochet::requestbin
