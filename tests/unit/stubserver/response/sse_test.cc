#include <gtest/gtest.h>

#include "stubserver/serve/handler.h"
#include "tests/support/fake_loop.h"
#include "tests/support/program.h"
#include "tests/unit/http/fake_responder.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;

std::string body_of(const std::string& sse, const LoadOptions& options = {}) {
  return answer_of("{\"sse\":" + sse + "}", options).response.body;
}

TEST(Sse, EventsAreWrittenInMocosOrder) {
  EXPECT_EQ(body_of(R"([{"event":"m","data":" x","id":"1","retry":3000},{"data":""}])"),
            "id: 1\nevent: m\nretry: 3000\ndata:  x\n\ndata: \n\n");
}

TEST(Sse, LinesOfDataAreSplit) {
  EXPECT_EQ(body_of(R"([{"data":"a\nb\r\nc"}])"), "data: a\ndata: b\ndata: c\n\n");
}

TEST(Sse, HeadersAreThoseOfAStreamUnlessTheResponseSaysOtherwise) {
  const auto decision = answer_of(R"({"sse":[{"data":"x"}]})");
  EXPECT_EQ(header_of(decision, "Content-Type"), "text/event-stream");
  EXPECT_EQ(header_of(decision, "Cache-Control"), "no-cache");
  EXPECT_EQ(header_of(decision, "X-Accel-Buffering"), "no");
  const auto own = answer_of(
      R"({"sse":[{"data":"x"}],"status":201,"headers":{"content-type":"text/event-stream; charset=utf-8","cache-control":"no-store"}})");
  EXPECT_EQ(own.response.status, 201);
  EXPECT_EQ(header_of(own, "Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(header_of(own, "Cache-Control"), "no-store");
}

class SseFile : public testing::Test {
 protected:
  std::string stream(const std::string& text) {
    folder_.write("events.txt", text);
    return body_of(R"({"file":"events.txt"})", options());
  }
  LoadOptions options() const {
    LoadOptions options;
    options.file_root = folder_.path();
    return options;
  }
  test::TempFolder folder_;
};

TEST_F(SseFile, BlocksAreEvents) {
  EXPECT_EQ(stream("data: a\n\nevent: m\nid: 1\nretry: 50\ndata:b\ndata: c\n"),
            "data: a\n\nid: 1\nevent: m\nretry: 50\ndata: b\ndata: c\n\n");
}

TEST_F(SseFile, EveryLineEndCountsAndAByteOrderMarkDoesNot) {
  EXPECT_EQ(stream("\xEF\xBB\xBF"
                   "data: a\r\n\r\ndata: b\r\rdata: c"),
            "data: a\n\ndata: b\n\ndata: c\n\n");
}

TEST_F(SseFile, BlockWithoutDataIsSentAsItIs) {
  EXPECT_EQ(stream(": ping\n\nid: 5\n\n\n\ndata: a\n\n"), ": ping\n\nid: 5\n\ndata: a\n\n");
}

TEST_F(SseFile, MistakesNameTheirLine) {
  folder_.write("events.txt", "data: a\n\ndate: b\nretry: soon\ndelay: x\n");
  const auto findings = findings_in(R"([{"response":{"sse":{"file":"events.txt"}}}])", options());
  EXPECT_NE(findings.find("events.txt:3: no event has a field \"date\""), std::string::npos)
      << findings;
  EXPECT_NE(findings.find("did you mean \"data\"?"), std::string::npos) << findings;
  EXPECT_NE(findings.find("events.txt:4: \"retry\" cannot be \"soon\""), std::string::npos);
  EXPECT_NE(findings.find("events.txt:5: \"delay\" cannot be \"x\""), std::string::npos);
}

/// The stream as it leaves, on a loop whose time the test owns.
class SseDelivery : public SseFile {
 protected:
  std::shared_ptr<test::FakeResponder> ask(const std::string& sse) {
    handler_.set_rules(rules_from("[{\"response\":{\"sse\":" + sse + "}}]", options()));
    auto responder = std::make_shared<test::FakeResponder>();
    handler_.handle(make_request("GET", "/"), responder);
    loop_.run_ready();
    return responder;
  }
  void took(test::FakeResponder& responder) {
    responder.complete();
    loop_.run_ready();
  }
  test::FakeLoop loop_;
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  StubHandler handler_{loop_, {}, state_, nullptr, nullptr};
};

TEST_F(SseDelivery, DelayIsThePauseAfterItsEvent) {
  const auto client = ask(
      R"([{"data":"a","delay":50},{"data":"b","delay":{"duration":1,"unit":"second"}},{"data":"c","delay":{"duration":10}}])");
  ASSERT_EQ(client->answers.size(), 1u);
  EXPECT_EQ(client->answers[0].body, "");
  EXPECT_EQ(client->all(), "data: a\n\n");
  took(*client);
  loop_.advance(49ms);
  EXPECT_EQ(client->all(), "data: a\n\n");
  loop_.advance(1ms);
  EXPECT_EQ(client->all(), "data: a\n\ndata: b\n\n");
  took(*client);
  loop_.advance(1s);
  EXPECT_EQ(client->all(), "data: a\n\ndata: b\n\ndata: c\n\n");
  took(*client);
  EXPECT_FALSE(client->ended);
  loop_.advance(10ms);
  EXPECT_TRUE(client->ended);
  EXPECT_EQ(handler_.pending(), 0u);
}

TEST_F(SseDelivery, DefaultDelayIsForEventsWithoutTheirOwn) {
  const auto client =
      ask(R"({"delay":100,"events":[{"data":"a"},{"data":"b","delay":0},{"data":"c"}]})");
  took(*client);
  loop_.advance(100ms);
  EXPECT_EQ(client->all(), "data: a\n\ndata: b\n\ndata: c\n\n") << "b and c leave together";
}

TEST_F(SseDelivery, DelaysOfAFileAreHeeded) {
  folder_.write("events.txt", "data: a\ndelay: 1s\n\ndelay: 20\n\ndata: b\n\n");
  const auto client = ask(R"({"file":"events.txt","delay":5})");
  took(*client);
  loop_.advance(1s);
  EXPECT_EQ(client->all(), "data: a\n\n") << "a block of its own is a pause";
  loop_.advance(20ms);
  EXPECT_EQ(client->all(), "data: a\n\ndata: b\n\n");
}

TEST_F(SseDelivery, SlowReaderGetsTheNextEventWhenItTookTheLast) {
  const std::string big(20'000, 'x');
  const auto client = ask("[{\"data\":\"" + big + "\"},{\"data\":\"b\"}]");
  EXPECT_EQ(client->pieces.size(), 1u);
  loop_.advance(1h);
  EXPECT_EQ(client->pieces.size(), 1u);
  took(*client);
  EXPECT_EQ(client->pieces.size(), 2u);
}

TEST_F(SseDelivery, ClientThatLeavesStopsIt) {
  const auto client = ask(R"([{"data":"a","delay":50},{"data":"b"}])");
  took(*client);
  EXPECT_EQ(loop_.pending_timers(), 1u);
  client->gone();
  EXPECT_EQ(loop_.pending_timers(), 0u);
  EXPECT_EQ(handler_.pending(), 0u);
  loop_.advance(1s);
  EXPECT_EQ(client->all(), "data: a\n\n");
}

TEST_F(SseDelivery, BrokenWriteEndsIt) {
  const auto client = ask(R"([{"data":"a","delay":50},{"data":"b"}])");
  client->complete(false);
  loop_.run_ready();
  EXPECT_EQ(handler_.pending(), 0u);
  loop_.advance(1s);
  EXPECT_EQ(client->all(), "data: a\n\n");
}

TEST_F(SseDelivery, EndOfTheHandlerLeavesNothingBehind) {
  test::FakeLoop loop;
  const auto responder = std::make_shared<test::FakeResponder>();
  {
    StubHandler handler(loop, {}, state_, nullptr, nullptr);
    handler.set_rules(rules_from(R"([{"response":{"sse":[{"data":"a","delay":50}]}}])"));
    handler.handle(make_request("GET", "/"), responder);
  }
  EXPECT_EQ(loop.pending_timers(), 0u);
  responder->complete();
  loop.run_ready();
  EXPECT_FALSE(responder->ended);
}

}  // namespace
}  // namespace ricochet::stubserver
