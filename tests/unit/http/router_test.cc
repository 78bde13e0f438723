#include "http/router.h"

#include <gmock/gmock.h>

#include "base/json/json.h"
#include "tests/unit/http/fake_responder.h"

namespace ricochet::http {
namespace {

class RouterTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* pattern :
         {"/", "/api/v2/bins", "/api/v2/bins/{bin}", "/api/v2/bins/{bin}/requests/{id}",
          "/api/v2/bins/all", "/web/{file*}"}) {
      router_.add("GET", pattern,
                  [this, pattern](RouteCall call) { took(pattern, std::move(call)); });
    }
    router_.add("POST", "/api/v2/bins",
                [this](RouteCall call) { took("create", std::move(call)); });
    router_.add("*", "/any/{x}", [this](RouteCall call) { took("any", std::move(call)); });
  }
  void took(std::string name, RouteCall call) {
    taken_ = std::move(name);
    params_ = call.params;
    call.responder->send(Response(200));
  }
  Response ask(const std::string& method, const std::string& target) {
    taken_.clear();
    params_.clear();
    match::Request request;
    request.method = method;
    request.set_target(target);
    const auto responder = std::make_shared<test::FakeResponder>();
    router_.handle(std::move(request), responder);
    EXPECT_EQ(responder->answers.size(), 1u);
    return responder->answers.empty() ? Response() : responder->answers.front();
  }

  Router router_;
  std::string taken_;
  std::vector<match::Field> params_;
};

TEST_F(RouterTest, TakesTheMostSpecificPattern) {
  ask("GET", "/api/v2/bins/all");
  EXPECT_EQ(taken_, "/api/v2/bins/all");
  ask("GET", "/api/v2/bins/any?x=1");
  EXPECT_EQ(taken_, "/api/v2/bins/{bin}");
  ask("GET", "/");
  EXPECT_EQ(taken_, "/");
  ask("GET", "http://host/api/v2/bins");
  EXPECT_EQ(taken_, "/api/v2/bins");
  ask("GET", "http://host?x");
  EXPECT_EQ(taken_, "/");
}

TEST_F(RouterTest, DecodesParametersOneByOne) {
  ask("GET", "/api/v2/bins/a%2Fb%20c/requests/7");
  EXPECT_EQ(taken_, "/api/v2/bins/{bin}/requests/{id}");
  EXPECT_THAT(params_, testing::ElementsAre(match::Field{"bin", "a/b c"}, match::Field{"id", "7"}));
}

TEST_F(RouterTest, RestTakesEverythingEvenNothing) {
  ask("GET", "/web/app/list.js");
  EXPECT_THAT(params_, testing::ElementsAre(match::Field{"file", "app/list.js"}));
  ask("GET", "/web/");
  EXPECT_THAT(params_, testing::ElementsAre(match::Field{"file", ""}));
}

TEST_F(RouterTest, UnknownPathIs404WithAJsonError) {
  for (const char* target : {"/nothing", "/api/v2/bins/", "/api/v2/bins//requests/1", "*"}) {
    const Response response = ask("GET", target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_TRUE(base::Json::parse(response.body).contains("error"));
  }
}

TEST_F(RouterTest, UnknownMethodIs405WithAllow) {
  const Response response = ask("DELETE", "/api/v2/bins");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(*response.header("Allow"), "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(ask("get", "/").status, 405) << "methods are case-sensitive";
}

TEST_F(RouterTest, OptionsAndHeadNeedNoRoutes) {
  const Response options = ask("OPTIONS", "/api/v2/bins");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(*options.header("Allow"), "GET, POST, HEAD, OPTIONS");
  EXPECT_EQ(ask("HEAD", "/").status, 200);
  EXPECT_EQ(taken_, "/");
}

TEST_F(RouterTest, StarTakesEveryMethod) {
  ask("PROPFIND", "/any/1");
  EXPECT_EQ(taken_, "any");
  ask("OPTIONS", "/any/1");
  EXPECT_EQ(taken_, "any");
}

TEST_F(RouterTest, FallbackGetsTheRest) {
  router_.fallback([this](RouteCall call) { took("fallback", std::move(call)); });
  EXPECT_EQ(ask("PUT", "/elsewhere").status, 200);
  EXPECT_EQ(taken_, "fallback");
  EXPECT_EQ(ask("PUT", "/").status, 405) << "a known path stays a known path";
}

TEST_F(RouterTest, ListsItsRoutes) {
  EXPECT_THAT(router_.routes(), testing::Contains("POST /api/v2/bins"));
}

}  // namespace
}  // namespace ricochet::http
