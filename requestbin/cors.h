#pragma once
#include "http/message.h"
#include "match/message.h"
#include "requestbin/bin_server_options.h"

namespace ricochet::requestbin {

/// With ENABLE_CORS: what Flask-CORS adds to every answer. Without: nothing.
void add_cors(http::Response& answer, const match::Request& request,
              const BinServerOptions& options);

}  // namespace ricochet::requestbin
