#include "http/content_coding.h"

#include "base/text/text.h"

namespace ricochet::http {

std::string_view known_coding(const Response& response) {
  std::string_view found;
  for (const auto& field : response.headers) {
    if (!base::iequals(field.name, "Content-Encoding")) continue;
    if (!found.empty() || !base::Inflater::knows(base::trim(field.value))) return {};
    found = base::trim(field.value);
  }
  return found;
}

base::Status decode_body(Response& response, std::size_t max_bytes) {
  const auto coding = known_coding(response);
  if (coding.empty() || response.body.empty()) return {};
  base::Inflater inflater(coding, max_bytes);
  auto body = inflater.put(response.body);
  if (!body) return body.error();
  if (auto whole = inflater.end(); !whole) return whole;
  response.body = std::move(*body);
  std::erase_if(response.headers, [](const match::Field& field) {
    return base::iequals(field.name, "Content-Encoding");
  });
  if (response.header("Content-Length") != nullptr)
    response.set_header("Content-Length", std::to_string(response.body.size()));
  return {};
}

}  // namespace ricochet::http
