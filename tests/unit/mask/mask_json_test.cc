#include "runner/mask/mask_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/encoding.h"

namespace ricochet::runner::mask {
namespace {

using base::Json;
using ::testing::HasSubstr;
using ::testing::Not;

Json masked(Json value) {
  Secrets secrets;
  mask_json(value, secrets);
  return value;
}

TEST(MaskJson, MembersAndPairsByTheirNames) {
  EXPECT_EQ(masked(Json::parse(R"({"password": "abc", "n": 1, "pins": {"token": 12345}})")),
            Json::parse(R"({"password": "***1", "n": 1, "pins": {"token": "***2"}})"));
  EXPECT_EQ(
      masked(Json::parse(
          R"([["Authorization", "Bearer abc"], ["Accept", "x"], ["Cookie", "a=1; b=2", "latin1"]])")),
      Json::parse(
          R"([["Authorization", "Bearer ***1"], ["Accept", "x"], ["Cookie", "a=***2; b=***3", "latin1"]])"));
}

TEST(MaskJson, UnderTheNameOfASecretListsAreMaskedAndObjectsLookedInto) {
  EXPECT_EQ(masked(Json::parse(R"({"password": ["abc", "def"], "n": ["abc"]})")),
            Json::parse(R"({"password": ["***1", "***2"], "n": ["abc"]})"));
  EXPECT_EQ(masked(Json::parse(R"({"password": {"token": "abc", "n": 1}, "secret": [1, "x"]})")),
            Json::parse(R"({"password": {"token": "***1", "n": 1}, "secret": ["***2", "***3"]})"));
}

TEST(MaskJson, NumbersOfAnyLength) {
  const auto value = base::parse_json_body(
      R"({"token": 12345678901234567890123, "n": [0.12345678901234567890123, 7, 12345678]})");
  Secrets secrets;
  secrets.add_name("card");
  secrets.learn("card", "0.12345678901234567890123");
  secrets.learn("card", "12345678");
  mask_json(*value, secrets);
  EXPECT_EQ(*value, Json::parse(R"({"token": "***1", "n": ["***2", 7, "***3"]})"));
}

TEST(MaskJson, NamesOfMembersMayHoldSecrets) {
  Secrets secrets;
  secrets.learn("token", "abcd-1234-efgh");
  Json value = Json::parse(R"({"/a/abcd-1234-efgh": 1, "x": 2})");
  mask_json(value, secrets);
  EXPECT_EQ(value, Json::parse(R"({"/a/***1": 1, "x": 2})"));
}

/// A call as v2 has it, with this body.
Json call(const std::string& content, const std::string& encoding, const std::string& coding = {}) {
  Json out;
  out["kind"] = "call";
  out["headers"] = Json::array({Json::array({"Content-Type", "application/json"})});
  if (!coding.empty()) out["headers"].push_back(Json::array({"Content-Encoding", coding}));
  out["body"] = {
      {"size", content.size()}, {"sha256", "x"}, {"encoding", encoding}, {"content", content}};
  return out;
}

TEST(MaskRecords, BodiesAsTextAndInBase64) {
  const std::string body = "\xFF{\"access_token\":\"very-secret-1\"}";
  for (Json record : {call(R"({"access_token":"very-secret-1"})", "utf8"),
                      call(base::base64_encode(body), "base64")}) {
    Secrets secrets;
    mask_records(record, secrets);
    const std::string text = base::compact_json(record);
    const auto bytes = base::base64_decode(record["body"]["content"].get<std::string>());
    EXPECT_THAT(text + bytes.value_or(""), Not(HasSubstr("very-secret-1")));
    EXPECT_THAT(text + bytes.value_or(""), HasSubstr("***1"));
    EXPECT_FALSE(record["body"].contains("sha256")) << "it would let the secret be guessed";
  }
}

TEST(MaskRecords, TheAnswerIsMaskedLikeTheCall) {
  Secrets secrets;
  Json record = call("{}", "utf8");
  record["answer"] = call(base::base64_encode("not gzip"), "base64", "gzip");
  record["answer"].erase("kind");
  mask_records(record, secrets);
  EXPECT_EQ(record["answer"]["body"]["content"],
            "(left out: a body in the coding gzip cannot be searched for secrets)");
  Json nothing = "text";
  mask_records(nothing, secrets);
  EXPECT_EQ(nothing, "text");
}

TEST(MaskRecords, ABodyWithoutSecretsStaysAsItIs) {
  Json record = call(R"({"status":"paid"})", "utf8");
  const Json before = record;
  Secrets secrets;
  mask_records(record, secrets);
  EXPECT_EQ(record, before);
}

// printf '{"password":"gz-secret-77"}' | gzip -n9 | base64
constexpr const char* kZipped = "H4sIAAAAAAACA6tWKkgsLi7PL0pRslJKr9ItTk0uSi3RNTdXqgUA5/fNtRsAAAA=";

TEST(MaskRecords, ACodedBodyIsUndone) {
  Json record = call(kZipped, "base64", "gzip");
  Secrets secrets;
  mask_records(record, secrets);
  EXPECT_EQ(record["body"]["content"], R"({"password":"***1"})");
  EXPECT_EQ(record["headers"].size(), 1u) << "it has no coding any more";
}

TEST(MaskRecords, ABodyThatCannotBeSearchedIsLeftOut) {
  Json record = call(base::base64_encode("\x01\xFF whatever"), "base64", "br");
  Secrets secrets;
  mask_records(record, secrets);
  EXPECT_THAT(record["body"]["content"].get<std::string>(), HasSubstr("left out"));
}

}  // namespace
}  // namespace ricochet::runner::mask
