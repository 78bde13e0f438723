#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "net/tls_context.h"

namespace ricochet::net {

/// TLS on a connected socket. At most one read and one write at a time, a handshake or a shutdown
/// with none. Whoever waits for an operation keeps this alive until it has ended; closing the
/// socket ends all of them. Callbacks never run inside the call.
class TlsLayer {
 public:
  using Moved = std::function<void(const boost::system::error_code&, std::size_t)>;
  using Done = std::function<void(const boost::system::error_code&)>;

  TlsLayer(boost::asio::ip::tcp::socket& socket, TlsContextPtr context);
  ~TlsLayer();

  void accept(Done done);
  /// `host` is what the certificate must be for, and the name that is asked for (SNI).
  void connect(const std::string& host, Done done);
  void read_some(boost::asio::mutable_buffer buffer, Moved moved);
  void write_some(boost::asio::const_buffer buffer, Moved moved);
  /// Says goodbye (close_notify) and waits for the peer's.
  void shutdown(Done done);

  /// Whether the peer has sent anything at all.
  bool has_read() const;
  /// Why a handshake ended in `ec`, for people.
  std::string explain(const boost::system::error_code& ec) const;
  /// The peer closed without a goodbye: what it sent may have been cut short.
  static bool is_truncation(const boost::system::error_code& ec);

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace ricochet::net
