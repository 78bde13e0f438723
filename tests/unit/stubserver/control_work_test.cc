// The control API over many sessions: what takes long is not done on the loop.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/json/json.h"
#include "http/forwarding_responder.h"
#include "http/router.h"
#include "stubserver/control/api.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using ::testing::HasSubstr;

class Answered final : public http::ForwardingResponder {
 public:
  Answered() : ForwardingResponder(nullptr) {}
  void send(http::Response&& response) override {
    EXPECT_FALSE(answer.has_value()) << "answered twice";
    answer = std::move(response);
  }
  std::optional<http::Response> answer;
};

std::string many(int count, const std::string& path = "/m") {
  std::string out = "[";
  for (int i = 0; i < count; ++i) {
    out += (i == 0 ? "" : ",") + (R"({"request":{"uri":")" + path) + std::to_string(i) +
           R"("},"response":{"text":"x"}})";
  }
  return out + "]";
}

class ControlWorkTest : public testing::Test {
 protected:
  ControlWorkTest() {
    ControlledStub stub;
    stub.server = &server_;
    api_ = std::make_unique<ControlApi>(std::vector{stub});
    api_->add_routes(router_);
    loop_.pool().hold();
  }
  std::shared_ptr<Answered> begin(const std::string& method, const std::string& path,
                                  const std::string& body = {}) {
    auto out = std::make_shared<Answered>();
    router_.handle(make_request(method, "/api/v2/stubs/s" + path, body), out);
    return out;
  }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
  }

  test::FakeLoop loop_;
  StubServer server_{loop_, StubOptions("s"), nullptr};
  http::Router router_;
  std::unique_ptr<ControlApi> api_;
};

TEST_F(ControlWorkTest, FewSessionsComeInAtOnce) {
  const auto added = begin("POST", "/sessions", many(3));
  ASSERT_TRUE(added->answer);
  EXPECT_EQ(added->answer->status, 201);
  EXPECT_EQ(loop_.pool().held(), 0u);
}

TEST_F(ControlWorkTest, ManyAreCompiledElsewhereAndSwappedInAsAWhole) {
  const auto added = begin("POST", "/sessions", many(2000));
  EXPECT_FALSE(added->answer);
  EXPECT_EQ(server_.rules()->size(), 0u) << "the sessions of before answer meanwhile";
  release();
  ASSERT_TRUE(added->answer);
  EXPECT_EQ(added->answer->status, 201);
  EXPECT_EQ(server_.rules()->size(), 2000u);
  EXPECT_EQ(base::Json::parse(added->answer->body)["sessions"].size(), 2000u);
}

TEST_F(ControlWorkTest, EqualSessionsGetIdsOfTheirOwnHoweverMany) {
  for (int i = 0; i < 3; ++i) {
    begin("POST", "/sessions", many(2000));
    release();
  }
  std::set<std::string> ids;
  for (const auto& rule : server_.rules()->rules()) ids.insert(rule->id);
  EXPECT_EQ(ids.size(), 6000u);
}

TEST_F(ControlWorkTest, WhatChangedMeanwhileIsNotLost) {
  const auto added = begin("POST", "/sessions", many(2000));
  server_.set_base(rules_from(R"([{"request":{"uri":"/new"},"response":{"text":"x"}}])"));
  const auto small = begin("POST", "/sessions", many(1, "/late"));
  EXPECT_TRUE(small->answer) << "nothing holds it up";
  release();
  EXPECT_EQ(added->answer->status, 201);
  EXPECT_EQ(server_.rules()->size(), 2002u);
}

TEST_F(ControlWorkTest, WhoeverChangesThemForEverDoesNotHoldAnybodyUp) {
  const auto added = begin("POST", "/sessions", many(2000));
  for (int i = 0; i < 2 * ControlApi::kMostTries && !added->answer; ++i) {
    server_.set_base(rules_from(R"([{"request":{"uri":"/new"},"response":{"text":"x"}}])"));
    loop_.pool().release_one();
    loop_.run_ready();
  }
  ASSERT_TRUE(added->answer);
  EXPECT_EQ(added->answer->status, 201);
  EXPECT_EQ(server_.rules()->size(), 2001u);
}

TEST_F(ControlWorkTest, OneOfManyIsReplacedShownExplainedAndRemovedElsewhere) {
  server_.set_base(rules_from(many(2000)));
  const auto id = server_.rules()->rules()[7]->id;
  for (const auto& [method, path, body, status] :
       {std::tuple{"PUT", "/sessions/" + id, R"({"request":{"uri":"/p"},"response":{"text":"p"}})",
                   200},
        std::tuple{"GET", std::string("/sessions?unused=1"), "", 200},
        std::tuple{"POST", std::string("/explain?limit=10000"), R"({"uri":"/p"})", 200},
        std::tuple{"DELETE", "/sessions/" + id, "", 204},
        std::tuple{"DELETE", "/sessions/" + id, "", 404}}) {
    const auto asked = begin(method, path, body);
    EXPECT_FALSE(asked->answer) << method << path;
    release();
    ASSERT_TRUE(asked->answer) << method << path;
    EXPECT_EQ(asked->answer->status, status) << method << path << asked->answer->body;
  }
  EXPECT_EQ(server_.rules()->size(), 1999u);
}

TEST_F(ControlWorkTest, BeyondTheBoundOfTheWorkersItIs503) {
  const std::string body(std::size_t{33} << 20, ' ');
  const auto first = begin("POST", "/sessions", body);
  const auto second = begin("POST", "/sessions", body);
  loop_.run_ready();
  EXPECT_FALSE(first->answer);
  ASSERT_TRUE(second->answer);
  EXPECT_EQ(second->answer->status, 503);
  EXPECT_THAT(second->answer->body, HasSubstr("worker/busy"));
  EXPECT_NE(second->answer->header("Retry-After"), nullptr);
}

}  // namespace
}  // namespace ricochet::stubserver
