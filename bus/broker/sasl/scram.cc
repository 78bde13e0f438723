#include "bus/broker/sasl/scram.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <optional>
#include <utility>
#include <vector>

#include "base/text/encoding.h"
#include "base/text/printable.h"

namespace ricochet::bus::broker {

namespace {

const EVP_MD* digest_of(ScramHash hash) {
  return hash == ScramHash::kSha256 ? EVP_sha256() : EVP_sha512();
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hmac(ScramHash hash, std::string_view key, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(digest_of(hash), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), out,
       &size);
  return {reinterpret_cast<const char*>(out), size};
}

std::string digest(ScramHash hash, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), out, &size, digest_of(hash), nullptr);
  return {reinterpret_cast<const char*>(out), size};
}

/// "a=1,b=2" -> ("a", "1") ...; nullopt: a part that is not letter, "=", value.
std::optional<std::vector<std::pair<char, std::string_view>>> attributes(std::string_view text) {
  std::vector<std::pair<char, std::string_view>> all;
  for (;;) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    if (part.size() < 2 || part[1] != '=') return std::nullopt;
    all.emplace_back(part[0], part.substr(2));
    if (comma == std::string_view::npos) return all;
    text = text.substr(comma + 1);
  }
}

/// Names have "," and "=" written as =2C and =3D.
std::optional<std::string> unescape(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '=') {
      plain += name[i];
      continue;
    }
    const auto code = name.substr(i, 3);
    if (code != "=2C" && code != "=3D") return std::nullopt;
    plain += code == "=2C" ? ',' : '=';
    i += 2;
  }
  return plain;
}

ScramServer::Said refused(std::string why) { return {{}, false, std::move(why)}; }

}  // namespace

const char* name_of(ScramHash hash) {
  return hash == ScramHash::kSha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-512";
}

ScramCredential make_credential(ScramHash hash, std::string_view password, std::string salt,
                                int iterations) {
  const EVP_MD* const md = digest_of(hash);
  std::string salted(static_cast<std::size_t>(EVP_MD_get_size(md)), '\0');
  PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                    static_cast<int>(salt.size()), iterations, md, static_cast<int>(salted.size()),
                    reinterpret_cast<unsigned char*>(salted.data()));
  ScramCredential made;
  made.salt = std::move(salt);
  made.iterations = iterations;
  made.stored_key = digest(hash, hmac(hash, salted, "Client Key"));
  made.server_key = hmac(hash, salted, "Server Key");
  return made;
}

ScramServer::ScramServer(ScramHash hash, std::string nonce, Find find)
    : hash_(hash), nonce_(std::move(nonce)), find_(std::move(find)) {}

ScramServer::Said ScramServer::take(std::string_view message) {
  if (over_) return refused("the conversation is over");
  Said said = credential_ == nullptr ? first(message) : last(message);
  over_ = said.done || !said.why.empty();
  return said;
}

/// gs2-header "n=" name ",r=" nonce, and extensions, which are ignored.
ScramServer::Said ScramServer::first(std::string_view message) {
  const auto comma = message.find(',');
  const auto second = comma == std::string_view::npos ? comma : message.find(',', comma + 1);
  if (second == std::string_view::npos) return refused("its first message cannot be read");
  const auto flag = message.substr(0, comma);
  if (flag != "n" && flag != "y") return refused("it wants channel binding, which is not served");
  const auto bare = message.substr(second + 1);
  const auto parts = attributes(bare);
  if (!parts || parts->size() < 2 || parts->at(0).first != 'n' || parts->at(1).first != 'r' ||
      parts->at(1).second.empty())
    return refused("its first message cannot be read");
  const auto name = unescape(parts->at(0).second);
  if (!name) return refused("its user name is not escaped as it should be");
  user_ = *name;
  const auto acts_for = message.substr(comma + 1, second - comma - 1);
  if (!acts_for.empty() && acts_for != "a=" + std::string(parts->at(0).second))
    return refused("user " + base::in_quotes(user_) + " wants to act for another");
  credential_ = find_(user_);
  if (credential_ == nullptr) return refused("there is no user " + base::in_quotes(user_));
  nonce_ = std::string(parts->at(1).second) + nonce_;
  binding_ = base::base64_encode(message.substr(0, second + 1));
  const std::string answer = "r=" + nonce_ + ",s=" + base::base64_encode(credential_->salt) +
                             ",i=" + std::to_string(credential_->iterations);
  said_ = std::string(bare) + "," + answer;
  return {answer, false, {}};
}

/// "c=" header ",r=" nonce ... ",p=" proof
ScramServer::Said ScramServer::last(std::string_view message) {
  const auto parts = attributes(message);
  if (!parts || parts->size() < 3 || parts->at(0).first != 'c' || parts->at(1).first != 'r' ||
      parts->back().first != 'p')
    return refused("its last message cannot be read");
  if (parts->at(0).second != binding_) return refused("its channel binding has changed");
  // As Kafka, only its end: librdkafka 2.0 puts its own part in front twice. The proof covers it.
  if (!parts->at(1).second.ends_with(nonce_))
    return refused("its nonce is not that of this conversation");
  const auto proof = base::base64_decode(parts->back().second);
  const std::string text = said_ + "," + std::string(message.substr(0, message.rfind(",p=")));
  std::string key = hmac(hash_, credential_->stored_key, text);
  bool right = proof && proof->size() == key.size();
  if (right) {
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<char>(key[i] ^ (*proof)[i]);
    const std::string stored = digest(hash_, key);
    right = CRYPTO_memcmp(stored.data(), credential_->stored_key.data(), stored.size()) == 0;
  }
  if (!right) return refused("the password of user " + base::in_quotes(user_) + " is wrong");
  return {"v=" + base::base64_encode(hmac(hash_, credential_->server_key, text)), true, {}};
}

}  // namespace ricochet::bus::broker
