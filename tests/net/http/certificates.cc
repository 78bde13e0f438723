#include "tests/net/http/certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ricochet::http {
namespace {

std::string text_of(const net::BioPtr& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

void add_extension(X509* x, int nid, const std::string& value) {
  const net::ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  X509_add_ext(x, extension.get(), -1);
}

}  // namespace

std::string Certified::certificate_pem() const {
  const net::BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate.get());
  return text_of(bio);
}

std::string Certified::key_pem(const std::string& password) const {
  const net::BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(),
                                password.empty() ? nullptr : EVP_aes_256_cbc(), password.data(),
                                static_cast<int>(password.size()), nullptr, nullptr);
  return text_of(bio);
}

std::string Certified::pkcs12(const std::string& password) const {
  const net::Pkcs12Ptr store(PKCS12_create(password.c_str(), "test", key.get(), certificate.get(),
                                           nullptr, 0, 0, 0, 0, 0));
  unsigned char* der = nullptr;
  const int size = i2d_PKCS12(store.get(), &der);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

Certified certify(const std::string& name, const Certified* issuer, bool ca) {
  static long serial = 0;
  Certified made{net::KeyPtr(EVP_EC_gen("P-256")), net::CertificatePtr(X509_new())};
  X509* const x = made.certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(x), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(x, X509_get_subject_name(issuer == nullptr ? x : issuer->certificate.get()));
  X509_set_pubkey(x, made.key.get());
  add_extension(x, NID_basic_constraints, ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(x, NID_subject_alt_name, "DNS:" + name);
  X509_sign(x, issuer == nullptr ? made.key.get() : issuer->key.get(), EVP_sha256());
  return made;
}

}  // namespace ricochet::http
