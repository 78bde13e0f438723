#include "match/jwt.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/json/body.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/work.h"

namespace ricochet::match {

namespace {

/// base64url without padding (RFC 7515 section 2).
std::optional<std::string> decode_segment(std::string_view segment) {
  std::string plain(segment);
  for (char& c : plain) {
    if (c == '+' || c == '/' || c == '=') return std::nullopt;
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  if (plain.size() % 4 == 1) return std::nullopt;
  plain.append((4 - plain.size() % 4) % 4, '=');
  return base::base64_decode(plain);
}

/// Of a segment; `beyond` when it may be one.
std::optional<base::Json> json_object(std::string_view segment, bool& beyond) {
  const auto bytes = decode_segment(segment);
  if (!bytes) return std::nullopt;
  auto reading = base::JsonReading::kWhole;
  const auto value = base::parse_json_body(*bytes, reading, base::JsonTail::kNothing);
  beyond = beyond || reading == base::JsonReading::kBeyond;
  if (value == nullptr || !value->is_object()) return std::nullopt;
  return *value;
}

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

bool hmac_agrees(const std::string& secret, const Jwt& token) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes(token.signed_part),
           token.signed_part.size(), digest.data(), &size) == nullptr)
    return false;
  return token.signature.size() == size &&
         CRYPTO_memcmp(digest.data(), token.signature.data(), size) == 0;
}

bool rsa_agrees(EVP_PKEY* key, const Jwt& token) {
  const auto free = [](EVP_MD_CTX* c) { EVP_MD_CTX_free(c); };
  const std::unique_ptr<EVP_MD_CTX, decltype(free)> context(EVP_MD_CTX_new(), free);
  const bool good = context != nullptr &&
                    EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                    EVP_DigestVerify(context.get(), bytes(token.signature), token.signature.size(),
                                     bytes(token.signed_part), token.signed_part.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace

std::unique_ptr<Jwt> parse_jwt(std::string_view token, std::string& why, bool* beyond) {
  const auto segments = 1 + std::count(token.begin(), token.end(), '.');
  if (segments != 3) {
    why = "a token has three segments with dots between them, this one has " +
          std::to_string(segments);
    return nullptr;
  }
  if (token.size() > kMaxJwt) {
    why = "the token is larger than " + base::format_bytes(kMaxJwt);
    if (beyond != nullptr) *beyond = true;
    return nullptr;
  }
  const auto parts = base::split(token, '.');
  auto out = std::make_unique<Jwt>();
  bool header_beyond = false, claims_beyond = false;
  auto header = json_object(parts[0], header_beyond);
  auto claims = json_object(parts[1], claims_beyond);
  auto signature = decode_segment(parts[2]);
  const bool bad_header = !header && !header_beyond, bad_claims = !claims && !claims_beyond;
  if (bad_header || bad_claims || !signature) {
    why = std::string("the ") +
          (bad_header   ? "header"
           : bad_claims ? "payload"
                        : "signature") +
          " of the token is not base64url" + (bad_header || bad_claims ? " of a JSON object" : "");
    return nullptr;
  }
  if (header_beyond || claims_beyond) {
    why = std::string("the ") + (header_beyond ? "header" : "payload") +
          " of the token is JSON beyond what is read: too deep, or too many digits";
    if (beyond != nullptr) *beyond = true;
    return nullptr;
  }
  out->header = std::move(*header);
  out->claims = std::move(*claims);
  out->signature = std::move(*signature);
  out->signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
  return out;
}

BearerTokens bearer_tokens(const Message& message) {
  constexpr std::string_view kScheme = "bearer ";
  BearerTokens out;
  for (const auto& header : message.headers) {
    if (!base::iequals(header.name, "authorization")) continue;
    const std::string_view value = header.value;
    std::string why = "the Authorization header is not Bearer";
    bool beyond = false;
    std::unique_ptr<Jwt> token;
    if (base::iequals(value.substr(0, kScheme.size()), kScheme))
      token = parse_jwt(base::trim(value.substr(kScheme.size())), why, &beyond);
    if (token != nullptr)
      out.tokens.push_back(std::move(*token));
    else if (out.problem.empty() || (beyond && !out.beyond))
      out.problem = why;
    out.beyond = out.beyond || beyond;
  }
  if (out.tokens.empty() && out.problem.empty()) out.problem = "there is no Authorization header";
  return out;
}

JwtKey JwtKey::hs256(std::string secret) {
  JwtKey key;
  key.secret_ = std::move(secret);
  return key;
}

base::Result<JwtKey> JwtKey::rs256(const std::string& pem) {
  const auto free_bio = [](BIO* b) { BIO_free(b); };
  const std::unique_ptr<BIO, decltype(free_bio)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), free_bio);
  JwtKey key;
  key.public_key_ = std::shared_ptr<void>(
      bio == nullptr ? nullptr : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr),
      [](void* p) { EVP_PKEY_free(static_cast<EVP_PKEY*>(p)); });
  ERR_clear_error();
  if (key.public_key_ == nullptr) {
    return base::Diag("match/bad-key", "this is not a public key in PEM form",
                      "it begins with -----BEGIN PUBLIC KEY-----; openssl rsa -pubout makes it "
                      "from a private one");
  }
  if (EVP_PKEY_get_base_id(static_cast<EVP_PKEY*>(key.public_key_.get())) != EVP_PKEY_RSA)
    return base::Diag("match/bad-key", "this public key is not an RSA key",
                      "RS256 and HS256 can be checked");
  return key;
}

std::string JwtKey::problem(const Jwt& token) const {
  const auto said = token.header.find("alg");
  if (said == token.header.end() || !said->is_string() ||
      said->get_ref<const std::string&>() != algorithm()) {
    return "the token says the algorithm is " +
           (said == token.header.end() ? std::string("absent")
                                       : base::shorten(base::compact_json(*said), 40)) +
           ", the key is for " + std::string(algorithm());
  }
  constexpr std::uint64_t kWorkOfKey = 50'000;
  Work::pass(token.signed_part.size() + (public_key_ == nullptr ? 0 : kWorkOfKey));
  const bool good = public_key_ == nullptr
                        ? hmac_agrees(secret_, token)
                        : rsa_agrees(static_cast<EVP_PKEY*>(public_key_.get()), token);
  return good ? "" : "the signature is not by this key";
}

}  // namespace ricochet::match
