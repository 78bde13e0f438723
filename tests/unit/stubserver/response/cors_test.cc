#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

constexpr const char* kFull = R"({"text":"x","cors":{
    "allowOrigin":"https://a.example", "allowMethods":["GET","PUT"], "allowHeaders":["X-A","X-B"],
    "maxAge":{"duration":20,"unit":"day"}, "exposeHeaders":["X-C","X-D"], "allowCredentials":true}})";
constexpr const char* kByAlias = R"({"text":"x","cors":{
    "Access-Control-Allow-Origin":"https://a.example", "Access-Control-Allow-Methods":["GET","PUT"],
    "Access-Control-Allow-Headers":["X-A","X-B"],
    "Access-Control-Max-Age":{"duration":20,"unit":"day"},
    "Access-Control-Expose-Headers":["X-C","X-D"], "Access-Control-Allow-Credentials":true}})";

/// The CORS headers of the answer, as "origin=... methods=...".
std::string cors_of(const StubDecision& decision) {
  constexpr std::pair<const char*, const char*> kNames[] = {
      {"origin", "Access-Control-Allow-Origin"},
      {"methods", "Access-Control-Allow-Methods"},
      {"headers", "Access-Control-Allow-Headers"},
      {"age", "Access-Control-Max-Age"},
      {"expose", "Access-Control-Expose-Headers"},
      {"credentials", "Access-Control-Allow-Credentials"}};
  std::string out;
  for (const auto& [name, header] : kNames) {
    if (const std::string* value = decision.response.header(header))
      out += (out.empty() ? "" : " ") + (name + ("=" + *value));
  }
  return out;
}

std::string ask(const std::string& response, const std::string& method, const std::string& origin,
                const std::string& header = "Origin") {
  Stub stub("[{\"request\":{\"uri\":\"/\"},\"response\":" + response + "}]");
  const auto decision = stub.ask(method, "/", "", {{header, origin}});
  EXPECT_EQ(brief(decision), "200 x");
  return cors_of(decision);
}

struct CorsCase {
  const char* response;
  const char* method;
  const char* origin;
  const char* headers;
};
class Cors : public testing::TestWithParam<CorsCase> {};
TEST_P(Cors, AddsWhatItsRulesSay) {
  const auto& c = GetParam();
  EXPECT_EQ(ask(c.response, c.method, c.origin), c.headers);
}

constexpr const char* kMine = "https://a.example";
constexpr const char* kForeign = "https://b.example";
constexpr const char* kAhead =
    "origin=https://a.example methods=GET,PUT headers=X-A,X-B age=1728000 credentials=true";
constexpr const char* kSimple = "origin=https://a.example expose=X-C,X-D credentials=true";
INSTANTIATE_TEST_SUITE_P(
    Rules, Cors,
    testing::Values(CorsCase{kFull, "GET", kMine, kSimple}, CorsCase{kFull, "HEAD", kMine, kSimple},
                    CorsCase{kFull, "POST", kMine, kSimple}, CorsCase{kFull, "GET", kForeign, ""},
                    CorsCase{kFull, "PUT", kMine, kAhead}, CorsCase{kFull, "PUT", kForeign, ""},
                    CorsCase{kFull, "DELETE", kMine, ""}, CorsCase{kFull, "OPTIONS", kMine, kAhead},
                    CorsCase{kFull, "OPTIONS", kForeign, kAhead},
                    CorsCase{kByAlias, "GET", kMine, kSimple},
                    CorsCase{kByAlias, "PUT", kMine, kAhead}));
constexpr const char* kAll = R"({"text":"x","cors":true})";
INSTANTIATE_TEST_SUITE_P(
    True, Cors,
    testing::Values(CorsCase{kAll, "GET", kForeign, "origin=*"},
                    CorsCase{kAll, "PUT", kForeign, "origin=* methods=* headers=*"},
                    CorsCase{kAll, "OPTIONS", kForeign, "origin=* methods=* headers=*"}));
INSTANTIATE_TEST_SUITE_P(
    Single, Cors,
    testing::Values(
        CorsCase{R"({"text":"x","cors":{"allowOrigin":"*"}})", "GET", kMine, "origin=*"},
        CorsCase{R"({"text":"x","cors":{"allowMethods":"*"}})", "PUT", kMine, "methods=*"},
        CorsCase{R"({"text":"x","cors":{"maxAge":60}})", "PUT", kMine, "age=0"},
        CorsCase{R"({"text":"x","cors":{"allowCredentials":false}})", "GET", kMine,
                 "credentials=false"},
        CorsCase{R"({"text":"x","cors":{"allowCredentials":false}})", "PUT", kMine, ""},
        CorsCase{R"({"text":"x","cors":{"allowCredentials":"true"}})", "PUT", kMine,
                 "credentials=true"}));

