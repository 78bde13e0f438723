#include "runner/mask/names.h"

#include <gtest/gtest.h>

namespace ricochet::runner::mask {
namespace {

TEST(SecretNames, AreFoundHoweverTheyAreWritten) {
  for (const char* name : {"Authorization",
                           "Proxy-Authorization",
                           "Cookie",
                           "Set-Cookie",
                           "X-Api-Key",
                           "api_key",
                           "apiKey",
                           "access_token",
                           "accessToken",
                           "refresh-token",
                           "X-Auth-Token",
                           "x-amz-security-token",
                           "client_secret",
                           "password",
                           "DB_PASSWORD",
                           "db.passwd",
                           "sasl.password",
                           "$.auth.access_token",
                           "$['access_token']",
                           "$[\"client_secret\"]",
                           "PRIVATE_KEY",
                           "passphrase",
                           "credentials",
                           "JSESSIONID",
                           "Ocp-Apim-Subscription-Key",
                           "aws_secret_access_key"})
    EXPECT_TRUE(names_secret(name)) << name;
}

TEST(SecretNames, AreNotEverything) {
  for (const char* name :
       {"", "key", "Idempotency-Key", "token_type", "expires_in", "secretary", "tokenizer",
        "password_hint", "max_tokens_total", "$.token.type", "author", "x-event", "monkey", "]"})
    EXPECT_FALSE(names_secret(name)) << name;
}

TEST(SecretNames, SayWhatTheirValuesLookLike) {
  EXPECT_TRUE(names_credentials("proxy-authorization"));
  EXPECT_FALSE(names_credentials("x-api-key"));
  EXPECT_TRUE(names_cookies("Set-Cookie"));
  EXPECT_FALSE(names_cookies("authorization"));
}

}  // namespace
}  // namespace ricochet::runner::mask
