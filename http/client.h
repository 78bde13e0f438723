#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "base/loop.h"
#include "base/result.h"
#include "http/client_request.h"
#include "http/message.h"

namespace ricochet::http {

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
