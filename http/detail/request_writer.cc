#include "http/detail/request_writer.h"

#include "base/text/text.h"
#include "http/detail/head_writer.h"

namespace ricochet::http::detail {
std::string request_bytes(const ClientRequest& request, const Url& url) {
  const auto given = [&](std::string_view name) {
    for (const auto& field : request.headers) {
      if (base::iequals(field.name, name)) return true;
    }
    return false;
  };
  std::string out;
  append_clean(request.method, out);
  out += ' ' + url.target + " HTTP/1.1\r\n";
  if (!given("Host")) out += "Host: " + url.authority + "\r\n";
  for (const auto& field : request.headers) {
    append_clean(field.name, out);
    out += ": ";
    append_clean(field.value, out);
    out += "\r\n";
  }
  if (request.decode && !given("Accept-Encoding")) out += "Accept-Encoding: gzip, deflate\r\n";
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if ((!request.body.empty() || expects_body) && !given("Content-Length") &&
      !given("Transfer-Encoding")) {
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  if (!given("Connection")) out += "Connection: close\r\n";
  return out + "\r\n" + request.body;
}

}  // namespace ricochet::http::detail