// Moco sends each element as it is written, one name or several.
INSTANTIATE_TEST_SUITE_P(
    Lists, Cors,
    testing::Values(CorsCase{R"({"text":"x","cors":{"allowHeaders":["X-A, X-B"]}})", "PUT", kMine,
                             "headers=X-A, X-B"},
                    CorsCase{R"({"text":"x","cors":{"allowHeaders":["x-a,X-B","X-C"]}})", "OPTIONS",
                             kMine, "headers=x-a,X-B,X-C"},
                    CorsCase{R"({"text":"x","cors":{"allowHeaders":[" X-A ","*"]}})", "PUT", kMine,
                             "headers=X-A ,*"},
                    CorsCase{R"({"text":"x","cors":{"exposeHeaders":["X-A, X-B","X-C"]}})", "GET",
                             kMine, "expose=X-A, X-B,X-C"},
                    CorsCase{R"({"text":"x","cors":{"allowMethods":["*","PUT"]}})", "DELETE", kMine,
                             "methods=*,PUT"}));

TEST(CorsFindings, TellWhatABrowserWouldNotTake) {
  const auto found = [](const std::string& cors) {
    return findings_in(R"([{"request":{"uri":"/"},"response":{"cors":)" + cors + "}}]");
  };
  EXPECT_NE(found(R"({"allowMethods":["put"]})").find("stub/lower-case"), std::string::npos);
  const auto all = found(R"({"Access-Control-Allow-Origin":"*","allowCredentials":true})");
  EXPECT_NE(all.find("warning[stub/credentials-to-all]"), std::string::npos) << all;
  EXPECT_EQ(found(R"({"allowOrigin":"*","allowCredentials":false})"), "");
  EXPECT_NE(found(R"({"allowHeaders":["X-A,,X-B"]})").find("error[stub/bad-header]"),
            std::string::npos);
  EXPECT_NE(found(R"({"allowMethods":["POST, PUT"]})").find("error[stub/unknown-value]"),
            std::string::npos);
}

TEST(CorsOrigin, IsFoundInAnyCase) { EXPECT_EQ(ask(kAll, "GET", kMine, "origin"), "origin=*"); }

TEST(CorsOrigin, WithoutItNothingIsAdded) { EXPECT_EQ(ask(kAll, "OPTIONS", kMine, "X-Other"), ""); }

const std::vector<match::Field> kAskAhead = {{"Origin", kMine},
                                             {"Access-Control-Request-Method", "PUT"}};

TEST(Preflight, IsAnsweredForASessionOfAnotherMethod) {
  Stub stub(
      std::string(
          R"([{"request":{"uri":"/a","method":"put","headers":{"X-A":"1"},"json":{"a":1}},"response":)") +
      kFull + R"(},{"response":{"status":404}}])");
  const auto decision = stub.ask("OPTIONS", "/a", "", kAskAhead);
  EXPECT_EQ(brief(decision), "204 ");
  EXPECT_EQ(cors_of(decision), kAhead);
  EXPECT_TRUE(decision.matched());
  EXPECT_EQ(decision.rule->place(), "stubs.json:1");
  EXPECT_EQ(stub.state.hits(*decision.rule), 0u) << "the session itself has not answered";
}

TEST(Preflight, HeedsPathMethodAndQuery) {
  Stub stub(
      R"([{"request":{"uri":"/a","method":"put","queries":{"q":"1"}},"response":{"cors":true}},
                {"response":{"status":404}}])");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a?q=1", "", kAskAhead)), "204 ");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a?q=2", "", kAskAhead)), "404 ");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/b?q=1", "", kAskAhead)), "404 ");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a?q=1", "",
                           {{"Origin", kMine}, {"Access-Control-Request-Method", "DELETE"}})),
            "404 ");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a?q=1", "", {{"Origin", kMine}})), "404 ");
  EXPECT_EQ(brief(stub.ask("GET", "/a?q=1", "", kAskAhead)), "404 ");
}

TEST(Preflight, NeverGoesBeforeASessionThatMatchesOptions) {
  Stub stub(R"([{"request":{"uri":"/a","method":"put"},"response":{"cors":true}},
                {"request":{"uri":"/a","method":"options"},"response":{"text":"own"}}])");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a", "", kAskAhead)), "200 own");
}

TEST(Preflight, MovesNoPosition) {
  Stub stub(R"([{"request":{"uri":"/a","method":"put"},
                 "response":{"seq":[{"text":"1","cors":true},{"text":"2","cors":true}]}}])");
  EXPECT_EQ(brief(stub.ask("OPTIONS", "/a", "", kAskAhead)), "204 ");
  EXPECT_EQ(brief(stub.ask("PUT", "/a", "", kAskAhead)), "200 1");
}

}  // namespace
}  // namespace ricochet::stubserver
