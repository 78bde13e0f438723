#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/json.h"
#include "base/result.h"
#include "match/message.h"

namespace ricochet::match {

/// A JSON Web Token in compact form (RFC 7519), taken apart but not trusted.
struct Jwt {
  base::Json header, claims;
  std::string signed_part;  ///< header and payload as sent: what the signature is over
  std::string signature;    ///< bytes
};

/// Bytes of a token that are looked at, at most.
inline constexpr std::size_t kMaxJwt = 64 * 1024;

/// `beyond` (optional): a bound of ours was reached (bytes, depth, digits): it may well be a token.
/// Otherwise nullptr is for what is none. `why` says which.
std::unique_ptr<Jwt> parse_jwt(std::string_view token, std::string& why, bool* beyond = nullptr);

/// What `Authorization: Bearer ...` (RFC 6750) has, of each line of that name.
struct BearerTokens {
  std::vector<Jwt> tokens;
  std::string problem;  ///< of a line that was not read as one; empty: none
  bool beyond = false;  ///< there may be more than was read (parse_jwt())
};
BearerTokens bearer_tokens(const Message& message);

/// What a signature is checked with. The algorithm belongs to the key: what the token says of it
/// only has to agree, so a token cannot choose a weaker one. Immutable.
class JwtKey {
 public:
  static JwtKey hs256(std::string secret);
  /// Error match/bad-key: not a PEM public key, or not one for RSA.
  static base::Result<JwtKey> rs256(const std::string& pem);

  /// Why the signature is not good; empty: it is.
  std::string problem(const Jwt& token) const;
  std::string_view algorithm() const { return public_key_ == nullptr ? "HS256" : "RS256"; }

 private:
  JwtKey() = default;
  std::string secret_;
  std::shared_ptr<void> public_key_;  ///< EVP_PKEY
};

}  // namespace ricochet::match
