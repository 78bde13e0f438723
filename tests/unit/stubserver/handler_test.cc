#include "stubserver/serve/handler.h"

#include <gtest/gtest.h>

#include "http/forwarding_responder.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;

/// What happened, in order: the sink and the responders of a test write into one list.
using Events = std::vector<std::string>;

class FakeResponder final : public http::ForwardingResponder {
 public:
  explicit FakeResponder(Events& events) : ForwardingResponder(nullptr), events_(events) {}
  void send(http::Response&& response) override {
    events_.push_back("sent " + std::to_string(response.status) + " " + response.body);
  }
  void start_stream(http::Response) override { events_.push_back("stream"); }
  void abort(bool reset) override { events_.push_back(reset ? "reset" : "closed"); }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }
  void leave() {
    if (gone_) gone_();
  }

 private:
  void pass(Call) override {}  // pieces leave, and are not told to have been sent
  Events& events_;
  std::function<void()> gone_;
};

class FakeSink final : public http::ExchangeSink {
 public:
  explicit FakeSink(Events& events) : events_(events) {}
  void on_exchange(http::Exchange&& exchange) override {
    events_.push_back("recorded " + std::to_string(exchange.status));
    exchanges.push_back(std::move(exchange));
  }
  std::vector<http::Exchange> exchanges;

 private:
  Events& events_;
};

class HandlerTest : public testing::Test {
 protected:
  HandlerTest() {
    StubHandler::Options options;
    options.bin = "photos";
    handler_ = std::make_unique<StubHandler>(loop_, options, state_, &sink_, nullptr);
  }
  std::shared_ptr<FakeResponder> get(const std::string& target) {
    auto responder = std::make_shared<FakeResponder>(events_);
    handler_->handle(make_request("GET", target), responder);
    return responder;
  }

  test::FakeLoop loop_;
  Events events_;
  FakeSink sink_{events_};
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  std::unique_ptr<StubHandler> handler_;
};

TEST_F(HandlerTest, RecordsBeforeItAnswers) {
  handler_->set_rules(rules_from(R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])"));
  get("/a");
  EXPECT_EQ(events_, (Events{"recorded 200", "sent 200 a"}));
}

TEST_F(HandlerTest, ExchangeSaysWhatWasAskedAndAnsweredAndByWhom) {
  LoadOptions options;
  options.owner = "a scenario";
  handler_->set_rules(rules_from(
      "[\n{\"request\":{\"uri\":\"/a\"},\"response\":{\"text\":\"a\",\"latency\":40}}]", options));
  get("/a?x=1");
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  const auto& exchange = sink_.exchanges[0];
  EXPECT_EQ(exchange.bin, "photos");
  EXPECT_EQ(exchange.request.target, "/a?x=1");
  EXPECT_EQ(exchange.received, loop_.now());
  EXPECT_EQ(exchange.response_body, "a");
  EXPECT_EQ(exchange.response_headers.size(), 1u);
  EXPECT_EQ(exchange.delay, 40ms);
  EXPECT_TRUE(exchange.matched);
  EXPECT_EQ(exchange.rule, "stubs.json:2");
  EXPECT_EQ(exchange.rule_owner, "a scenario");
}

TEST_F(HandlerTest, UnmatchedExchangeSaysWhyNot) {
  handler_->set_rules(rules_from(R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])"));
  get("/b");
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  EXPECT_FALSE(sink_.exchanges[0].matched);
  EXPECT_EQ(sink_.exchanges[0].rule, "");
  EXPECT_NE(sink_.exchanges[0].why_not.find("stubs.json:1"), std::string::npos);
}

// Moco takes methods in any case. The record keeps what was sent.
TEST_F(HandlerTest, MethodInLowerCaseIsAnsweredAndRecordedAsItIs) {
  handler_->set_rules(rules_from(
      R"([{"request":{"uri":"/a","method":"post"},"response":{"text":{"template":"${req.method}"}}}])"));
  handler_->handle(make_request("pOst", "/a"), std::make_shared<FakeResponder>(events_));
  EXPECT_EQ(events_, (Events{"recorded 200", "sent 200 POST"}));
  EXPECT_EQ(sink_.exchanges.front().request.method, "pOst");
}

