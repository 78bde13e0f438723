#include "match/jwt.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/file.h"
#include "base/text/encoding.h"
#include "match_support.h"
#include "tests/support/program.h"

namespace ricochet::match {
namespace {

std::string base64url(std::string_view bytes) {
  std::string out = base::base64_encode(bytes);
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::string unsigned_token(const std::string& header, const std::string& claims) {
  return base64url(header) + "." + base64url(claims);
}

Request bearing(const std::string& token) {
  auto out = request("GET /", {{"Authorization", "Bearer " + token}});
  out.received = base::WallTime(std::chrono::seconds(1000));
  return out;
}

/// The example of RFC 7515 appendix A.1: HS256 over a key that is given there.
constexpr const char* kRfcToken =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlf"
    "Q"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
std::string rfc_key() {
  return *base::base64_decode(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==");
}

/// An RSA key made for one test run.
class RsaKey {
 public:
  RsaKey() : key_(EVP_RSA_gen(2048)) {}
  ~RsaKey() { EVP_PKEY_free(key_); }
  RsaKey(const RsaKey&) = delete;
  RsaKey& operator=(const RsaKey&) = delete;

  std::string pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(bio, key_);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return out;
  }
  std::string token(const std::string& header, const std::string& claims) const {
    const auto text = unsigned_token(header, claims);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   text.size());
    EVP_MD_CTX_free(context);
    return text + "." + base64url(signature);
  }

 private:
  EVP_PKEY* key_;
};

TEST(Jwt, TakesTokensApart) {
  std::string why;
  const auto token = parse_jwt(kRfcToken, why);
  ASSERT_NE(token, nullptr) << why;
  EXPECT_EQ(token->claims.at("iss"), "joe");
  EXPECT_EQ(token->header.at("alg"), "HS256");
  for (const char* bad : {"", "a.b", "a.b.c", "e30.e30.!", "W10.e30.", "e30=.e30.", "a.b.c.d"}) {
    why.clear();
    EXPECT_EQ(parse_jwt(bad, why), nullptr) << bad;
    EXPECT_FALSE(why.empty()) << bad;
  }
  EXPECT_NE(parse_jwt("e30.e30.", why), nullptr);  // an unsecured token has an empty signature
  EXPECT_EQ(parse_jwt(std::string(kMaxJwt + 1, 'a'), why), nullptr);
}

TEST(Jwt, Hs256AgainstTheRfcsExample) {
  std::string why;
  const auto token = parse_jwt(kRfcToken, why);
  EXPECT_EQ(JwtKey::hs256(rfc_key()).problem(*token), "");
  EXPECT_EQ(JwtKey::hs256("other").problem(*token), "the signature is not by this key");
  std::string forged = kRfcToken;
  forged.back() = 'c';
  EXPECT_NE(JwtKey::hs256(rfc_key()).problem(*parse_jwt(forged, why)), "");
}

TEST(Jwt, TheTokenCannotChooseTheAlgorithm) {
  const RsaKey rsa;
  std::string why;
  const auto none = parse_jwt(unsigned_token(R"({"alg":"none"})", "{}") + ".", why);
  EXPECT_NE(JwtKey::hs256("k").problem(*none).find("the algorithm is \"none\""), std::string::npos);
  const auto key = JwtKey::rs256(rsa.pem()).value();
  EXPECT_NE(key.problem(*parse_jwt(kRfcToken, why)).find("the key is for RS256"),
            std::string::npos);
  const auto bare = parse_jwt(unsigned_token("{}", "{}") + ".", why);
  EXPECT_NE(key.problem(*bare).find("absent"), std::string::npos);
}

TEST(Jwt, Rs256) {
  const RsaKey rsa, other;
  const test::TempFolder folder;
  base::write_file_atomic(folder.path() + "/key.pem", rsa.pem()).value();
  CompileOptions options;
  options.file_root = folder.path();
  const auto compiled =
      compile(R"({"jwt":{"public_key":"key.pem","claims":{"sub":"42"}}})", options);
  ASSERT_TRUE(compiled.matcher) << compiled.errors();
  const auto judge = [&](const Request& r) { return compiled.matcher->matches(Subject(r)); };
  const char* header = R"({"alg":"RS256"})";
  EXPECT_TRUE(judge(bearing(rsa.token(header, R"({"sub":"42"})"))));
  EXPECT_FALSE(judge(bearing(rsa.token(header, R"({"sub":"43"})"))));
  EXPECT_FALSE(judge(bearing(other.token(header, R"({"sub":"42"})"))));
}

TEST(Jwt, ClaimsAreComparedByTheOperators) {
  const auto r = bearing(
      unsigned_token(
          R"({"alg":"none","kid":"k1"})",
          R"({"sub":"42","admin":true,"n":9007199254740993,"realm":{"roles":["a","b"]},"x.y":1})") +
      ".");
  for (const char* claims :
       {R"({"sub":"42"})", R"({"admin":true})", R"({"n":{"gt":9007199254740992}})",
        R"({"$.realm.roles":"b"})", R"({"sub":{"match":"\\d+"}})", R"({"x.y":1})",
        R"({"none":{"exist":"false"}})"}) {
    EXPECT_TRUE(fits(std::string("{\"jwt\":{\"claims\":") + claims + "}}", r)) << claims;
  }
  EXPECT_FALSE(fits(R"({"jwt":{"claims":{"sub":"41"}}})", r));
  EXPECT_FALSE(fits(R"({"jwt":{"claims":{"admin":"yes"}}})", r));
  EXPECT_TRUE(fits(R"({"jwt":{"header":{"kid":"k1"}}})", r));
  EXPECT_TRUE(fits(R"({"jwt":{}})", r));
  EXPECT_FALSE(fits(R"({"jwt":{}})", request("GET /")));
  EXPECT_FALSE(fits(R"({"jwt":{"claims":{"x":{"exist":"false"}}}})", request("GET /")));
}

TEST(Jwt, Time) {
  const auto judge = [&](const std::string& time, const std::string& claims) {
    const auto compiled = compile("{\"jwt\":{\"time\":\"" + time + "\"}}");
    const auto r = bearing(unsigned_token("{}", claims) + ".");
    return compiled.matcher->matches(Subject(r));
  };
  EXPECT_TRUE(judge("valid", R"({"exp":1001})"));
  EXPECT_FALSE(judge("valid", R"({"exp":1000})"));
  EXPECT_TRUE(judge("expired", R"({"exp":1000})"));
  EXPECT_TRUE(judge("valid", "{}"));
  EXPECT_FALSE(judge("valid", R"({"nbf":1001})"));
  EXPECT_TRUE(judge("valid", R"({"nbf":1000,"exp":2000})"));
}

// A filter of the history judges a token as it was when it came, however long ago that is.
TEST(Jwt, TimeIsThatOfTheRequest) {
  const auto valid = compile(R"({"jwt":{"time":"valid"}})");
  const auto expired = compile(R"({"jwt":{"time":"expired"}})");
  auto r = bearing(unsigned_token("{}", R"({"exp":2000})") + ".");
  EXPECT_TRUE(valid.matcher->matches(Subject(r)));
  r.received = base::WallTime(std::chrono::seconds(2000));
  EXPECT_TRUE(expired.matcher->matches(Subject(r)));
  r.received.reset();
  EXPECT_FALSE(valid.matcher->matches(Subject(r)));
  EXPECT_FALSE(expired.matcher->matches(Subject(r)));
  EXPECT_EQ(valid.matcher->explain(Subject(r)).back().actual,
            "neither valid nor expired: when the request came is not known");
}

TEST(Jwt, ATimeThatIsNotANumberIsNeitherValidNorExpired) {
  for (const std::string claim : {"exp", "nbf", "iat"}) {
    for (const std::string value :
         {"\"999\"", "\"1001\"", "\"x\"", "true", "null", "[999]", "{}"}) {
      const auto r = bearing(unsigned_token("{}", "{\"" + claim + "\":" + value + "}") + ".");
      for (const std::string time : {"valid", "expired"}) {
        const auto compiled = compile("{\"jwt\":{\"time\":\"" + time + "\"}}");
        EXPECT_FALSE(compiled.matcher->matches(Subject(r))) << claim << value << time;
        const auto told = compiled.matcher->explain(Subject(r)).back();
        EXPECT_FALSE(told.ok);
        EXPECT_EQ(told.actual, "neither valid nor expired: " + claim + " is " + value +
                                   ", not a number of seconds");
      }
    }
  }
  const auto far = bearing(unsigned_token("{}", R"({"exp":1e300,"iat":0.5})") + ".");
  const auto valid = compile(R"({"jwt":{"time":"valid"}})");
  EXPECT_TRUE(valid.matcher->matches(Subject(far)));
}

TEST(Jwt, Explains) {
  const auto compiled = compile(R"({"jwt":{"secret":"k","claims":{"sub":"42"}}})");
  const auto explained = [&](const Request& r) {
    std::string out;
    for (const auto& c : compiled.matcher->explain(Subject(r)))
      out += std::string(c.ok ? "ok " : "no ") + c.name + " | " + c.expected + " | " + c.actual +
             " | " + c.detail + "\n";
    return out;
  };
  EXPECT_EQ(explained(request("GET /")),
            "no jwt | a bearer token | no token | there is no Authorization header\n");
  EXPECT_EQ(explained(request("GET /", {{"Authorization", "Basic x"}})),
            "no jwt | a bearer token | no token | the Authorization header is not Bearer\n");
  EXPECT_EQ(
      explained(bearing(unsigned_token(R"({"alg":"HS256"})", R"({"sub":42})") + ".eA")),
      "ok jwt | a bearer token | a token | \n"
      "no jwt signature | a good one by HS256 | not a good one | the signature is not by this "
      "key\n"
      "ok jwt claim sub | \"42\" | the number 42 | \n");
  EXPECT_EQ(compiled.matcher->describe(), "jwt signed with HS256 sub \"42\"");
}

TEST(Jwt, SecretFromTheEnvironment) {
  const std::string secret = "from the environment";
  CompileOptions options;
  options.environment = [](const char* name) {
    static char value[] = "from the environment";
    return std::string_view(name) == "THE_SECRET" ? value : nullptr;
  };
  const auto compiled = compile(R"({"jwt":{"secret_env":"THE_SECRET"}})", options);
  ASSERT_TRUE(compiled.matcher) << compiled.errors();
  const auto signed_with = [](const std::string& key) {
    const auto text = unsigned_token(R"({"alg":"HS256"})", "{}");
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
    return bearing(text + "." + base64url({reinterpret_cast<const char*>(digest), size}));
  };
  const auto good = signed_with(secret);
  const auto bad = signed_with("another");
  EXPECT_TRUE(compiled.matcher->matches(Subject(good)));
  EXPECT_FALSE(compiled.matcher->matches(Subject(bad)));
  const auto not_set = compile(R"({"jwt":{"secret_env":"ANOTHER"}})", options);
  EXPECT_NE(not_set.errors().find("is not set"), std::string::npos);
}

}  // namespace
}  // namespace ricochet::match
