#pragma once
#include <boost/asio/ssl/context.hpp>

#include "net/tls_context.h"

namespace ricochet::net {

struct TlsContext {
  explicit TlsContext(boost::asio::ssl::context::method method) : ssl(method) {}
  boost::asio::ssl::context ssl;
  bool check_name = true;  ///< clients: the certificate must be for the host
};

}  // namespace ricochet::net
