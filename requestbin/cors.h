#pragma once
#include <string_view>

#include "http/message.h"
#include "match/message.h"
#include "requestbin/bin_server_options.h"

namespace ricochet::requestbin {

/// Whether pages of that origin may use the server: ENABLE_CORS and CORS_ORIGINS.
bool cors_allows(const BinServerOptions& options, std::string_view origin);

/// With ENABLE_CORS: what Flask-CORS adds to every answer. Without: nothing.
void add_cors(http::Response& answer, const match::Request& request,
              const BinServerOptions& options);

}  // namespace ricochet::requestbin
