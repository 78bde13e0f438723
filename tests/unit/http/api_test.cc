#include "http/api.h"

#include <gmock/gmock.h>

#include "base/json/json.h"

namespace ricochet::http {
namespace {

match::Request with(const std::string& target) {
  match::Request request;
  request.set_target(target);
  return request;
}

TEST(Api, IntegersHaveBounds) {
  EXPECT_EQ(query_int(with("/?wait_ms=250"), "wait_ms", 0, 0, 60'000).value(), 250);
  EXPECT_EQ(query_int(with("/"), "wait_ms", 7, 0, 60'000).value(), 7);
  EXPECT_EQ(query_int(with("/?n=-3"), "n", 0, -5, 5).value(), -3);
  for (const char* bad : {"", "x", "1x", "60001", "-1", "99999999999999999999", "1.5"}) {
    const auto result = query_int(with(std::string("/?wait_ms=") + bad), "wait_ms", 0, 0, 60'000);
    ASSERT_FALSE(result) << bad;
    EXPECT_EQ(result.error().code, "http/bad-query");
    EXPECT_FALSE(result.error().hint.empty());
    EXPECT_EQ(
        result.error().message,
        std::string("query parameter \"wait_ms\" must be a whole number from 0 to 60000, got \"") +
            bad + '"');
  }
}

TEST(Api, BooleansAndWords) {
  EXPECT_TRUE(query_bool(with("/?follow"), "follow", false).value());
  EXPECT_FALSE(query_bool(with("/?follow=0"), "follow", true).value());
  EXPECT_FALSE(query_bool(with("/?follow=maybe"), "follow", true));
  EXPECT_EQ(query_word(with("/?order=newest"), "order", "oldest", {"oldest", "newest"}).value(),
            "newest");
  const auto word = query_word(with("/?order=newst"), "order", "oldest", {"oldest", "newest"});
  ASSERT_FALSE(word);
  EXPECT_THAT(word.error().message, testing::HasSubstr("must be one of oldest, newest"));
  EXPECT_THAT(word.error().hint, testing::HasSubstr("newest"));
}

TEST(Api, UnknownParametersAreNamed) {
  EXPECT_TRUE(check_queries(with("/?limit=1"), {"limit", "after"}));
  const auto status = check_queries(with("/?limt=1"), {"limit", "after"});
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().hint, testing::HasSubstr("limit"));
}

TEST(Api, ErrorsAreJson) {
  const Response plain = json_error(404, "no bin \"x\"");
  EXPECT_EQ(plain.status, 404);
  EXPECT_EQ(plain.body, R"({"error":"no bin \"x\""})");
  EXPECT_EQ(*plain.header("content-type"), "application/json; charset=utf-8");

  base::Diag diag("stub/unknown-key", "unknown key", "did you mean \"uri\"?");
  diag.where.file = "a.json";
  diag.where.line = 3;
  diag.where.column = 7;
  const auto json = base::Json::parse(json_error(400, diag).body);
  EXPECT_EQ(json["error"], "unknown key");
  EXPECT_EQ(json["code"], "stub/unknown-key");
  EXPECT_EQ(json["where"], "a.json:3:7");
  EXPECT_FALSE(json.contains("pointer"));
  EXPECT_EQ(json["text"], base::render(diag));
}

TEST(Api, AllFindingsOfALoader) {
  base::DiagList diags(2);
  for (const char* message : {"one", "two", "three"}) diags.add({"a/b", message});
  const auto json = base::Json::parse(json_error(400, diags).body);
  EXPECT_EQ(json["error"], "one");
  EXPECT_EQ(json["errors"].size(), 2u);
  EXPECT_EQ(json["more_errors"], 1);
  EXPECT_THAT(json["text"].get<std::string>(), testing::HasSubstr("two"));
}

TEST(Api, ForeignBytesStayJson) {
  const Response response = json_error(400, "bytes \xff\xfe here");
  EXPECT_EQ(base::Json::parse(response.body)["error"], "bytes \xEF\xBF\xBD\xEF\xBF\xBD here");
}

TEST(Api, EveryKindOfDiagHasAStatus) {
  using Kind = base::Diag::Kind;
  EXPECT_EQ(status_of(Kind::kInput), 400);
  EXPECT_EQ(status_of(Kind::kEnvironment), 503);
  EXPECT_EQ(status_of(Kind::kUsage), 400);
  EXPECT_EQ(status_of(Kind::kNotFound), 404);
  EXPECT_EQ(status_of(Kind::kConflict), 409);
  EXPECT_EQ(status_of(Kind::kInternal), 500);
}

}  // namespace
}  // namespace ricochet::http
