#pragma once
#include <boost/asio/ssl/context.hpp>

#include "http/detail/tls_context.h"

namespace ricochet::http::detail {

struct TlsContext {
  explicit TlsContext(boost::asio::ssl::context::method method) : ssl(method) {}
  boost::asio::ssl::context ssl;
  bool check_name = true;  ///< clients: the certificate must be for the host
};

}  // namespace ricochet::http::detail
