#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text/text.h"

namespace ricochet::test {
namespace {
constexpr std::chrono::seconds kDeadline{20};
}

std::string RawAnswer::header(std::string_view name) const {
  for (auto line : base::split(head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && base::iequals(line.substr(0, colon), name)) {
      return std::string(base::trim(line.substr(colon + 1)));
    }
  }
  return {};
}

RawClient::RawClient(std::uint16_t port, Pump pump, const std::string& address)
    : pump_(std::move(pump)), deadline_(std::chrono::steady_clock::now() + kDeadline) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  const bool is_v6 = inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1;
  if (!is_v6 && inet_pton(AF_INET, address.c_str(), &v4.sin_addr) != 1) return;
  fd_ = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  // The kernel completes the handshake from the backlog, so this needs nobody to accept.
  const int result = is_v6 ? ::connect(fd_, reinterpret_cast<sockaddr*>(&v6), sizeof v6)
                           : ::connect(fd_, reinterpret_cast<sockaddr*>(&v4), sizeof v4);
  if (result != 0) {
    close();
    return;
  }
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
}

RawClient::~RawClient() { close(); }

std::uint16_t RawClient::local_port() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(fd_, reinterpret_cast<sockaddr*>(&storage), &size);
  sockaddr_in v4;  // the port stands at the same place in both families
  std::memcpy(&v4, &storage, sizeof v4);
  return ntohs(v4.sin_port);
}

/// Until the socket is ready; false on the deadline.
bool RawClient::wait(short events) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      end_ = End::kTimeout;
      return false;
    }
    pollfd poller{fd_, events, 0};
    const int ready = ::poll(&poller, 1, pump_ ? 0 : static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (pump_) pump_();
  }
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (fd_ < 0) return false;
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN || !wait(POLLOUT)) {
      return false;
    }
  }
  return true;
}

/// Reads what there is, waiting for at least one byte. False: the connection is over.
bool RawClient::receive() {
  if (fd_ < 0 || end_ != End::kOpen) return false;
  char bytes[16384];
  for (;;) {
    const auto n = ::recv(fd_, bytes, sizeof bytes, 0);
    if (n > 0) {
      buffer_.append(bytes, static_cast<std::size_t>(n));
      return true;
    }
    if (n == 0) {
      end_ = End::kFin;
      return false;
    }
    if (errno != EAGAIN) {
      end_ = End::kReset;
      return false;
    }
    if (!wait(POLLIN)) return false;
  }
}

std::string RawClient::take(std::size_t n) {
  n = std::min(n, buffer_.size());
  std::string bytes = buffer_.substr(0, n);
  buffer_.erase(0, n);
  return bytes;
}

std::string RawClient::read(std::size_t n) {
  while (buffer_.size() < n && receive()) {
  }
  return take(n);
}

std::string RawClient::read_until(std::string_view mark) {
  for (;;) {
    const auto at = buffer_.find(mark);
    if (at != std::string::npos) return take(at + mark.size());
    if (!receive()) return take(buffer_.size());
  }
}

std::string RawClient::read_all() {
  while (receive()) {
  }
  return take(buffer_.size());
}

End RawClient::wait_end() {
  read_all();
  return end_;
}

RawAnswer RawClient::read_answer(bool to_head_request) {
  RawAnswer answer;
  answer.head = read_until("\r\n\r\n");
  if (answer.head.size() < 12 || !answer.head.ends_with("\r\n\r\n")) return answer;
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  answer.chunked = base::iequals(answer.header("Transfer-Encoding"), "chunked");
  if (to_head_request || answer.status < 200 || answer.status == 204 || answer.status == 304)
    return answer;
  const std::string length = answer.header("Content-Length");
  if (answer.chunked) {
    dechunk(answer);
  } else if (!length.empty()) {
    answer.body = read(std::stoul(length));
  } else {
    answer.body = read_all();
  }
  return answer;
}

bool RawClient::dechunk(RawAnswer& answer) {
  for (;;) {
    const std::string line = read_until("\r\n");
    if (!line.ends_with("\r\n")) return false;
    std::size_t size = 0;
    std::from_chars(line.data(), line.data() + line.size() - 2, size, 16);
    const std::string piece = read(size + 2);
    if (piece.size() != size + 2) return false;
    if (size == 0) return true;
    answer.body.append(piece, 0, size);
  }
}

void RawClient::half_close() { ::shutdown(fd_, SHUT_WR); }

void RawClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void RawClient::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close();
}

}  // namespace ricochet::test
