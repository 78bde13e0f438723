#include "net/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/text/printable.h"
#include "net/option_words.h"

namespace ricochet::net {
namespace {

constexpr int kAcceptsPerWake = 64;  // then the connections that exist get their turn
constexpr base::Duration kFirstBackoff = std::chrono::milliseconds(5);
constexpr base::Duration kMaxBackoff = std::chrono::seconds(1);

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* raw() { return reinterpret_cast<sockaddr*>(&storage); }
  bool v6() const { return storage.ss_family == AF_INET6; }
};

std::optional<SocketAddress> parse_address(const std::string& text, std::uint16_t port) {
  SocketAddress address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, text == "localhost" ? "127.0.0.1" : text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
    return address;
  }
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
    return address;
  }
  return std::nullopt;
}

void read_address(const sockaddr_storage& storage, std::string& text, std::uint16_t& port) {
  char buffer[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &storage, sizeof v6);
    inet_ntop(AF_INET6, &v6.sin6_addr, buffer, sizeof buffer);
    port = ntohs(v6.sin6_port);
  } else {
    sockaddr_in v4;
    std::memcpy(&v4, &storage, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, buffer, sizeof buffer);
    port = ntohs(v4.sin_port);
  }
  text = buffer;
}

/// With a cure in the words of the command line, which callers with other words replace.
base::Diag cannot(const char* code, std::string message, base::Diag::Setting setting) {
  base::Diag diag(base::Diag::Kind::kEnvironment, code, std::move(message));
  diag.setting = setting;
  return in_words_of(std::move(diag), "port", "--bind", "0 takes any free one");
}

base::Diag cannot_listen(const Listener::Address& options, int error) {
  using Setting = base::Diag::Setting;
  const std::string what =
      options.name + " cannot listen on " + options.bind + " port " + std::to_string(options.port);
  if (error == EADDRINUSE)
    return cannot("http/port-in-use", what + ": the port is in use", Setting::kPort);
  if (error == EACCES) {
    return {base::Diag::Kind::kEnvironment, "http/cannot-bind", what + ": not permitted",
            "ports below 1024 need privileges; choose a higher port"};
  }
  if (error == EADDRNOTAVAIL)
    return cannot("http/cannot-bind", what + ": this machine has no such address",
                  Setting::kAddress);
  if (error == EMFILE || error == ENFILE) {
    return {base::Diag::Kind::kEnvironment, "http/cannot-bind",
            what + ": no file descriptor is left", "raise the limit with `ulimit -n`"};
  }
  return cannot("http/cannot-bind", what + ": " + std::strerror(error), Setting::kAddressOrPort);
}

}  // namespace

Listener::Listener(base::Loop& loop, Accepted accepted, AcceptCall accept_call)
    : loop_(loop), accepted_(std::move(accepted)), accept_call_(accept_call), retry_(loop) {}
Listener::~Listener() { close(); }

base::Result<Endpoint> Listener::open(const Listener::Address& options) {
  auto address = parse_address(options.bind, options.port);
  if (!address) {
    return cannot("http/cannot-bind",
                  options.name + " cannot listen on " + base::in_quotes(options.bind) +
                      ": that is not an IP address",
                  base::Diag::Setting::kAddress);
  }
  const int fd =
      ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return cannot_listen(options, errno);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);  // immediate re-bind after a restart
  if (::bind(fd, address->raw(), address->size) != 0 || ::listen(fd, SOMAXCONN) != 0) {
    const int error = errno;
    ::close(fd);
    return cannot_listen(options, error);
  }
  close();
  fd_ = fd;
  name_ = options.name;
  reserve_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  told_ = false;
  address->size = sizeof address->storage;
  ::getsockname(fd_, address->raw(), &address->size);
  Endpoint endpoint;
  read_address(address->storage, endpoint.address, endpoint.port);
  watch_ = loop_.watch_readable(fd_, [this] { accept_some(); });
  return endpoint;
}

void Listener::close() {
  retry_.cancel();
  if (watch_ != 0) loop_.unwatch(std::exchange(watch_, 0));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (reserve_ >= 0) ::close(std::exchange(reserve_, -1));
  open_.renew();
}

void Listener::accept_some() {
  const auto open = open_.guard();
  for (int i = 0; i < kAcceptsPerWake && open; ++i) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    const int fd = accept_call_(fd_, reinterpret_cast<sockaddr*>(&storage), &size,
                                SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      // The connection died before it was taken; accept(2) asks to treat these like EAGAIN.
      if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO || errno == ENETDOWN ||
          errno == EHOSTUNREACH || errno == ENETUNREACH || errno == EPERM) {
        continue;
      }
      return pause(errno);  // EMFILE, ENFILE, ENOBUFS, ENOMEM: only time helps
    }
    backoff_ = base::Duration(0);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::string text;
    std::uint16_t port = 0;
    read_address(storage, text, port);
    accepted_(fd, storage.ss_family == AF_INET6, std::move(text), port);
  }
}

void Listener::on_trouble(std::function<void(const base::Diag&)> callback) {
  trouble_ = std::move(callback);
}

/// Stops accepting for a moment, longer each time; clients wait in the backlog meanwhile. When that
/// has not helped for long, they are turned away: who is refused can try again, who waits cannot.
void Listener::pause(int error) {
  loop_.unwatch(std::exchange(watch_, 0));
  const bool no_descriptor = error == EMFILE || error == ENFILE;
  if (no_descriptor && backoff_ >= kMaxBackoff) turn_away();
  backoff_ = std::clamp(backoff_ * 2, kFirstBackoff, kMaxBackoff);
  retry_.after(backoff_, [this] { watch_ = loop_.watch_readable(fd_, [this] { accept_some(); }); });
  if (!trouble_ || std::exchange(told_, true)) return;
  const auto tell = trouble_;  // it may destroy this listener
  tell({base::Diag::Kind::kEnvironment, "http/no-descriptors",
        name_ + " cannot accept connections for now: " + std::strerror(error),
        no_descriptor ? "raise the limit with `ulimit -n`, or close connections; it goes on by "
                        "itself as soon as there is room"
                      : "the machine is short of memory; it goes on by itself"});
}

/// With the reserve descriptor given up, one connection at a time can be accepted and closed.
void Listener::turn_away() {
  if (reserve_ < 0) return;
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    ::close(std::exchange(reserve_, -1));
    const int fd = accept_call_(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) ::close(fd);
    reserve_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || reserve_ < 0) return;
  }
}

}  // namespace ricochet::net
