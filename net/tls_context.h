#pragma once
#include <memory>
#include <string>

#include "base/result.h"
#include "net/tls.h"

namespace ricochet::net {

/// An OpenSSL context behind Asio's; only tls_*.cc know what is in it.
struct TlsContext;
using TlsContextPtr = std::shared_ptr<TlsContext>;

/// What the system trusts is read once, at the first call; a CA file anew each time. Errors:
/// http/tls-file (no such file, not PEM).
base::Result<TlsContextPtr> make_client_tls(const TlsTrust& trust);

/// `name` is for messages ("stub photos"), `bind` goes into a certificate that is made here.
/// Errors: http/tls-file, http/tls-jks, http/tls-password, http/tls-key-mismatch.
base::Result<TlsContextPtr> make_server_tls(const TlsOptions& options, const std::string& name,
                                            const std::string& bind);

/// The server's own certificate, for clients that are to trust it.
std::string certificate_pem(const TlsContext& context);

}  // namespace ricochet::net
