#pragma once
#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "tests/support/raw_client.h"

namespace ricochet::http {

/// A TLS client that takes any certificate, over a RawClient's kind of blocking calls: while it
/// waits it runs `pump`, so that client and server may share one thread.
class TlsClient {
 public:
  using Pump = test::RawClient::Pump;
  /// What a test may want of the handshake.
  struct Wishes {
    int max_version = 0;      ///< TLS1_1_VERSION, ...; 0: any
    std::string certificate;  ///< PEM files of a client certificate
    std::string key;
    std::string alpn;  ///< in its wire form: "\x08http/1.1"
  };
  TlsClient(std::uint16_t port, Pump pump) : TlsClient(port, std::move(pump), Wishes()) {}
  TlsClient(std::uint16_t port, Pump pump, const Wishes& wishes);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  const std::string& error() const { return error_; }
  std::string version() const { return SSL_get_version(ssl_); }
  std::string alpn() const;
  bool send(std::string_view bytes);
  std::string read(std::size_t n);
  std::string read_until(std::string_view mark);
  std::string read_all();
  /// After read_all(): it ended with close_notify, not with a mere FIN or RST.
  bool said_goodbye() const { return said_goodbye_; }
  bool was_reset() const { return was_reset_; }

 private:
  bool wait(int result);
  bool receive();

  Pump pump_;
  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  bool connected_ = false;
  bool said_goodbye_ = false;
  bool was_reset_ = false;
  std::string error_;
  std::string buffer_;
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace ricochet::http
