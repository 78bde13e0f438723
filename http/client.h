#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/message.h"
#include "net/tls.h"

namespace ricochet::http {

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

/// One request, one connection, no redirects followed. `done` runs once on the loop's thread.
/// Errors: http/bad-url, http/refused (also: no such host, unreachable), http/tls (the handshake
/// failed, or the certificate is not trusted), http/tls-file (the CA file), http/reset,
/// http/timeout, http/bad-response (malformed, cut short or larger than the limit),
/// http/bad-coding (what `decode` could not undo). Headers are sent as given, after Host; Host,
/// Content-Length and Connection are added where they are missing. Several answer headers of one
/// name stay several; 1xx answers are skipped, but 101 is one. Returns a handle whose destruction
/// cancels the request (then `done` does not run). May be called from inside a handler of a server
/// on the same loop, also to call that server.
[[nodiscard]] std::shared_ptr<void> fetch(base::Loop& loop, ClientRequest request,
                                          std::function<void(base::Result<Response>)> done);

/// What a streamed answer is handed to, on the loop's thread.
struct StreamReader {
  std::function<void(Response head)> on_head;  ///< once, without body; the first callback, if any
  std::function<void(std::string_view piece)> on_piece;  ///< valid during the call
  /// Once, the last callback. Errors as of fetch(), also in the middle of the body.
  std::function<void(base::Status)> done;
};

/// A streamed answer on its way; dropping it cancels, and then nothing more is called.
class ClientStream {
 public:
  virtual ~ClientStream() = default;
  /// Stops reading, for a relay whose own reader is slow: TCP holds the server back. What has been
  /// read already (at most 32 KiB) still comes. Time that is paused is not idle.
  virtual void pause() = 0;
  virtual void resume() = 0;
};

/// Like fetch(), but the body is handed on as it arrives and has no bound: for relaying
/// text/event-stream and large files.
[[nodiscard]] std::shared_ptr<ClientStream> fetch_stream(base::Loop& loop, ClientRequest request,
                                                         StreamReader reader);

}  // namespace ricochet::http