TEST_F(HandlerTest, LatencyHoldsTheAnswerBackAndNothingElse) {
  handler_->set_rules(
      rules_from(R"([{"request":{"uri":"/slow"},"response":{"text":"s","latency":100}},
                                     {"request":{"uri":"/fast"},"response":{"text":"f"}}])"));
  get("/slow");
  get("/fast");
  EXPECT_EQ(events_, (Events{"recorded 200", "recorded 200", "sent 200 f"}));
  loop_.advance(99ms);
  EXPECT_EQ(handler_->pending(), 1u);
  loop_.advance(1ms);
  EXPECT_EQ(events_.back(), "sent 200 s");
  EXPECT_EQ(handler_->pending(), 0u);
}

TEST_F(HandlerTest, ClientThatLeavesDuringTheLatencyEndsIt) {
  handler_->set_rules(rules_from(R"([{"response":{"text":"s","latency":100}}])"));
  const auto responder = get("/");
  responder->leave();
  EXPECT_EQ(handler_->pending(), 0u);
  EXPECT_EQ(loop_.pending_timers(), 0u);
  loop_.advance(1s);
  // A client that has closed its sending side only must not get the 500 of a forgotten request.
  EXPECT_EQ(events_, (Events{"recorded 200", "closed"}));
}

TEST_F(HandlerTest, CancelClosesWhatWaits) {
  handler_->set_rules(rules_from(R"([{"response":{"text":"s","latency":100}}])"));
  get("/");
  get("/");
  handler_->cancel_pending();
  loop_.advance(1s);
  EXPECT_EQ(events_, (Events{"recorded 200", "recorded 200", "closed", "closed"}));
}

TEST_F(HandlerTest, TenThousandThatWaitAreTenThousandTimersAndNoneAfterACancel) {
  handler_->set_rules(rules_from(R"([{"response":{"text":"s","latency":{"uniform":[1,100]}}}])"));
  for (int i = 0; i < 10'000; ++i) get("/");
  EXPECT_EQ(handler_->pending(), 10'000u);
  EXPECT_EQ(loop_.pending_timers(), 10'000u);
  handler_->cancel_pending();
  EXPECT_EQ(handler_->pending(), 0u);
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(HandlerTest, OnlyAllowedAddressesAreAnswered) {
  StubHandler::Options options;
  options.allow.push_back(base::Cidr::parse("10.0.0.0/8").value());
  StubHandler handler(loop_, options, state_, &sink_, nullptr);
  handler.set_rules(rules_from(R"([{"response":{"text":"a"}}])"));
  auto request = make_request("GET", "/");
  request.peer_address = "10.1.2.3";
  handler.handle(match::Request(request), std::make_shared<FakeResponder>(events_));
  request.peer_address = "192.0.2.1";
  handler.handle(match::Request(request), std::make_shared<FakeResponder>(events_));
  ASSERT_EQ(events_.size(), 4u);
  EXPECT_EQ(events_[1], "sent 200 a");
  EXPECT_EQ(events_[2], "recorded 403");
  EXPECT_NE(events_[3].find("192.0.2.1 may not ask this stub"), std::string::npos);
  EXPECT_FALSE(sink_.exchanges[1].matched);
}

TEST_F(HandlerTest, ItsEndLeavesNoTimerAndNoCallBehind) {
  handler_->set_rules(rules_from(R"([{"response":{"text":"s","latency":100}}])"));
  const auto responder = get("/");
  handler_.reset();
  EXPECT_EQ(loop_.pending_timers(), 0u);
  responder->leave();
}

TEST_F(HandlerTest, RulesAreReplacedForLaterRequestsOnly) {
  handler_->set_rules(rules_from(R"([{"response":{"text":"old","latency":100}}])"));
  get("/");
  handler_->set_rules(rules_from(R"([{"response":{"text":"new"}}])"));
  get("/");
  loop_.advance(100ms);
  EXPECT_EQ(events_, (Events{"recorded 200", "recorded 200", "sent 200 new", "sent 200 old"}));
}

}  // namespace
}  // namespace ricochet::stubserver
