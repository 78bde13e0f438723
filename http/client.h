#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/message.h"

namespace ricochet::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http:// only for now
  std::vector<match::Field> headers;
  std::string body;
  base::Duration timeout = std::chrono::seconds(10);  ///< total: connect, send, receive
  std::size_t max_response_bytes = 64 << 20;
};

/// One request, one connection, no redirects followed. `done` runs once on the loop's thread.
/// Errors: http/bad-url, http/refused (also: no such host, unreachable), http/reset, http/timeout,
/// http/bad-response (malformed, cut short or larger than the limit). Headers are sent as given,
/// after Host; Host, Content-Length and Connection are added where they are missing. Returns a
/// handle whose destruction cancels the request (then `done` does not run).
[[nodiscard]] std::shared_ptr<void> fetch(base::Loop& loop, ClientRequest request,
                                          std::function<void(base::Result<Response>)> done);

}  // namespace ricochet::http
