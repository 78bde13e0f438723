#include "stubserver/outgoing/forwarding.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"

namespace ricochet::stubserver {

namespace {

using Names = std::vector<std::string>;

bool contains(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& n) { return base::iequals(n, name); });
}

/// The headers that mean this connection only, those included that its Connection header names.
Names of_connection(const std::vector<match::Field>& headers) {
  Names names = {"Connection",
                 "Keep-Alive",
                 "Proxy-Connection",
                 "Proxy-Authenticate",
                 "Proxy-Authorization",
                 "TE",
                 "Trailer",
                 "Transfer-Encoding",
                 "Upgrade"};
  for (const auto& field : headers) {
    if (!base::iequals(field.name, "Connection")) continue;
    for (const auto word : base::split(field.value, ',')) names.emplace_back(base::trim(word));
  }
  return names;
}

}  // namespace

std::vector<match::Field> forwarded_headers(const match::Request& request) {
  Names dropped = of_connection(request.headers);
  dropped.insert(dropped.end(), {"Host", "Content-Length", "Expect", "Accept-Encoding"});
  std::vector<match::Field> out;
  for (const auto& field : request.headers) {
    if (!contains(dropped, field.name)) out.push_back(field);
  }
  return out;
}

void take_over(http::Response& answer, http::Response target) {
  Names dropped = of_connection(target.headers);
  dropped.insert(dropped.end(), {"Content-Length", "Date", "Server"});
  for (const auto& field : answer.headers) dropped.push_back(field.name);
  std::vector<match::Field> headers;
  for (auto& field : target.headers) {
    if (!contains(dropped, field.name)) headers.push_back(std::move(field));
  }
  headers.insert(headers.end(), answer.headers.begin(), answer.headers.end());
  answer.status = target.status;
  answer.headers = std::move(headers);
  answer.body = std::move(target.body);
}

}  // namespace ricochet::stubserver
