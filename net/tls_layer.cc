#include "net/tls_layer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "net/tls_state.h"

namespace ricochet::net {

namespace asio = boost::asio;
using boost::system::error_code;

struct TlsLayer::Core {
  Core(asio::ip::tcp::socket& socket, TlsContextPtr c)
      : context(std::move(c)), stream(socket, context->ssl) {}
  TlsContextPtr context;
  asio::ssl::stream<asio::ip::tcp::socket&> stream;
};

TlsLayer::TlsLayer(asio::ip::tcp::socket& socket, TlsContextPtr context)
    : core_(std::make_unique<Core>(socket, std::move(context))) {}
TlsLayer::~TlsLayer() = default;

void TlsLayer::accept(Done done) {
  core_->stream.async_handshake(asio::ssl::stream_base::server, std::move(done));
}

void TlsLayer::connect(const std::string& host, Done done) {
  SSL* const ssl = core_->stream.native_handle();
  error_code no_address;
  asio::ip::make_address(host, no_address);
  // SNI holds names only (RFC 6066 section 3).
  if (no_address) SSL_set_tlsext_host_name(ssl, host.c_str());
  if (core_->context->check_name) {
    if (no_address)
      SSL_set1_host(ssl, host.c_str());
    else
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  }
  core_->stream.async_handshake(asio::ssl::stream_base::client, std::move(done));
}

void TlsLayer::read_some(asio::mutable_buffer buffer, Moved moved) {
  core_->stream.async_read_some(buffer, std::move(moved));
}

void TlsLayer::write_some(asio::const_buffer buffer, Moved moved) {
  core_->stream.async_write_some(buffer, std::move(moved));
}

void TlsLayer::shutdown(Done done) { core_->stream.async_shutdown(std::move(done)); }

bool TlsLayer::has_read() const {
  return BIO_number_read(SSL_get_rbio(core_->stream.native_handle())) > 0;
}

std::string TlsLayer::explain(const error_code& ec) const {
  const long verdict = SSL_get_verify_result(core_->stream.native_handle());
  if (verdict != X509_V_OK) return X509_verify_cert_error_string(verdict);
  if (ec == asio::error::eof || is_truncation(ec)) return "the connection was closed";
  if (ec.category() == asio::error::get_ssl_category()) {
    const char* const reason = ERR_reason_error_string(static_cast<unsigned long>(ec.value()));
    if (reason != nullptr) return reason;
  }
  return ec.message();
}

bool TlsLayer::is_truncation(const error_code& ec) {
  return ec == asio::ssl::error::stream_truncated;
}

}  // namespace ricochet::net
