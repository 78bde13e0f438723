#include "net/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>

#include <vector>

#include "base/file.h"
#include "base/text/printable.h"
#include "net/openssl_ptr.h"
#include "net/self_signed.h"
#include "net/tls_state.h"

namespace ricochet::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxFile = 4 << 20;

std::string openssl_reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* const reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  return reason == nullptr ? "unknown error" : reason;
}

base::Diag file_problem(const std::string& what, const std::string& file, const std::string& why,
                        std::string hint) {
  return {"http/tls-file", "the " + what + " " + base::in_quotes(file) + " " + why,
          std::move(hint)};
}

base::Result<std::string> read(const std::string& what, const std::string& file) {
  auto bytes = base::read_file(file, kMaxFile);
  if (bytes) return bytes;
  return file_problem(what, file, "cannot be read: " + bytes.error().message, bytes.error().hint);
}

/// What OpenSSL asks for when a key is encrypted. Without this it would ask at the terminal.
int give_password(char* out, int size, int, void* user) {
  const auto& password = *static_cast<const std::string*>(user);
  if (password.empty() || password.size() > static_cast<std::size_t>(size)) return -1;
  password.copy(out, password.size());
  return static_cast<int>(password.size());
}

/// Key and certificates, leaf first, before they go into a context.
struct Identity {
  KeyPtr key;
  std::vector<CertificatePtr> chain;
};

std::vector<CertificatePtr> certificates_of(const std::string& pem) {
  std::vector<CertificatePtr> found;
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509* const one = PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr))
    found.emplace_back(one);
  ERR_clear_error();  // the end of the text is an error to OpenSSL
  return found;
}

base::Result<Identity> read_pem(const TlsOptions& options, const std::string& certificates) {
  Identity identity;
  identity.chain = certificates_of(certificates);
  if (identity.chain.empty()) {
    return file_problem("TLS certificate", options.certificate_file, "holds no certificate",
                        "it must have a part -----BEGIN CERTIFICATE-----");
  }
  const bool own_file = !options.key_file.empty();
  const std::string& file = own_file ? options.key_file : options.certificate_file;
  auto pem = own_file ? read("TLS key", file) : base::Result<std::string>(certificates);
  if (!pem) return pem.error();
  const BioPtr bio(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())));
  std::string password = options.password;
  identity.key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &password));
  if (identity.key) return identity;
  const bool encrypted = pem->find("ENCRYPTED") != std::string::npos;
  const std::string reason = openssl_reason();
  if (encrypted) {
    return base::Diag("http/tls-password",
                      "the TLS key " + base::in_quotes(file) +
                          (password.empty() ? " is encrypted, and no password is given"
                                            : " does not open with the password that is given"),
                      "give its password, or take it off with `openssl pkey -in KEY -out PLAIN`");
  }
  return file_problem("TLS key", file, "holds no private key (" + reason + ")",
                      own_file ? "it must have a part -----BEGIN PRIVATE KEY-----"
                               : "add the key to the file, or name the key's own file");
}

base::Result<Identity> read_pkcs12(const TlsOptions& options, const std::string& bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const Pkcs12Ptr store(d2i_PKCS12(nullptr, &data, static_cast<long>(bytes.size())));
  if (!store) {
    ERR_clear_error();
    return file_problem("TLS certificate", options.certificate_file, "is neither PEM nor PKCS#12",
                        "convert it: `openssl x509 -inform DER -in CERT -out cert.pem`");
  }
  const bool opens = PKCS12_verify_mac(store.get(), options.password.c_str(), -1) == 1 ||
                     (options.password.empty() && PKCS12_verify_mac(store.get(), nullptr, 0) == 1);
  ERR_clear_error();
  if (!opens) {
    return base::Diag(
        "http/tls-password",
        "the PKCS#12 file " + base::in_quotes(options.certificate_file) +
            (options.password.empty() ? " has a password, and none is given"
                                      : " does not open with the password that is given"),
        "check the password of the key store");
  }
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool parsed =
      PKCS12_parse(store.get(), options.password.c_str(), &key, &leaf, &others) == 1;
  Identity identity;
  identity.key.reset(key);
  if (leaf != nullptr) identity.chain.emplace_back(leaf);
  for (int i = 0; others != nullptr && i < sk_X509_num(others); ++i)
    identity.chain.emplace_back(sk_X509_value(others, i));
  sk_X509_free(others);
  if (parsed && identity.key && leaf != nullptr) return identity;
  return file_problem(
      "PKCS#12 file", options.certificate_file,
      parsed ? "lacks a key or its certificate" : "cannot be read (" + openssl_reason() + ")",
      parsed ? "export both together: `openssl pkcs12 -export -inkey KEY -in CERT -out FILE`"
             : "an old file is written anew with `openssl pkcs12 -legacy -in OLD -nodes | openssl "
               "pkcs12 -export -out NEW`");
}

/// The magic numbers of Java's own formats, JKS and JCEKS.
bool is_java_store(const std::string& bytes) {
  return bytes.starts_with("\xfe\xed\xfe\xed") || bytes.starts_with("\xce\xce\xce\xce");
}

