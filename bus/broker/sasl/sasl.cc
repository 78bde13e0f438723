#include "bus/broker/sasl/sasl.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "base/text/printable.h"

namespace ricochet::bus::broker {

namespace {

constexpr const char* kPlain = "PLAIN";
constexpr int kIterations = 4096;  // the least that clients take
constexpr std::size_t kNonce = 24, kSalt = 16;

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Users::Users(std::map<std::string, std::string> passwords) : passwords_(std::move(passwords)) {}

const std::vector<std::string>& Users::mechanisms() {
  static const std::vector<std::string> kAll{kPlain, name_of(ScramHash::kSha256),
                                             name_of(ScramHash::kSha512)};
  return kAll;
}

Users::Exchange Users::begin(const std::string& mechanism) {
  if (mechanism == kPlain) return [this](std::string_view token) { return plain(token); };
  for (const ScramHash hash : {ScramHash::kSha256, ScramHash::kSha512}) {
    if (mechanism != name_of(hash)) continue;
    const auto conversation = std::make_shared<ScramServer>(
        hash, base::secure_token(kNonce),
        [this, hash](const std::string& name) { return credential(hash, name); });
    return [conversation](std::string_view token) {
      const auto said = conversation->take(token);
      using Kind = SaslStep::Kind;
      if (!said.why.empty()) return SaslStep{Kind::kRefused, {}, said.why};
      return SaslStep{said.done ? Kind::kDone : Kind::kChallenge, said.message, {}};
    };
  }
  return nullptr;
}

/// authzid NUL name NUL password
SaslStep Users::plain(std::string_view token) const {
  const auto first = token.find('\0');
  const auto second = first == std::string_view::npos ? first : token.find('\0', first + 1);
  if (second == std::string_view::npos || token.find('\0', second + 1) != std::string_view::npos)
    return {SaslStep::Kind::kRefused, {}, "its PLAIN token does not have three parts"};
  const std::string_view authzid = token.substr(0, first);
  const std::string user(token.substr(first + 1, second - first - 1));
  if (!authzid.empty() && authzid != user)
    return {SaslStep::Kind::kRefused,
            {},
            "user " + base::in_quotes(user) + " wants to act for another"};
  const auto it = passwords_.find(user);
  if (it == passwords_.end())
    return {SaslStep::Kind::kRefused, {}, "there is no user " + base::in_quotes(user)};
  if (!same(it->second, token.substr(second + 1)))
    return {SaslStep::Kind::kRefused,
            {},
            "the password of user " + base::in_quotes(user) + " is wrong"};
  return {SaslStep::Kind::kDone, {}, {}};
}

const ScramCredential* Users::credential(ScramHash hash, const std::string& user) {
  const auto it = passwords_.find(user);
  if (it == passwords_.end()) return nullptr;
  const auto [made, fresh] = credentials_.try_emplace({hash, user});
  if (fresh)
    made->second = make_credential(hash, it->second, base::secure_token(kSalt), kIterations);
  return &made->second;
}

Error Authentication::choose(const std::string& mechanism, bool raw) {
  if (done_ || !refused_.empty()) return Error::kIllegalSaslState;
  exchange_ = users_.begin(mechanism);
  if (!exchange_) {
    refused_ = "SASL mechanism " + base::in_quotes(mechanism) +
               " is not served; PLAIN, "
               "SCRAM-SHA-256 and SCRAM-SHA-512 are";
    return Error::kUnsupportedSaslMechanism;
  }
  mechanism_ = mechanism;
  raw_ = raw;
  return Error::kNone;
}

std::optional<SaslStep> Authentication::take(std::string_view token) {
  if (done_ || !exchange_ || !refused_.empty()) return std::nullopt;
  SaslStep step = exchange_(token);
  done_ = step.kind == SaslStep::Kind::kDone;
  if (step.kind == SaslStep::Kind::kRefused) {
    refused_ = "SASL " + mechanism_ + ": " + step.why;
    // The client is told no more than a stranger may know.
    step.why = mechanism_ == kPlain
                   ? "Authentication failed: Invalid username or password"
                   : "Authentication failed during authentication due to invalid credentials with "
                     "SASL mechanism " +
                         mechanism_;
  }
  return step;
}

}  // namespace ricochet::bus::broker
