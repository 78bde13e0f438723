#include "http/detail/fetch.h"
#include "http/outbound.h"

#include <sys/socket.h>

#include "base/text/text.h"

namespace ricochet::http::detail {

namespace asio = boost::asio;

Fetch::Fetch(base::Loop& loop, ClientRequest request, Done done)
    : loop_(loop),
      request_(std::move(request)),
      done_(std::move(done)),
      stream_(loop.context()),
      resolver_(loop.context()),
      timer_(loop) {}

void Fetch::stream_to(std::function<void(Response)> on_head,
                      std::function<void(std::string_view)> on_piece) {
  streaming_ = true;
  on_head_ = std::move(on_head);
  on_piece_ = std::move(on_piece);
}

void Fetch::start() {
  auto url = parse_url(request_.url);
  if (!url) {
    loop_.post([self = shared_from_this(), error = url.error()] { self->finish(error); });
    return;
  }
  url_ = std::move(*url);
  new_parser();
  timer_.after(request_.timeout, [this] { on_timeout(); });
  resolve();
}

void Fetch::cancel() {
  done_ = nullptr;
  on_head_ = nullptr;
  on_piece_ = nullptr;
  request_.on_connected = nullptr;
  timer_.cancel();
  resolver_.cancel();
  stream_.close();
}

void Fetch::finish(base::Result<Response> result) {
  const auto self = shared_from_this();
  const auto done = std::exchange(done_, nullptr);
  const auto head = std::exchange(on_head_, nullptr);  // may own anything, even our handle
  const auto piece = std::exchange(on_piece_, nullptr);
  cancel();
  if (done) done(std::move(result));
}

void Fetch::fail(std::string code, const std::string& what, std::string hint) {
  finish(base::Diag(base::Diag::Kind::kEnvironment, std::move(code),
                    request_.method + ' ' + request_.url + ": " + what, std::move(hint)));
}

void Fetch::on_timeout() {
  const auto limit = streaming_ && head_seen_ ? request_.idle_timeout : request_.timeout;
  fail("http/timeout", stage_ + " within " + base::humanize(limit),
       "raise the timeout if the answer may take longer");
}

void Fetch::resolve() {
  Error ec;
  const auto address = asio::ip::make_address(url_.host, ec);
  if (!ec) {
    endpoints_ = {Tcp::endpoint(address, url_.port)};
    return connect();
  }
  // localhost is answered here (RFC 6761 section 6.3): no resolver, whatever the machine's set-up.
  if (base::iequals(url_.host, "localhost")) {
    endpoints_ = {Tcp::endpoint(asio::ip::address_v4::loopback(), url_.port),
                  Tcp::endpoint(asio::ip::address_v6::loopback(), url_.port)};
    return connect();
  }
  stage_ = "the host name was not resolved";
  resolver_.async_resolve(
      url_.host, std::to_string(url_.port), Tcp::resolver::numeric_service,
      [self = shared_from_this()](const Error& error, const Tcp::resolver::results_type& found) {
        if (self->over()) return;
        if (error) return self->fail("http/refused", "no such host: " + error.message());
        for (const auto& entry : found) {
          if (!is_refused_address(entry.endpoint().address().to_string()))
            self->endpoints_.push_back(entry.endpoint());
        }
        if (self->endpoints_.empty()) {
          return self->fail("http/refused",
                            "the name leads to a link-local address, where clouds keep what only "
                            "the machine may know",
                            "write the address itself in the URL if it is meant");
        }
        self->connect();
      });
}

void Fetch::connect() {
  stage_ = "no connection";
  const Tcp::endpoint endpoint = endpoints_[next_endpoint_++];
  Error ec;
  // Opened by hand: close-on-exec from the first moment, as child processes are started at any
  // time.
  const int fd = ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0)
    ec.assign(errno, boost::system::system_category());
  else
    stream_.socket.assign(endpoint.protocol(), fd, ec);
  if (ec) {
    loop_.post([self = shared_from_this(), ec] { self->on_connected(ec); });
    return;
  }
  stream_.socket.set_option(Tcp::no_delay(true), ec);
  stream_.socket.async_connect(
      endpoint, [self = shared_from_this()](const Error& error) { self->on_connected(error); });
}

void Fetch::on_connected(const Error& ec) {
  if (over()) return;
  if (!ec) {
    tell_where_from();
    return url_.tls ? start_tls() : send();
  }
  stream_.close();
  if (next_endpoint_ < endpoints_.size()) return connect();
  if (ec == asio::error::connection_reset) return fail("http/reset", "the connection was reset");
  fail("http/refused",
       "no connection to " + url_.host + " port " + std::to_string(url_.port) + ": " + ec.message(),
       "check that the service is up and listens on this address");
}

void Fetch::tell_where_from() {
  if (!request_.on_connected) return;
  Error ec;
  const auto here = stream_.socket.local_endpoint(ec);
  if (!ec) request_.on_connected(here.address().to_string(), here.port());
}

void Fetch::start_tls() {
  stage_ = "no TLS handshake";
  auto context = net::make_client_tls(request_.tls);
  if (!context) return finish(context.error());
  stream_.tls = std::make_unique<net::TlsLayer>(stream_.socket, std::move(*context));
  stream_.tls->connect(url_.host,
                       [self = shared_from_this()](const Error& ec) { self->on_tls(ec); });
}

void Fetch::on_tls(const Error& ec) {
  if (over()) return;
  if (!ec) return send();
  if (ec == asio::error::connection_reset)
    return fail("http/reset", "the connection was reset during the TLS handshake");
  fail("http/tls", "the TLS handshake failed: " + stream_.tls->explain(ec),
       "name the CA of the server (ca_file), or trust any certificate (insecure); \"wrong version "
       "number\" means that the port speaks plain http");
}

}  // namespace ricochet::http::detail
