#include "runner/sut/connect.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// One try. Running operations keep it alive; after cancel() `done` does not run.
class Connect : public std::enable_shared_from_this<Connect> {
 public:
  Connect(base::Loop& loop, std::function<void(const std::string&)> done)
      : resolver_(loop.context()), socket_(loop.context()), limit_(loop), done_(std::move(done)) {}

  void start(const HostPort& to, base::Duration limit) {
    // A host that swallows packets must not hold up the next try for minutes.
    limit_.after(limit, [this, limit] { finish("no answer within " + base::humanize(limit)); });
    resolver_.async_resolve(
        to.host, to.port, [self = shared_from_this()](const error_code& ec, const auto& found) {
          if (ec || !self->done_) return self->finish(ec);
          asio::async_connect(
              self->socket_, found,
              [self](const error_code& failed, const tcp::endpoint&) { self->finish(failed); });
        });
  }
  void cancel() {
    done_ = nullptr;
    limit_.cancel();
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  void finish(const error_code& ec) { finish(ec ? base::to_lower(ec.message()) : std::string()); }
  void finish(const std::string& why) {
    const auto done = std::exchange(done_, nullptr);
    const auto alive = shared_from_this();
    cancel();
    if (done) done(why);
  }

  tcp::resolver resolver_;
  tcp::socket socket_;
  base::Timer limit_;
  std::function<void(const std::string&)> done_;
};

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, port);
  return result.ec == std::errc() && result.ptr == end && port != 0;
}

}  // namespace

std::optional<HostPort> parse_host_port(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  HostPort out{text.substr(0, colon), colon == text.npos ? "" : text.substr(colon + 1)};
  const bool bracketed = out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']';
  if (bracketed) out.host = out.host.substr(1, out.host.size() - 2);
  if (out.host.empty() || !is_port(out.port) ||
      (!bracketed && out.host.find_first_of("[]:") != out.host.npos))
    return std::nullopt;
  return out;
}

std::shared_ptr<void> try_to_connect(base::Loop& loop, const HostPort& to, base::Duration limit,
                                     std::function<void(const std::string&)> done) {
  const auto one = std::make_shared<Connect>(loop, std::move(done));
  one->start(to, limit);
  // Who lets go of it ends it, whatever still runs.
  return {one.get(), [one](void*) { one->cancel(); }};
}

}  // namespace ricochet::runner
