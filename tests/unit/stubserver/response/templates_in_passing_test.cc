// No template holds the loop up: what takes long is filled in by a worker, from the first request.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/forwarding_responder.h"
#include "match/template/eval/rendering_steps.h"
#include "stubserver/serve/handler.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using ::testing::HasSubstr;

class TriedClient final : public http::ForwardingResponder {
 public:
  TriedClient() : ForwardingResponder(nullptr) {}
  void send(http::Response&& sent) override { response = std::move(sent); }
  void abort(bool) override {}
  void on_disconnect(std::function<void()>) override {}
  http::Response response;
};

/// Some milliseconds.
constexpr std::uint64_t kFewSteps = 30'000;
/// As many steps as `n` says.
constexpr const char* kLoop = "<#list 1..(req.queries['n']?number) as i></#list>x";

class TemplatesInPassing : public testing::Test {
 protected:
  TemplatesInPassing() {
    handler_ =
        std::make_unique<StubHandler>(loop_, StubHandler::Options(), state_, nullptr, nullptr);
    loop_.pool().hold();
  }
  void rules(const std::string& session) { handler_->set_rules(rules_from("[" + session + "]")); }
  /// Steps that the loop's thread took.
  template <class Do>
  std::uint64_t steps(const Do& act) {
    const auto before = match::rendering_steps();
    act();
    return match::rendering_steps() - before;
  }
  http::Response ask(const std::string& target, std::string body = "") {
    auto client = std::make_shared<TriedClient>();
    on_loop_ =
        steps([&] { handler_->handle(make_request("POST", target, std::move(body)), client); });
    looked_at_ = 0;
    while (loop_.pool().held() > 0) {
      ++looked_at_;
      loop_.pool().release_one();
      on_loop_ += steps([&] { loop_.run_ready(); });
    }
    return client->response;
  }

  test::FakeLoop loop_;
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  std::unique_ptr<StubHandler> handler_;
  std::uint64_t on_loop_ = 0;
  int looked_at_ = 0;
};

TEST_F(TemplatesInPassing, TheFirstAnswerThatTakesLongIsMadeElsewhere) {
  const std::string loop = kLoop;
  const std::string responses[] = {
      R"({"text":{"template":")" + loop + R"("}})",
      R"({"text":"x","headers":{"X-N":{"template":")" + loop + R"("}}})",
      R"({"json":{"a":")" + loop + R"("},"template":true})",
      R"({"cycle":[{"text":{"template":")" + loop + R"("}},{"text":"b"}]})",
      R"({"text":{"template":"${'x'?left_pad(req.queries['n']?number * 64)?length}"}})",
      R"({"text":{"template":"<#assign s='x'?left_pad(60000)><#list 1..(req.queries['n']?number / 100) as i><#assign q=s?upper_case></#list>"}})"};
  for (const auto& response : responses) {
    SCOPED_TRACE(response);
    rules(R"({"request":{"uri":"/t"},"response":)" + response + "}");
    EXPECT_LT(ask("/t?n=200000").status, 400);
    EXPECT_GT(looked_at_, 0);
    EXPECT_LT(on_loop_, kFewSteps);
  }
}

TEST_F(TemplatesInPassing, SoIsTheOneAfterManyThatTookLittle) {
  rules(R"({"request":{"uri":"/t"},"response":{"text":{"template":")" + std::string(kLoop) +
        R"("}}})");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ask("/t?n=3").body, "x");
    EXPECT_EQ(looked_at_, 0);
    EXPECT_LT(on_loop_, 20u) << "filled in once, not twice";
  }
  EXPECT_EQ(ask("/t?n=100000").body, "x");
  EXPECT_GT(looked_at_, 0);
  EXPECT_LT(on_loop_, kFewSteps);
}

TEST_F(TemplatesInPassing, ScopeOfAState) {
  const std::string state = R"("state":{"machine":"m","scope":")" + std::string(kLoop) + R"(",)";
  handler_->set_rules(rules_from(R"([{"request":{"uri":"/t"},)" + state +
                                 R"("when":"start","then":"end"},"response":{"text":"first"}},
                                 {"request":{"uri":"/t"},)" +
                                 state + R"("when":"end"},"response":{"text":"then"}}])"));
  for (const char* expected : {"first", "then", "then"}) {
    EXPECT_EQ(ask("/t?n=100000").body, expected);
    EXPECT_GT(looked_at_, 0);
    EXPECT_LT(on_loop_, kFewSteps);
  }
}

TEST_F(TemplatesInPassing, ScopeThatIsVeryLongFitsNoState) {
  rules(R"({"request":{"uri":"/t"},"state":{"machine":"m","scope":"${'x'?left_pad(70000)}",
            "when":"start"},"response":{"text":"first"}})");
  EXPECT_THAT(ask("/t").body, HasSubstr("longer than"));
}

TEST_F(TemplatesInPassing, AnswerOfAQuotaThatIsUsedUp) {
  rules(
      R"({"request":{"uri":"/t"},"quota":{"limit":1,"window":"1h","exceeded":{"text":{"template":")" +
      std::string(kLoop) + R"("}}},"response":{"text":"fits"}})");
  EXPECT_EQ(ask("/t?n=100000").body, "fits");
  for (int i = 0; i < 2; ++i) {
    const auto answer = ask("/t?n=100000");
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.body, "x");
    EXPECT_GT(looked_at_, 0);
    EXPECT_LT(on_loop_, kFewSteps);
  }
}

TEST_F(TemplatesInPassing, AnswerThatOnceTookLongIsMadeElsewhereFromThenOn) {
  rules(R"({"request":{"uri":"/t"},"response":{"text":{"template":")" + std::string(kLoop) +
        R"("}}})");
  ask("/t?n=30000");
  EXPECT_EQ(ask("/t?n=30000").body, "x");
  EXPECT_EQ(on_loop_, 0u);
}

TEST_F(TemplatesInPassing, WhatIsRandomIsDrawnOnce) {
  const std::string session =
      R"({"request":{"uri":"/t"},"response":{"text":{"template":"${uuid()}"}}})";
  rules(session);
  const auto first = ask("/t").body;
  const auto second = ask("/t").body;
  EXPECT_NE(first, second);
  StubState plain{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  const auto request = make_request("POST", "/t", "");
  const match::Subject subject(request);
  const auto set = rules_from("[" + session + "]");
  EXPECT_EQ(decide(subject, *set, plain).response.body, first) << "as without trying it out";
  EXPECT_EQ(decide(subject, *set, plain).response.body, second);
}

}  // namespace
}  // namespace ricochet::stubserver
