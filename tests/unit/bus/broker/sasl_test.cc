// SASL: the mechanisms, and what a connection is told of them.
#include "bus/broker/sasl/sasl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/text/encoding.h"
#include "tests/unit/bus/broker/scram_client.h"

namespace ricochet::bus::broker {
namespace {

using testing::HasSubstr;

std::string nul_separated(const std::string& a, const std::string& b, const std::string& c) {
  return a + std::string(1, '\0') + b + std::string(1, '\0') + c;
}

// The example of RFC 7677, section 3.
class ScramExample : public testing::Test {
 protected:
  ScramServer server_{
      ScramHash::kSha256, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      [this](const std::string& user) { return user == "user" ? &credential_ : nullptr; }};
  ScramCredential credential_ = make_credential(
      ScramHash::kSha256, "pencil", *base::base64_decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
};

TEST_F(ScramExample, IsThatOfTheRfc) {
  const auto first = server_.take("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(first.message,
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,"
            "i=4096");
  EXPECT_FALSE(first.done);
  const auto last = server_.take(
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
      "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_EQ(last.message, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  EXPECT_TRUE(last.done);
  EXPECT_EQ(server_.take("n,,n=user,r=x").why, "the conversation is over");
}

TEST_F(ScramExample, AnotherProofIsRefused) {
  server_.take("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  const auto last = server_.take(
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
      "p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_EQ(last.why, "the password of user \"user\" is wrong");
}

TEST(Scram, MessagesThatAreNotAsTheyShouldBeAreRefused) {
  const ScramCredential credential = make_credential(ScramHash::kSha256, "p", "salt", 4096);
  const auto why = [&](const std::string& first, const std::string& last = "") {
    ScramServer server(ScramHash::kSha256, "N", [&](const std::string& user) {
      return user == "u" ? &credential : nullptr;
    });
    const auto said = server.take(first);
    return last.empty() || !said.why.empty() ? said.why : server.take(last).why;
  };
  EXPECT_THAT(why(""), HasSubstr("first message cannot be read"));
  EXPECT_THAT(why("n,,"), HasSubstr("first message cannot be read"));
  EXPECT_THAT(why("n,,n=u"), HasSubstr("first message cannot be read"));
  EXPECT_THAT(why("n,,r=x,n=u"), HasSubstr("first message cannot be read"));
  EXPECT_THAT(why("p=tls-unique,,n=u,r=x"), HasSubstr("channel binding"));
  EXPECT_THAT(why("n,,n=u=2,r=x"), HasSubstr("escaped"));
  EXPECT_THAT(why("n,,n=v,r=x"), HasSubstr("there is no user \"v\""));
  EXPECT_THAT(why("n,a=w,n=u,r=x"), HasSubstr("to act for another"));
  EXPECT_EQ(why("n,,n=u,r=x"), "");
  EXPECT_THAT(why("n,,n=u,r=x", "c=biws"), HasSubstr("last message cannot be read"));
  EXPECT_THAT(why("n,,n=u,r=x", "c=eSws,r=xN,p=AAAA"), HasSubstr("channel binding has changed"));
  EXPECT_THAT(why("n,,n=u,r=x", "c=biws,r=x,p=AAAA"), HasSubstr("nonce"));
  EXPECT_THAT(why("n,,n=u,r=x", "c=biws,r=xN,p=AAAA"), HasSubstr("wrong"));
  EXPECT_THAT(why("n,,n=u,r=x", "c=biws,r=xN,p=!"), HasSubstr("wrong"));
}

class Sasl : public testing::Test {
 protected:
  Users users_{{{"alice", "secret"}, {"a,b=c", "pass"}}};
  Authentication authentication_{users_};
};

TEST_F(Sasl, PlainTakesTheRightPasswordOnly) {
  ASSERT_EQ(authentication_.choose("PLAIN", false), Error::kNone);
  EXPECT_FALSE(authentication_.done());
  EXPECT_EQ(authentication_.take(nul_separated("", "alice", "secret"))->kind,
            SaslStep::Kind::kDone);
  EXPECT_TRUE(authentication_.done());
  EXPECT_FALSE(authentication_.take("more"));
}

TEST_F(Sasl, PlainTellsUsWhyAndTheClientLess) {
  for (const auto& [token, why] :
       {std::pair{nul_separated("", "alice", "wrong"), "the password of user \"alice\" is wrong"},
        {nul_separated("", "bob", "secret"), "there is no user \"bob\""},
        {nul_separated("bob", "alice", "secret"), "wants to act for another"},
        {std::string("alice"), "does not have three parts"}}) {
    Authentication fresh(users_);
    fresh.choose("PLAIN", false);
    const auto step = fresh.take(token);
    EXPECT_EQ(step->kind, SaslStep::Kind::kRefused);
    EXPECT_EQ(step->why, "Authentication failed: Invalid username or password");
    EXPECT_THAT(fresh.refused(), HasSubstr(why));
    EXPECT_FALSE(fresh.done());
    EXPECT_FALSE(fresh.take(nul_separated("", "alice", "secret"))) << "there is no second try";
  }
}

TEST_F(Sasl, AnUnknownMechanismEndsTheConnection) {
  EXPECT_EQ(authentication_.choose("GSSAPI", false), Error::kUnsupportedSaslMechanism);
  EXPECT_THAT(authentication_.refused(), HasSubstr("\"GSSAPI\" is not served"));
  EXPECT_EQ(authentication_.choose("PLAIN", false), Error::kIllegalSaslState);
}

TEST(SaslOff, NobodyIsAskedWhereThereAreNoUsers) {
  Users nobody({});
  Authentication authentication(nobody);
  EXPECT_TRUE(authentication.done());
  EXPECT_EQ(authentication.choose("PLAIN", false), Error::kIllegalSaslState);
  EXPECT_FALSE(authentication.take("x"));
}

class SaslScram : public Sasl, public testing::WithParamInterface<ScramHash> {
 protected:
  /// A whole conversation; what the server said at its end.
  std::optional<SaslStep> converse(const std::string& user, const std::string& password) {
    authentication_.choose(name_of(GetParam()), false);
    ScramClient client(GetParam(), user, password);
    const auto first = authentication_.take(client.first());
    if (!first || first->kind != SaslStep::Kind::kChallenge) return first;
    const auto last = authentication_.take(client.last(first->token));
    if (last && last->kind == SaslStep::Kind::kDone) {
      EXPECT_EQ(last->token, client.expected_signature());
    }
    return last;
  }
};

TEST_P(SaslScram, BothSidesShowThatTheyKnowThePassword) {
  EXPECT_EQ(converse("alice", "secret")->kind, SaslStep::Kind::kDone);
  EXPECT_TRUE(authentication_.done());
}

TEST_P(SaslScram, NamesMayHaveCommasAndEqualSigns) {
  EXPECT_EQ(converse("a,b=c", "pass")->kind, SaslStep::Kind::kDone);
}

TEST_P(SaslScram, AWrongPasswordIsRefused) {
  const auto step = converse("alice", "Secret");
  EXPECT_EQ(step->kind, SaslStep::Kind::kRefused);
  EXPECT_THAT(step->why, HasSubstr("invalid credentials with SASL mechanism SCRAM-SHA-"));
  EXPECT_THAT(authentication_.refused(), HasSubstr("the password of user \"alice\" is wrong"));
}

INSTANTIATE_TEST_SUITE_P(Hashes, SaslScram,
                         testing::Values(ScramHash::kSha256, ScramHash::kSha512));

}  // namespace
}  // namespace ricochet::bus::broker
