// What comes over a WebSocket never holds the loop up.
#include <gmock/gmock.h>

#include "match/template/eval/rendering_steps.h"
#include "match/work.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;

using test::Frame;
using enum test::Opcode;

/// Some milliseconds of templates.
constexpr std::uint64_t kFewSteps = 30'000;
/// Takes longer.
const std::string kLoop = R"({"template":"<#list 1..100000 as i></#list>x"})";

/// Counts what is underway, too.
class CountingSink final : public http::ExchangeSink {
 public:
  void on_exchange(http::Exchange&& exchange) override {
    open_then.push_back(open);
    exchanges.push_back(std::move(exchange));
  }
  std::shared_ptr<void> begun(const std::string& bin, base::TimePoint at) override {
    EXPECT_EQ(bin, "photos");
    times.push_back(at);
    ++open;
    return {nullptr, [this](std::nullptr_t) { --open; }};
  }
  std::vector<http::Exchange> exchanges;
  std::vector<int> open_then;  ///< at each of them
  std::vector<base::TimePoint> times;
  int open = 0;
};

class WebSocketWork : public NetTest {
 protected:
  ~WebSocketWork() override { server_.reset(); }  // before the sink, which it tells
  void serve_endpoint(const std::string& members) {
    server_.reset();
    sink_.exchanges.clear();
    server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_);
    server_->set_base(rules(R"([{"websocket":{"uri":"/ws",)" + members + "}}]"));
    server_->start().value();
  }
  std::unique_ptr<test::RawClient> open(const std::string& target) {
    auto client = connect();
    client->send(test::websocket_handshake(target));
    return client;
  }
  std::unique_ptr<test::RawClient> opened() {
    auto client = open("/ws");
    EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr(" 101 "));
    return client;
  }
  static void expect(test::RawClient& client, test::Opcode kind, const std::string& text) {
    EXPECT_EQ(test::read_frame(client), (Frame{kind, text}));
  }

  CountingSink sink_;
};

TEST_F(WebSocketWork, NoTemplateIsFilledInOnTheLoopWhenItTakesLong) {
  serve_endpoint(R"("connected":)" + kLoop + R"(,"pingpongs":[{"ping":"p","pong":)" + kLoop +
                 R"(}],"sessions":[{"request":"text","response":{"text":)" + kLoop +
                 R"(}},{"request":"cast","response":{"broadcast":{"content":)" + kLoop + "}}}]");
  const auto before = match::rendering_steps();
  const auto client = opened();
  expect(*client, kBinary, "x");
  for (const auto& [kind, text, answer] :
       {std::tuple{kText, "text", kBinary}, {kText, "cast", kBinary}, {kPing, "p", kPong}}) {
    client->send(test::frame(kind, text));
    expect(*client, answer, "x");
  }
  EXPECT_LT(match::rendering_steps() - before, 4 * kFewSteps) << "each begun in passing";
}

TEST_F(WebSocketWork, WhatComesMeanwhileIsAnsweredInItsOrder) {
  serve_endpoint(R"("sessions":[{"request":"dear","response":{"text":)" + kLoop +
                 R"(}},{"request":"cheap","response":{"text":"y"}}])");
  const auto client = opened();
  client->send(test::frame(kText, "dear") + test::frame(kText, "cheap") +
               test::frame(kText, "dear") + test::frame(kPing, "p") + test::frame(kText, "cheap"));
  for (const char* answer : {"x", "y", "x"}) expect(*client, kBinary, answer);
  expect(*client, kPong, "p");
  expect(*client, kBinary, "y");
  ASSERT_EQ(sink_.exchanges.size(), 5u);
  EXPECT_EQ(sink_.times.size(), 2u);
  EXPECT_EQ(sink_.open_then, (std::vector<int>{0, 1, 0, 1, 0})) << "verdicts know of it";
  EXPECT_EQ(sink_.exchanges[1].received, sink_.times[0]) << "not the time of the decision";
  EXPECT_EQ(sink_.open, 0);
}

TEST_F(WebSocketWork, NoConditionIsAskedOnTheLoopWhenItTakesLong) {
  serve_endpoint(R"("sessions":[{"request":{"match":".*a.*[bc]"},"response":{"text":"x"}}])");
  const auto client = opened();
  client->send(test::frame(kText, std::string(60'000, 'a')));
  wait_until([&] { return sink_.exchanges.size() == 2; });
  EXPECT_LT(match::Work::used(), 2 * match::kWorkInPassing);
  EXPECT_THAT(sink_.exchanges[1].why_not, HasSubstr("gave up")) << "and never a plain no";
}

TEST_F(WebSocketWork, LargeMessagesAreLookedAtElsewhere) {
  serve_endpoint(
      R"("sessions":[{"request":{"match":"(?s).*"},"response":{"template":"${req.content?length}"}}])");
  const auto client = opened();
  const auto before = match::rendering_steps();
  client->send(test::frame(kText, std::string(match::kLargeBody, 'a')));
  expect(*client, kBinary, "65536");
  EXPECT_EQ(match::rendering_steps() - before, 0u);
  EXPECT_EQ(sink_.exchanges.back().request.body.size(), match::kLargeBody);
}

TEST_F(WebSocketWork, EndsWhileAWorkerLooks) {
  serve_endpoint(R"("sessions":[{"request":"dear","response":{"text":)" + kLoop + "}}]");
  const auto client = opened();
  client->send(test::frame(kText, "dear"));
  wait_until([&] { return sink_.open == 1; });
  server_->reset_state();
  EXPECT_EQ(sink_.open, 0);
  wait_until([&] { return loop_.pool().load().pieces == 0; });
  EXPECT_EQ(sink_.exchanges.size(), 1u) << "the handshake";
}

// As every request is: what decides is not on the loop when it takes long.
TEST_F(WebSocketWork, HandshakeThatTakesLongToMatchIsLookedAtElsewhere) {
  server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_);
  server_->set_base(rules(R"([{"websocket":{"uri":{"match":".*a.*a.*[bc]"}}}])"));
  server_->start().value();
  const auto answer = open("/" + std::string(7'000, 'a'))->read_answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("gave up"));
  EXPECT_EQ(sink_.times.size(), 1u) << "a worker had it";
  EXPECT_LT(match::Work::used(), 2 * match::kWorkInPassing);
}

}  // namespace
}  // namespace ricochet::stubserver
