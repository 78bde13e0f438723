#include "tests/net/http/tls_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ricochet::http {

TlsClient::TlsClient(std::uint16_t port, Pump pump, const Wishes& wishes)
    : pump_(std::move(pump)),
      deadline_(std::chrono::steady_clock::now() + std::chrono::seconds(20)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
  context_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context_, SSL_VERIFY_NONE, nullptr);
  if (wishes.max_version != 0) {
    SSL_CTX_set_min_proto_version(context_, 0);
    SSL_CTX_set_max_proto_version(context_, wishes.max_version);
    SSL_CTX_set_security_level(context_, 0);
  }
  if (!wishes.certificate.empty()) {
    SSL_CTX_use_certificate_file(context_, wishes.certificate.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context_, wishes.key.c_str(), SSL_FILETYPE_PEM);
  }
  ssl_ = SSL_new(context_);
  if (!wishes.alpn.empty()) {
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(wishes.alpn.data()),
                        static_cast<unsigned>(wishes.alpn.size()));
  }
  SSL_set_fd(ssl_, fd_);
  int result = 0;
  do {
    ERR_clear_error();
    result = SSL_connect(ssl_);
  } while (result != 1 && wait(result));
  connected_ = result == 1;
}

TlsClient::~TlsClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  if (fd_ >= 0) ::close(fd_);
}

std::string TlsClient::alpn() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

/// After a call that returned `result`: runs the pump if trying again makes sense.
bool TlsClient::wait(int result) {
  const int error = SSL_get_error(ssl_, result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
    pump_();
    return std::chrono::steady_clock::now() < deadline_;
  }
  said_goodbye_ = error == SSL_ERROR_ZERO_RETURN;
  was_reset_ = error == SSL_ERROR_SYSCALL && errno == ECONNRESET;
  char text[256] = "";
  ERR_error_string_n(ERR_peek_error(), text, sizeof text);
  error_ = text;
  return false;
}

bool TlsClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    const int n = SSL_write(ssl_, bytes.data(),
                            static_cast<int>(std::min<std::size_t>(bytes.size(), 16 << 10)));
    if (n > 0)
      bytes.remove_prefix(static_cast<std::size_t>(n));
    else if (!wait(n))
      return false;
  }
  return true;
}

bool TlsClient::receive() {
  char bytes[16384];
  for (;;) {
    ERR_clear_error();
    errno = 0;
    const int n = SSL_read(ssl_, bytes, sizeof bytes);
    if (n > 0) {
      buffer_.append(bytes, static_cast<std::size_t>(n));
      return true;
    }
    if (!wait(n)) return false;
  }
}

std::string TlsClient::read(std::size_t n) {
  while (buffer_.size() < n && receive()) {
  }
  std::string bytes = buffer_.substr(0, n);
  buffer_.erase(0, bytes.size());
  return bytes;
}

std::string TlsClient::read_until(std::string_view mark) {
  for (;;) {
    const auto at = buffer_.find(mark);
    if (at != std::string::npos) return read(at + mark.size());
    if (!receive()) return read(buffer_.size());
  }
}

std::string TlsClient::read_all() {
  while (receive()) {
  }
  return read(buffer_.size());
}

}  // namespace ricochet::http