base::Result<Identity> read_identity(const TlsOptions& options, const std::string& bind) {
  if (options.certificate_file.empty()) {
    Identity made;
    CertificatePtr certificate;
    if (make_self_signed(bind, made.key, certificate)) {
      made.chain.push_back(std::move(certificate));
      return made;
    }
    return base::Diag("http/tls-file", "OpenSSL could not make a certificate: " + openssl_reason(),
                      "name a certificate file");
  }
  auto bytes = read("TLS certificate", options.certificate_file);
  if (!bytes) return bytes.error();
  if (is_java_store(*bytes)) {
    return base::Diag("http/tls-jks",
                      "the key store " + base::in_quotes(options.certificate_file) +
                          " is in Java's own JKS format, which only Java reads",
                      "convert it: keytool -importkeystore -srckeystore " +
                          options.certificate_file + " -destkeystore " + options.certificate_file +
                          ".p12 -deststoretype PKCS12");
  }
  if (bytes->find("-----BEGIN ") != std::string::npos) return read_pem(options, *bytes);
  return read_pkcs12(options, *bytes);
}

base::Status install(const TlsOptions& options, Identity identity, SSL_CTX* context) {
  X509* const leaf = identity.chain.front().get();
  if (X509_check_private_key(leaf, identity.key.get()) != 1) {
    ERR_clear_error();
    const auto& key = options.key_file.empty() ? options.certificate_file : options.key_file;
    return base::Diag("http/tls-key-mismatch",
                      "the key in " + base::in_quotes(key) + " is not the key of the certificate " +
                          base::in_quotes(options.certificate_file),
                      "the first certificate of the file must be the server's own; check that the "
                      "two files were made together");
  }
  if (SSL_CTX_use_certificate(context, leaf) != 1 ||
      SSL_CTX_use_PrivateKey(context, identity.key.get()) != 1) {
    return file_problem("TLS certificate", options.certificate_file,
                        "is refused by OpenSSL: " + openssl_reason(),
                        "a key of at least 2048 bits (RSA) or 224 bits (EC) and a SHA-2 signature "
                        "are needed");
  }
  for (std::size_t i = 1; i < identity.chain.size(); ++i)
    SSL_CTX_add1_chain_cert(context, identity.chain[i].get());
  return {};
}

/// Every certificate of a PEM file becomes one that is trusted.
base::Status trust(const std::string& what, const std::string& file, SSL_CTX* context,
                   bool name_to_clients) {
  auto pem = read(what, file);
  if (!pem) return pem.error();
  const auto certificates = certificates_of(*pem);
  if (certificates.empty()) {
    return file_problem(what, file, "holds no certificate",
                        "it must have a part -----BEGIN CERTIFICATE-----");
  }
  for (const auto& one : certificates) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get());
    if (name_to_clients) SSL_CTX_add_client_CA(context, one.get());
  }
  return {};
}

int choose_http11(SSL*, const unsigned char** out, unsigned char* out_size,
                  const unsigned char* offered, unsigned int size, void*) {
  static constexpr std::string_view kProtocol = "http/1.1";
  for (unsigned int at = 0; at < size; at += offered[at] + 1u) {
    const std::string_view name(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
    if (at + 1u + offered[at] > size || name != kProtocol) continue;
    *out = offered + at + 1;
    *out_size = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

std::shared_ptr<TlsContext> client_context(bool insecure) {
  auto context = std::make_shared<TlsContext>(asio::ssl::context::tls_client);
  SSL_CTX* const native = context->ssl.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_verify(native, insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  context->check_name = !insecure;
  return context;
}

/// Read once: the system's certificates are more than a hundred, and everything else would wait
/// for them for tens of milliseconds at each call.
const TlsContextPtr& system_trust() {
  static const TlsContextPtr kept = [] {
    auto context = client_context(false);
    SSL_CTX_set_default_verify_paths(context->ssl.native_handle());
    return context;
  }();
  return kept;
}

}  // namespace

base::Result<TlsContextPtr> make_client_tls(const TlsTrust& whom) {
  if (whom.insecure) return TlsContextPtr(client_context(true));
  if (whom.ca_file.empty()) return system_trust();
  auto context = client_context(false);
  SSL_CTX* const native = context->ssl.native_handle();
  if (auto status = trust("CA file", whom.ca_file, native, false); !status) return status.error();
  // A server's own certificate may be named, whether or not it signed itself.
  X509_STORE_set_flags(SSL_CTX_get_cert_store(native), X509_V_FLAG_PARTIAL_CHAIN);
  return TlsContextPtr(std::move(context));
}

base::Result<TlsContextPtr> make_server_tls(const TlsOptions& options, const std::string& name,
                                            const std::string& bind) {
  auto context = std::make_shared<TlsContext>(asio::ssl::context::tls_server);
  SSL_CTX* const native = context->ssl.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections then cost little
  SSL_CTX_set_alpn_select_cb(native, choose_http11, nullptr);
  auto identity = read_identity(options, bind);
  base::Status status;
  if (!identity)
    status = identity.error();
  else
    status = install(options, std::move(*identity), native);
  if (status && !options.client_ca.empty()) {
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // A session is only resumed where it was made; needed as soon as clients are asked who they
    // are.
    SSL_CTX_set_session_id_context(native, reinterpret_cast<const unsigned char*>("ricochet"), 8);
    status = trust("client CA file", options.client_ca, native, true);
  }
  if (status) return context;
  base::Diag diag = status.error();
  diag.message = name + " cannot speak TLS: " + diag.message;
  return diag;
}

std::string certificate_pem(const TlsContext& context) {
  X509* const leaf = SSL_CTX_get0_certificate(const_cast<TlsContext&>(context).ssl.native_handle());
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (leaf == nullptr || PEM_write_bio_X509(bio.get(), leaf) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace ricochet::net
