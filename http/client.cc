#include "http/client.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "base/text.h"
#include "http/detail/parser.h"
#include "http/url.h"

namespace ricochet::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMaxResponseHead = 256 << 10;
constexpr std::size_t kReadBytes = 16 << 10;

void append_clean(std::string_view text, std::string& out) {
  for (const char c : text) out.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);
}

std::string request_bytes(const ClientRequest& request, const Url& url) {
  const auto given = [&](std::string_view name) {
    for (const auto& field : request.headers) {
      if (base::iequals(field.name, name)) return true;
    }
    return false;
  };
  std::string out;
  append_clean(request.method, out);
  out += ' ' + url.target + " HTTP/1.1\r\n";
  if (!given("Host")) out += "Host: " + url.authority + "\r\n";
  for (const auto& field : request.headers) {
    append_clean(field.name, out);
    out += ": ";
    append_clean(field.value, out);
    out += "\r\n";
  }
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if ((!request.body.empty() || expects_body) && !given("Content-Length") &&
      !given("Transfer-Encoding")) {
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  if (!given("Connection")) out += "Connection: close\r\n";
  return out + "\r\n" + request.body;
}

/// One fetch. Running I/O keeps it alive; finish() or cancel() ends all of it.
class Fetch : public std::enable_shared_from_this<Fetch> {
 public:
  using Done = std::function<void(base::Result<Response>)>;

  Fetch(base::Loop& loop, ClientRequest request, Done done)
      : loop_(loop),
        request_(std::move(request)),
        done_(std::move(done)),
        socket_(loop.context()),
        resolver_(loop.context()),
        timer_(loop) {}

  void start() {
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

  void cancel() {
    done_ = nullptr;
    stop_io();
  }

 private:
  void stop_io() {
    timer_.cancel();
    resolver_.cancel();
    error_code ec;
    socket_.close(ec);
  }

  void finish(base::Result<Response> result) {
    const auto self = shared_from_this();
    stop_io();
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(result));
  }

  void fail(std::string code, const std::string& what, std::string hint = {}) {
    finish(base::Diag("http/" + code, request_.method + ' ' + request_.url + ": " + what,
                      std::move(hint)));
  }

  bool over() const { return done_ == nullptr; }

  void on_timeout() {
    fail("timeout", stage_ + " within " + base::humanize(request_.timeout),
         "raise the timeout if the answer may take longer");
  }

  void resolve() {
    error_code ec;
    const auto address = asio::ip::make_address(url_.host, ec);
    if (!ec) {
      endpoints_ = {tcp::endpoint(address, url_.port)};
      return connect();
    }
    // localhost is answered here (RFC 6761 section 6.3): no resolver, whatever the machine's
    // set-up.
    if (base::iequals(url_.host, "localhost")) {
      endpoints_ = {tcp::endpoint(asio::ip::address_v4::loopback(), url_.port),
                    tcp::endpoint(asio::ip::address_v6::loopback(), url_.port)};
      return connect();
    }
    stage_ = "the host name was not resolved";
    resolver_.async_resolve(url_.host, std::to_string(url_.port), tcp::resolver::numeric_service,
                            [self = shared_from_this()](const error_code& error,
                                                        const tcp::resolver::results_type& found) {
                              if (self->over()) return;
                              if (error)
                                return self->fail("refused", "no such host: " + error.message());
                              for (const auto& entry : found)
                                self->endpoints_.push_back(entry.endpoint());
                              self->connect();
                            });
  }

  void connect() {
    stage_ = "no connection";
    const tcp::endpoint endpoint = endpoints_[next_endpoint_++];
    error_code ec;
    // Opened by hand: close-on-exec from the first moment, as child processes are started at any
    // time.
    const int fd = ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0)
      ec.assign(errno, boost::system::system_category());
    else
      socket_.assign(endpoint.protocol(), fd, ec);
    if (ec) {
      loop_.post([self = shared_from_this(), ec] { self->on_connected(ec); });
      return;
    }
    socket_.set_option(tcp::no_delay(true), ec);
    socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& error) {
      self->on_connected(error);
    });
  }

  void on_connected(const error_code& ec) {
    if (over()) return;
    if (ec) {
      error_code ignored;
      socket_.close(ignored);
      if (next_endpoint_ < endpoints_.size()) return connect();
      if (ec == asio::error::connection_reset) return fail("reset", "the connection was reset");
      return fail("refused",
                  "no connection to " + url_.host + " port " + std::to_string(url_.port) + ": " +
                      ec.message(),
                  "check that the service is up and listens on this address");
    }
    stage_ = "no complete answer";
    bytes_ = request_bytes(request_, url_);
    // Reading starts at once: an early answer (413) must not be lost because the rest cannot be
    // sent.
    asio::async_write(socket_, asio::buffer(bytes_),
                      [self = shared_from_this()](const error_code&, std::size_t) {});
    buffer_.resize(kReadBytes);
    read();
  }

  void read() {
    if (buffer_.size() - filled_ < kReadBytes / 2) buffer_.resize(buffer_.size() * 2);
    socket_.async_read_some(
        asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
        [self = shared_from_this()](const error_code& ec, std::size_t n) { self->on_read(ec, n); });
  }

  void on_read(const error_code& ec, std::size_t n) {
    if (over()) return;
    if (ec == asio::error::eof) {
      if (const auto problem = parser_->put_eof()) return fail("bad-response", problem->reason);
      return finish(parser_->take());
    }
    if (ec == asio::error::connection_reset || ec == asio::error::broken_pipe) {
      return fail("reset", "the connection was reset before the answer was complete");
    }
    if (ec) return fail("reset", "the connection broke: " + ec.message());
    filled_ += n;
    while (filled_ > 0) {
      const auto step = parser_->put(std::string_view(buffer_).substr(0, filled_));
      buffer_.erase(0, step.consumed);
      buffer_.resize(buffer_.size() + step.consumed);
      filled_ -= step.consumed;
      if (step.problem) return bad_answer(*step.problem);
      if (!step.done) break;
      Response response = parser_->take();
      if (response.status >= 200 || response.status == 101) return finish(std::move(response));
      new_parser();  // 100 Continue, 103 Early Hints: the answer is still to come
    }
    read();
  }

  void bad_answer(const Problem& problem) {
    if (problem.status != 413) return fail("bad-response", problem.reason);
    fail("bad-response",
         "the answer is larger than " + base::format_bytes(request_.max_response_bytes),
         "raise max_response_bytes if it may be");
  }

  void new_parser() {
    parser_.emplace(kMaxResponseHead, request_.max_response_bytes, request_.method == "HEAD");
  }

  base::Loop& loop_;
  ClientRequest request_;
  Done done_;
  Url url_;
  tcp::socket socket_;
  tcp::resolver resolver_;
  base::Timer timer_;
  std::vector<tcp::endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  std::string stage_;  // what is missing if the time runs out now
  std::string bytes_;
  std::string buffer_;
  std::size_t filled_ = 0;
  std::optional<detail::ResponseParser> parser_;
};

/// What the caller holds: its end cancels.
struct Handle {
  explicit Handle(std::shared_ptr<Fetch> f) : running(std::move(f)) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { running->cancel(); }
  std::shared_ptr<Fetch> running;
};

}  // namespace

std::shared_ptr<void> fetch(base::Loop& loop, ClientRequest request,
                            std::function<void(base::Result<Response>)> done) {
  auto running = std::make_shared<Fetch>(loop, std::move(request), std::move(done));
  running->start();
  return std::make_shared<Handle>(std::move(running));
}

}  // namespace ricochet::http
