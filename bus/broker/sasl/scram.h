#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace ricochet::bus::broker {

enum class ScramHash { kSha256, kSha512 };
/// "SCRAM-SHA-256"
const char* name_of(ScramHash hash);

/// What a server keeps of a password (RFC 5802, section 3); all bytes, not base64.
struct ScramCredential {
  std::string salt;
  int iterations = 0;
  std::string stored_key, server_key;
};
ScramCredential make_credential(ScramHash hash, std::string_view password, std::string salt,
                                int iterations);

/// The server's side of one conversation (RFC 5802, 7677), without channel binding.
class ScramServer {
 public:
  /// nullptr: there is no such user.
  using Find = std::function<const ScramCredential*(const std::string& user)>;
  struct Said {
    std::string message;  ///< for the client
    bool done = false;
    std::string why;  ///< of a refusal; "": there is none
  };
  /// `nonce`: printable characters without a comma, never used twice.
  ScramServer(ScramHash hash, std::string nonce, Find find);

  Said take(std::string_view message);

 private:
  Said first(std::string_view message);
  Said last(std::string_view message);

  const ScramHash hash_;
  std::string nonce_;  ///< the server's, then both
  const Find find_;
  std::string user_;
  std::string binding_;  ///< base64 of the client's GS2 header
  std::string said_;     ///< client-first-message-bare and server-first-message, with a comma
  const ScramCredential* credential_ = nullptr;
  bool over_ = false;
};

}  // namespace ricochet::bus::broker
