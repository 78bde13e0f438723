#include "requestbin/cors.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::requestbin {

bool cors_allows(const BinServerOptions& options, std::string_view origin) {
  const auto allowed = base::split(options.cors_origins, ',');
  return options.enable_cors &&
         std::any_of(allowed.begin(), allowed.end(), [origin](std::string_view one) {
           return base::trim(one) == "*" || base::trim(one) == origin;
         });
}

void add_cors(http::Response& answer, const match::Request& request,
              const BinServerOptions& options) {
  const auto* origin = request.header("origin");
  if (origin == nullptr) {
    if (cors_allows(options, "*")) answer.set_header("Access-Control-Allow-Origin", "*");
    return;
  }
  if (!cors_allows(options, *origin)) return;
  answer.set_header("Access-Control-Allow-Origin", *origin);
  answer.set_header("Vary", "Origin");
  if (request.method != "OPTIONS" || request.header("access-control-request-method") == nullptr)
    return;
  answer.set_header("Access-Control-Allow-Methods", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
  if (const auto* wanted = request.header("access-control-request-headers")) {
    answer.set_header("Access-Control-Allow-Headers", *wanted);
  }
}

}  // namespace ricochet::requestbin
