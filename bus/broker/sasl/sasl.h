#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bus/broker/errors.h"
#include "bus/broker/sasl/scram.h"

namespace ricochet::bus::broker {

/// What the server says to one token of its client.
struct SaslStep {
  enum class Kind { kChallenge, kDone, kRefused } kind = Kind::kRefused;
  std::string token;  ///< for the client
  std::string why;    ///< of a refusal, for who runs the broker; the client learns less
};

/// The users of a broker, and the mechanisms by which they show who they are: PLAIN (RFC 4616),
/// SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, 7677).
class Users {
 public:
  using Exchange = std::function<SaslStep(std::string_view token)>;

  /// Names and passwords; none: everybody may come, without being asked.
  explicit Users(std::map<std::string, std::string> passwords);

  bool required() const { return !passwords_.empty(); }
  static const std::vector<std::string>& mechanisms();
  /// One conversation; nullptr: there is no such mechanism. Must not outlive this.
  Exchange begin(const std::string& mechanism);

 private:
  SaslStep plain(std::string_view token) const;
  const ScramCredential* credential(ScramHash hash, const std::string& user);

  const std::map<std::string, std::string> passwords_;
  /// Made at the first exchange: they take some milliseconds.
  std::map<std::pair<ScramHash, std::string>, ScramCredential> credentials_;
};

/// How far one connection has shown who it is (SaslHandshake, SaslAuthenticate; KIP-43, KIP-152).
class Authentication {
 public:
  explicit Authentication(Users& users) : users_(users), done_(!users.required()) {}

  bool required() const { return users_.required(); }
  bool done() const { return done_; }
  /// After a handshake of version 0 the tokens come without the frames of requests.
  bool raw() const { return raw_ && !done_; }
  /// kNone, kIllegalSaslState, kUnsupportedSaslMechanism.
  Error choose(const std::string& mechanism, bool raw);
  /// nullopt: no mechanism was chosen, or all is over.
  std::optional<SaslStep> take(std::string_view token);
  /// Why the connection must end behind the answer; "": it need not.
  const std::string& refused() const { return refused_; }

 private:
  Users& users_;
  bool done_;
  bool raw_ = false;
  std::string mechanism_, refused_;
  Users::Exchange exchange_;
};

}  // namespace ricochet::bus::broker
