#include "net/self_signed.h"

#include <openssl/ec.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace ricochet::net {
namespace {

constexpr long kDay = 24L * 60 * 60;

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Positive and unlikely to come twice: clients remember serial numbers by issuer.
bool set_serial(X509* certificate) {
  unsigned char bytes[8];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  std::uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), (number >> 1) + 1) == 1;
}

std::string names(const std::string& bind) {
  std::string list = "DNS:localhost,IP:127.0.0.1,IP:::1";
  const bool every = bind == "0.0.0.0" || bind == "::";
  if (every || bind == "127.0.0.1" || bind == "::1") return list;
  ASN1_OCTET_STRING* const address = a2i_IPADDRESS(bind.c_str());
  if (address == nullptr) return list;  // "localhost", or nothing that can be bound
  ASN1_OCTET_STRING_free(address);
  return list + ",IP:" + bind;
}

}  // namespace

bool make_self_signed(const std::string& bind, KeyPtr& key, CertificatePtr& certificate) {
  key.reset(EVP_EC_gen("P-256"));
  certificate.reset(X509_new());
  if (!key || !certificate) return false;
  X509* const x = certificate.get();
  X509_NAME* const name = X509_get_subject_name(x);
  const auto* const text = reinterpret_cast<const unsigned char*>("localhost");
  return X509_set_version(x, 2) == 1 && set_serial(x) &&
         // A day back: the clocks of two machines may differ.
         X509_gmtime_adj(X509_getm_notBefore(x), -kDay) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(x), 365 * kDay) != nullptr &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key.get()) == 1 &&
         add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(x, NID_subject_key_identifier, "hash") &&
         add_extension(x, NID_ext_key_usage, "serverAuth") &&
         add_extension(x, NID_subject_alt_name, names(bind)) &&
         X509_sign(x, key.get(), EVP_sha256()) > 0;
}

}  // namespace ricochet::net
