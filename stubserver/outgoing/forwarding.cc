#include "stubserver/outgoing/forwarding.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text/text.h"
#include "http/end_to_end.h"

namespace ricochet::stubserver {

namespace {

using Names = std::vector<std::string>;

bool contains(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& n) { return base::iequals(n, name); });
}

}  // namespace

std::vector<match::Field> forwarded_headers(const match::Request& request) {
  const Names dropped = {"Host", "Content-Length", "Expect", "Accept-Encoding"};
  auto out = http::end_to_end_headers(request.headers);
  std::erase_if(out, [&](const auto& field) { return contains(dropped, field.name); });
  return out;
}

void take_over(http::Response& answer, http::Response target, const match::Request& request) {
  Names dropped = {"Date", "Server"};
  // Of a body that is there the server knows the length; gzip may have been undone.
  if (request.method != "HEAD" && target.status != 304) dropped.emplace_back("Content-Length");
  for (const auto& field : answer.headers) dropped.push_back(field.name);
  auto headers = http::end_to_end_headers(target.headers);
  std::erase_if(headers, [&](const auto& field) { return contains(dropped, field.name); });
  headers.insert(headers.end(), answer.headers.begin(), answer.headers.end());
  answer.status = target.status;
  answer.headers = std::move(headers);
  answer.body = std::move(target.body);
}

}  // namespace ricochet::stubserver
