#pragma once
#include <string>

#include "net/openssl_ptr.h"

namespace ricochet::http {

/// Keys and certificates made for one test.
struct Certified {
  net::KeyPtr key;
  net::CertificatePtr certificate;

  std::string certificate_pem() const;
  std::string key_pem(const std::string& password = {}) const;
  std::string pkcs12(const std::string& password) const;
};

/// For `name` (a DNS name), signed by `issuer`, or by itself. `ca`: may sign others.
Certified certify(const std::string& name, const Certified* issuer = nullptr, bool ca = false);

}  // namespace ricochet::http
