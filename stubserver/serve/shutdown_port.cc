#include "stubserver/serve/shutdown_port.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

#include "base/asio_loop.h"

#include "base/text/text.h"

namespace ricochet::stubserver {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Longest line that is read, and how long somebody may take to send it.
constexpr std::size_t kMaxLine = 256;
constexpr std::chrono::seconds kPatience{5};
/// How long somebody who sent the key waits until it was taken.
constexpr std::chrono::seconds kWaitForEnd{2};

struct Visitor {
  Visitor(tcp::socket s, base::Loop& loop) : socket(std::move(s)), patience(loop) {}
  tcp::socket socket;
  asio::streambuf line{kMaxLine};
  base::Timer patience;
};

}  // namespace

class ShutdownPort::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(base::Loop& loop, std::function<void()> stop)
      : loop_(loop), acceptor_(loop.context()), stop_(std::move(stop)) {}

  base::Result<std::uint16_t> start(const std::string& bind, std::uint16_t port) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(bind == "localhost" ? "127.0.0.1" : bind, ec);
    const tcp::endpoint endpoint(address, port);
    if (!ec) acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(8, ec);
    if (ec) {
      return base::Diag(base::Diag::Kind::kEnvironment, "stub/shutdown-port",
                        "cannot listen for the shutdown key on " + bind + ":" +
                            std::to_string(port) + ": " + ec.message(),
                        "choose another port with -s, or leave -s out");
    }
    accept();
    return acceptor_.local_endpoint().port();
  }

  void close() {
    closed_ = true;
    retry_.cancel();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (visitor_ == nullptr) return;
    // Its read, which ends now, still holds it: maybe until the loop itself is destroyed.
    visitor_->patience.cancel();
    visitor_->socket.close(ignored);
    visitor_.reset();
  }

 private:
  /// One at a time: whoever comes meanwhile waits in the backlog.
  void accept() {
    acceptor_.async_accept(
        [self = shared_from_this()](boost::system::error_code ec, tcp::socket socket) {
          if (self->closed_) return;
          if (ec) {  // out of descriptors, say: not at once again
            self->retry_.after(std::chrono::seconds(1), [s = self.get()] { s->accept(); });
            return;
          }
          self->listen_to(std::move(socket));
        });
  }

  void listen_to(tcp::socket socket) {
    visitor_ = std::make_shared<Visitor>(std::move(socket), loop_);
    visitor_->patience.after(kPatience, [visitor = visitor_.get()] {
      boost::system::error_code ignored;
      visitor->socket.close(ignored);
    });
    asio::async_read_until(visitor_->socket, visitor_->line, '\n',
                           [self = shared_from_this(), visitor = visitor_](
                               boost::system::error_code ec, std::size_t length) {
                             if (self->closed_) return;
                             const auto bytes = visitor->line.data();
                             const std::string line(
                                 asio::buffers_begin(bytes),
                                 asio::buffers_begin(bytes) + static_cast<std::ptrdiff_t>(length));
                             self->visitor_.reset();
                             if (!ec && base::trim(line) == kShutdownKey) return self->stop_();
                             self->accept();
                           });
  }

  base::Loop& loop_;
  tcp::acceptor acceptor_;
  std::function<void()> stop_;
  std::shared_ptr<Visitor> visitor_;
  base::Timer retry_{loop_};
  bool closed_ = false;
};

ShutdownPort::ShutdownPort(base::Loop& loop, std::function<void()> stop)
    : impl_(std::make_shared<Impl>(loop, std::move(stop))) {}

ShutdownPort::~ShutdownPort() { impl_->close(); }

void ShutdownPort::close() { impl_->close(); }

base::Result<std::uint16_t> ShutdownPort::start(const std::string& bind, std::uint16_t port) {
  return impl_->start(bind, port);
}

base::Status send_shutdown_key(std::uint16_t port) {
  const std::string where = "127.0.0.1:" + std::to_string(port);
  const auto failed = [&](const std::string& why, std::string hint) {
    return base::Diag(base::Diag::Kind::kEnvironment, "stub/no-shutdown-port",
                      "cannot stop the server at " + where + ": " + why, std::move(hint));
  };
  base::AsioLoop loop;
  tcp::socket socket(loop.context());
  boost::system::error_code ec;
  socket.connect({asio::ip::address_v4::loopback(), port}, ec);
  if (ec) {
    return failed(ec.message(),
                  "-s takes the number that the server printed as \"Shutdown port is N\"; maybe it "
                  "has ended already");
  }
  asio::write(socket, asio::buffer(std::string(kShutdownKey) + "\r\n"), ec);
  if (ec) return failed(ec.message(), "is it the shutdown port of a stub server?");
  // It closes the connection once it has read the key; who answers instead is somebody else.
  char byte = 0;
  bool over = false;
  std::size_t answered = 0;
  socket.async_read_some(asio::buffer(&byte, 1), [&](boost::system::error_code, std::size_t n) {
    answered = n;
    over = true;
  });
  const bool in_time = loop.run_until([&] { return over; }, kWaitForEnd);
  socket.close(ec);
  if (!in_time || answered > 0) {
    if (!in_time) loop.run_until([&] { return over; }, kWaitForEnd);
    return failed(in_time ? "something else listens there" : "no answer came within 2 s",
                  "-s takes the number that the server printed as \"Shutdown port is N\"");
  }
  return {};
}

}  // namespace ricochet::stubserver
