#include "requestbin/cors.h"

#include <algorithm>

#include "base/text.h"

namespace ricochet::requestbin {

void add_cors(http::Response& answer, const match::Request& request,
              const BinServerOptions& options) {
  if (!options.enable_cors) return;
  const auto* origin = request.header("origin");
  const auto allowed = base::split(options.cors_origins, ',');
  const auto allows = [&allowed](std::string_view wanted) {
    return std::any_of(allowed.begin(), allowed.end(),
                       [wanted](std::string_view one) { return base::trim(one) == wanted; });
  };
  if (origin == nullptr) {
    if (allows("*")) answer.set_header("Access-Control-Allow-Origin", "*");
    return;
  }
  if (!allows("*") && !allows(*origin)) return;
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
