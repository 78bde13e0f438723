#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A host that swallows packets must not hold up the next try for minutes.
constexpr base::Duration kTcpTryLimit = std::chrono::seconds(1);

/// One try. Running operations keep it alive; after cancel() `done` does not run.
class Connect : public std::enable_shared_from_this<Connect> {
 public:
  Connect(base::Loop& loop, std::function<void(const error_code&)> done)
      : resolver_(loop.context()), socket_(loop.context()), done_(std::move(done)) {}

  void start(const std::string& host, const std::string& port) {
    resolver_.async_resolve(
        host, port, [self = shared_from_this()](const error_code& ec, const auto& found) {
          if (ec || !self->done_) return self->finish(ec);
          asio::async_connect(
              self->socket_, found,
              [self](const error_code& failed, const tcp::endpoint&) { self->finish(failed); });
        });
  }
  void cancel() {
    done_ = nullptr;
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void finish(const error_code& ec) {
    if (const auto done = std::exchange(done_, nullptr)) done(ec);
  }

  tcp::resolver resolver_;
  tcp::socket socket_;
  std::function<void(const error_code&)> done_;
};

class TcpProbe final : public Probe {
 public:
  TcpProbe(base::Loop& loop, std::string address, std::string host, std::string port)
      : loop_(loop),
        address_(std::move(address)),
        host_(std::move(host)),
        port_(std::move(port)),
        limit_(loop),
        retry_(loop) {}
  ~TcpProbe() override {
    if (connect_) connect_->cancel();
  }

  std::string what() const override { return "a TCP connection to " + address_; }
  std::string last_try() const override { return last_try_; }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    attempt();
  }

 private:
  void attempt() {
    connect_ = std::make_shared<Connect>(loop_, [this](const error_code& ec) {
      if (ec) return again(base::to_lower(ec.message()));
      limit_.cancel();
      std::exchange(ready_, nullptr)();
    });
    connect_->start(host_, port_);
    limit_.after(kTcpTryLimit,
                 [this] { again("no answer within " + base::humanize(kTcpTryLimit)); });
  }
  void again(std::string why) {
    limit_.cancel();
    connect_->cancel();
    last_try_ = std::move(why);
    retry_.again([this] { attempt(); });
  }

  base::Loop& loop_;
  std::string address_;
  std::string host_;
  std::string port_;
  std::shared_ptr<Connect> connect_;
  base::Timer limit_;
  RetryTimer retry_;
  std::string last_try_;
  std::function<void()> ready_;
};

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, port);
  return result.ec == std::errc() && result.ptr == end && port != 0;
}

}  // namespace

base::Result<std::unique_ptr<Probe>> probe_tcp(base::Loop& loop, const std::string& host_and_port) {
  const std::size_t colon = host_and_port.rfind(':');
  std::string host = host_and_port.substr(0, colon);
  std::string port = colon == host_and_port.npos ? "" : host_and_port.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty() || !is_port(port) || (!bracketed && host.find_first_of("[]:") != host.npos))
    return base::Diag("sut/bad-ready",
                      base::in_quotes(host_and_port) + " is not an address to connect to",
                      R"(write "ready": { "tcp": "127.0.0.1:8080" }, or "[::1]:8080")");
  return std::unique_ptr<Probe>(
      std::make_unique<TcpProbe>(loop, host_and_port, std::move(host), std::move(port)));
}

}  // namespace ricochet::runner
