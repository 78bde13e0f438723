#include "http/static_files.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::http {
namespace {

/// RFC 9110 section 13.1.2: weak comparison against a list.
bool none_match_fails(std::string_view list, std::string_view etag) {
  for (auto entry : base::split(list, ',')) {
    entry = base::trim(entry);
    if (entry == "*") return true;
    if (entry.starts_with("W/")) entry.remove_prefix(2);
    if (entry == etag) return true;
  }
  return false;
}

}  // namespace

StaticFiles::StaticFiles(std::span<const Asset> assets, StaticOptions options)
    : assets_(assets), options_(std::move(options)) {}

std::optional<Response> StaticFiles::find(std::string_view name,
                                          const match::Request& request) const {
  if (name.empty()) name = options_.index;
  const auto asset = std::find_if(assets_.begin(), assets_.end(),
                                  [name](const Asset& a) { return a.name == name; });
  if (asset == assets_.end()) return std::nullopt;

  const std::string* const known = request.header("If-None-Match");
  const bool unchanged = known != nullptr && none_match_fails(*known, asset->etag);
  Response response(unchanged ? 304 : 200);
  if (!unchanged) {
    response.headers.push_back({"Content-Type", std::string(asset->content_type)});
    response.body = asset->bytes;
  }
  response.headers.push_back({"ETag", std::string(asset->etag)});
  response.headers.push_back({"Cache-Control", "no-cache"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  if (!options_.csp.empty()) response.headers.push_back({"Content-Security-Policy", options_.csp});
  return response;
}

}  // namespace ricochet::http
