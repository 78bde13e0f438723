#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "http/message.h"
#include "net/tls.h"

namespace ricochet::http {

/// What fetch() and fetch_stream() of http/client.h ask for.
struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http:// or https://
  std::vector<match::Field> headers;
  std::string body;
  /// fetch(): total: connect, send, receive. fetch_stream(): until the head of the answer.
  base::Duration timeout = std::chrono::seconds(10);
  /// fetch_stream() only: no byte for this long, behind the head.
  base::Duration idle_timeout = std::chrono::minutes(5);
  /// fetch() only. With `decode` it bounds what is unpacked, too.
  std::size_t max_response_bytes = 64 << 20;
  net::TlsTrust tls;  ///< for https://
  /// Asks for gzip or deflate (unless Accept-Encoding is among the headers), undoes it, and takes
  /// Content-Encoding off the answer. Otherwise a body is handed on as it came.
  bool decode = false;
  /// May be empty. Called before the first byte is sent, with our own end of the connection; let go
  /// of when the call is over.
  std::function<void(std::string_view address, std::uint16_t port)> on_connected;
};

}  // namespace ricochet::http
