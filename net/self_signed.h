#pragma once
#include <string>

#include "net/openssl_ptr.h"

namespace ricochet::net {

/// A P-256 key and a certificate of one year for localhost, 127.0.0.1, ::1 and, when it is one
/// address, `bind`. False: OpenSSL refused, its error queue says why.
bool make_self_signed(const std::string& bind, KeyPtr& key, CertificatePtr& certificate);

}  // namespace ricochet::net
