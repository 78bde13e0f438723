#pragma once
#include <boost/asio/ssl/context.hpp>

namespace ricochet::net {

/// What net/tls_context.h names only, so that who uses it does not compile OpenSSL.
struct TlsContext {
  explicit TlsContext(boost::asio::ssl::context::method method) : ssl(method) {}
  boost::asio::ssl::context ssl;
  bool check_name = true;  ///< clients: the certificate must be for the host
};

}  // namespace ricochet::net
