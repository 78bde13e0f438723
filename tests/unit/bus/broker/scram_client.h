#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <string_view>

#include "base/text/encoding.h"
#include "bus/broker/sasl/scram.h"

namespace ricochet::bus::broker {

/// The client's side of SCRAM (RFC 5802, section 3), written on its own.
class ScramClient {
 public:
  ScramClient(ScramHash hash, const std::string& user, std::string password)
      : md_(hash == ScramHash::kSha256 ? EVP_sha256() : EVP_sha512()),
        password_(std::move(password)) {
    for (const char c : user) bare_ += c == ',' ? "=2C" : c == '=' ? "=3D" : std::string(1, c);
    bare_ = "n=" + bare_ + ",r=clientnonce";
  }
  std::string first() const { return "n,," + bare_; }
  std::string last(const std::string& challenge) {
    const std::string nonce = value(challenge, "r=");
    const std::string salt = *base::base64_decode(value(challenge, "s="));
    std::string salted(static_cast<std::size_t>(EVP_MD_get_size(md_)), '\0');
    PKCS5_PBKDF2_HMAC(password_.data(), static_cast<int>(password_.size()),
                      reinterpret_cast<const unsigned char*>(salt.data()),
                      static_cast<int>(salt.size()), std::stoi(value(challenge, "i=")), md_,
                      static_cast<int>(salted.size()),
                      reinterpret_cast<unsigned char*>(salted.data()));
    const std::string without_proof = "c=biws,r=" + nonce;
    const std::string text = bare_ + "," + challenge + "," + without_proof;
    const std::string key = hmac(salted, "Client Key");
    std::string proof = hmac(digest(key), text);
    for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ key[i]);
    signature_ = "v=" + base::base64_encode(hmac(hmac(salted, "Server Key"), text));
    return without_proof + ",p=" + base::base64_encode(proof);
  }
  const std::string& expected_signature() const { return signature_; }

 private:
  static std::string value(const std::string& message, const std::string& name) {
    const auto at = message.find(name) + name.size();
    return message.substr(at, message.find(',', at) - at);
  }
  std::string hmac(std::string_view key, std::string_view text) const {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(md_, key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), out, &size);
    return {reinterpret_cast<const char*>(out), size};
  }
  std::string digest(std::string_view text) const {
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), out, &size, md_, nullptr);
    return {reinterpret_cast<const char*>(out), size};
  }

  const EVP_MD* md_;
  const std::string password_;
  std::string bare_, signature_;
};

}  // namespace ricochet::bus::broker
