#pragma once
#include <string>

namespace ricochet::net {

/// Whom a client trusts. The default is what the system trusts, and the certificate must bear the
/// name or address of the URL.
struct TlsTrust {
  bool insecure = false;  ///< takes any certificate, also one of another name
  std::string ca_file;  ///< PEM; in place of the system's. A self-signed certificate may stand here
};

/// What a TLS server shows (TLS 1.2 and 1.3). With no certificate at all one is made in memory,
/// signed by itself, for localhost, 127.0.0.1, ::1 and the bind address.
struct TlsOptions {
  /// PEM (chain, leaf first) or PKCS#12. Java's JKS is refused with the command that converts it.
  std::string certificate_file;
  std::string key_file;   ///< PEM; empty: the key is in certificate_file
  std::string password;   ///< of the PKCS#12 file or of an encrypted key
  std::string client_ca;  ///< PEM; if given, clients must show a certificate that it has signed
};

}  // namespace ricochet::net
