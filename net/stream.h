#pragma once
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <utility>

#include "net/tls_layer.h"

namespace ricochet::net {

/// One connected socket, plain or under TLS. The plain way costs one branch and no allocation.
/// Lifetime as of TlsLayer: whoever waits for an operation keeps this alive.
struct Stream {
  /// Most that one write takes. A peer on this machine empties the socket while it is being filled,
  /// so that a single write of a large answer would not return before all of it is gone.
  static constexpr std::size_t kMostAtOnce = 256 << 10;

  explicit Stream(boost::asio::io_context& context) : socket(context) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  template <class Moved>
  void read_some(boost::asio::mutable_buffer buffer, Moved&& moved) {
    if (tls)
      tls->read_some(buffer, std::forward<Moved>(moved));
    else
      socket.async_read_some(boost::asio::mutable_buffers_1(buffer), std::forward<Moved>(moved));
  }
  template <class Moved>
  void write_some(boost::asio::const_buffer buffer, Moved&& moved) {
    buffer = boost::asio::buffer(buffer, kMostAtOnce);
    if (tls)
      tls->write_some(buffer, std::forward<Moved>(moved));
    else
      socket.async_write_some(boost::asio::const_buffers_1(buffer), std::forward<Moved>(moved));
  }
  void close() {
    boost::system::error_code ec;
    socket.close(ec);
  }

  boost::asio::ip::tcp::socket socket;
  std::unique_ptr<TlsLayer> tls;  ///< behind the socket, so that it goes first
};

}  // namespace ricochet::net
