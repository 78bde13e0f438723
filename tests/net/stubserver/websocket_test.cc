// WebSocket endpoints, frame by frame.
#include <gmock/gmock.h>

#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;

using test::Frame;
using enum test::Opcode;

class WebSocketTest : public NetTest {
 protected:
  std::unique_ptr<test::RawClient> open(const std::string& target) {
    auto client = connect();
    client->send(test::websocket_handshake(target));
    return client;
  }
  std::unique_ptr<test::RawClient> opened(const std::string& target) {
    auto client = open(target);
    EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr(" 101 "));
    return client;
  }
  static void send(test::RawClient& client, test::Opcode kind, const std::string& text) {
    client.send(test::frame(kind, text));
  }
  /// Each message, and the replies that it brings about.
  static void exchange(test::RawClient& client,
                       const std::vector<std::pair<std::string, std::vector<std::string>>>& talk,
                       test::Opcode kind = kText) {
    for (const auto& [message, answers] : talk) {
      send(client, kind, message);
      for (const auto& answer : answers) expect(client, kBinary, answer);
    }
  }
  /// The next frame is whole and has this kind (Moco sends binary ones) and text.
  static void expect(test::RawClient& client, test::Opcode kind, const std::string& text) {
    EXPECT_EQ(test::read_frame(client), (Frame{kind, text}));
  }
};

TEST_F(WebSocketTest, GreetsAnswersAndPongs) {
  serve(R"([{"websocket":{"uri":"/ws","connected":"hello","pingpongs":[{"ping":"p","pong":"q"}],
             "sessions":[{"request":"foo","response":{"text":"bar"}},
                         {"request":{"json":"{\"a\":1}"},"response":{"text":"json"}}]}},
            {"response":{"text":"any"}}])");
  const auto client = opened("/ws");
  expect(*client, kBinary, "hello");
  send(*client, kText, "foo");
  expect(*client, kBinary, "bar");
  send(*client, kBinary, "foo");
  expect(*client, kBinary, "bar");
  send(*client, kText, "unknown");
  send(*client, kPing, "unlisted");
  expect(*client, kPong, "unlisted");
  send(*client, kPing, "");
  expect(*client, kPong, "");
  send(*client, kPing, "p");
  expect(*client, kPong, "q");
  send(*client, kText, "{ \"a\": 1 }");
  expect(*client, kBinary, "json");
  EXPECT_EQ(sink_.exchanges[0].status, 101);
}

TEST_F(WebSocketTest, EveryMessageIsARecordBeforeItsReplyLeaves) {
  serve(R"([{"websocket":{"uri":"/ws","pingpongs":[{"ping":"p","pong":"q"}],
             "sessions":[{"request":"foo","response":{"text":"bar"}},
                         {"request":"all","response":{"broadcast":{"content":"x"}}},
                         {"request":"bad","response":{"text":{"template":"${req.json.a}"}}}]}}])");
  const auto client = opened("/ws?a=b");
  send(*client, kText, "foo");
  expect(*client, kBinary, "bar");
  send(*client, kBinary, "\xff");
  send(*client, kText, "all");
  expect(*client, kBinary, "x");
  send(*client, kPing, "p");  // the business of the protocol, not of the test
  expect(*client, kPong, "q");
  send(*client, kText, "bad");
  wait_until([&] { return sink_.exchanges.size() == 5; });
  const auto told = [this](std::size_t i) {
    const auto& e = sink_.exchanges[i];
    return e.request.method + " " + e.request.target + " " + e.request.body + " -> " +
           std::to_string(e.status) + " " + e.response_body + (e.matched ? "" : " unmatched");
  };
  EXPECT_EQ(told(0), "GET /ws?a=b  -> 101 ");
  EXPECT_EQ(told(1), "MESSAGE /ws?a=b foo -> 101 bar");
  EXPECT_EQ(told(2), "MESSAGE /ws?a=b \xff -> 101  unmatched");
  EXPECT_EQ(told(3), "MESSAGE /ws?a=b all -> 101 ");
  EXPECT_EQ(told(4), "MESSAGE /ws?a=b bad -> 101  unmatched");
  EXPECT_EQ(sink_.exchanges[1].rule, "stubs.json:1");
  EXPECT_THAT(sink_.exchanges[2].why_not, HasSubstr("fits the message of 1 B"));
  EXPECT_THAT(sink_.exchanges[4].why_not, HasSubstr("not JSON"));
}

TEST_F(WebSocketTest, BroadcastsToAllAndToAGroup) {
  serve(R"([{"websocket":{"uri":"/ws","sessions":[
      {"request":"join","response":{"text":"ok","group":"g"}},
      {"request":"all","response":{"broadcast":{"content":"x"}}},
      {"request":"grp","response":{"text":"sent","broadcast":{"content":"y","group":"g"}}}]}}])");
  const auto one = opened("/ws");
  const auto two = opened("/ws");
  send(*one, kText, "join");
  expect(*one, kBinary, "ok");
  send(*two, kText, "all");
  expect(*one, kBinary, "x");
  expect(*two, kBinary, "x");
  send(*two, kText, "grp");
  expect(*two, kBinary, "sent");
  expect(*one, kBinary, "y");
  send(*one, kText, "grp");
  expect(*one, kBinary, "y");
  expect(*one, kBinary, "sent");
  one->close();
  wait_until(
      [&] { return server_->open_exchanges() == 0 && server_->server().open_connections() == 1; });
  send(*two, kText, "grp");
  expect(*two, kBinary, "sent");
}

// Moco's order: the broadcast, then the group, then the reply.
TEST_F(WebSocketTest, WhatOneMessageBringsAboutComesInMocosOrder) {
  serve(R"([{"websocket":{"uri":"/ws","sessions":[
      {"request":"all","response":{"text":"reply","group":"g","broadcast":{"content":"cast"}}},
      {"request":"in","response":{"text":"reply","group":"h","broadcast":{"content":"cast","group":"h"}}},
      {"request":"end","response":{"text":"end"}}]}}])");
  const auto client = opened("/ws");
  exchange(
      *client,
      {{"all", {"cast", "reply"}}, {"in", {"reply"}}, {"in", {"cast", "reply"}}, {"end", {"end"}}});
}

TEST_F(WebSocketTest, EveryPlaceTakesEveryFormOfAText) {
  const test::TempFolder folder;
  folder.write("a.txt", "of a file");
  const std::string file = R"({"file":")" + folder.path() + R"(/a.txt"})";
  for (const std::string& form : {std::string(R"("text")"), std::string(R"({"text":"text"})"),
                                  std::string(R"({"template":"te${'xt'}"})"), file}) {
    const std::string text = form == file ? "of a file" : "text";
    serve(R"([{"websocket":{"uri":"/ws","connected":)" + form + R"(,"pingpongs":[{"ping":)" + form +
          R"(,"pong":)" + form + R"(}],"sessions":[{"request":"r","response":{"text":)" + form +
          R"(,"broadcast":{"content":)" + form + R"(}}}]}}])");
    const auto client = opened("/ws");
    expect(*client, kBinary, text);
    send(*client, kPing, text);
    expect(*client, kPong, text);
    send(*client, kText, "r");
    expect(*client, kBinary, text);
    expect(*client, kBinary, text);
  }
}

TEST_F(WebSocketTest, SeveralEndpointsAnywhereInTheFile) {
  serve(R"([{"websocket":{"uri":"/a","connected":"a"}},{"websocket":{"uri":"/b","connected":"b"}},
            {"request":{"uri":"/c"},"response":{"text":"c"}}])");
  expect(*opened("/a"), kBinary, "a");
  expect(*opened("/b"), kBinary, "b");
  EXPECT_EQ(get("/c"), "200 c");
}

TEST_F(WebSocketTest, TemplatesSeeHandshakeAndMessage) {
  serve(R"([{"websocket":{"uri":"/ws","connected":{"template":"hi ${req.queries['n']}"},
             "sessions":[{"request":{"match":"say .*"},"response":{"template":"${req.content}!"}}]}}])");
  const auto client = opened("/ws?n=Ann");
  expect(*client, kBinary, "hi Ann");
  send(*client, kText, "say boo");
  expect(*client, kBinary, "say boo!");
}

/// What the log was told, one line each.
class Heard final : public TrafficLog {
 public:
  void on_request(const match::Request&) override {}
  void on_decision(const match::Request&, const StubDecision&) override {}
  void on_websocket(const match::Request& handshake, std::string_view event,
                    const std::string& bytes) override {
    lines.push_back(handshake.path + " " + std::string(event) + ": " + bytes);
  }
  std::vector<std::string> lines;
};

TEST_F(WebSocketTest, EveryMessageIsInTheLog) {
  Heard heard;
  server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_, &heard);
  server_->set_base(rules(R"([{"websocket":{"uri":"/ws","connected":"hello",
      "pingpongs":[{"ping":"p","pong":"q"}],
      "sessions":[{"request":"join","response":{"text":"ok","group":"g"}},
                  {"request":"all","response":{"broadcast":{"content":"x"}}},
                  {"request":"grp","response":{"broadcast":{"content":"y","group":"g"}}},
                  {"request":"broken","response":{"template":"${req.json.a}"}}]}}])"));
  server_->start().value();
  {
    const auto client = opened("/ws");
    expect(*client, kBinary, "hello");
    send(*client, kText, "join");
    expect(*client, kBinary, "ok");
    send(*client, kText, "all");
    expect(*client, kBinary, "x");
    send(*client, kText, "grp");
    expect(*client, kBinary, "y");
    send(*client, kText, "what");
    send(*client, kPing, "?");
    expect(*client, kPong, "?");
    send(*client, kPing, "p");
    expect(*client, kPong, "q");
    send(*client, kText, "broken");
    EXPECT_EQ(test::read_frame(*client).opcode, kClose);
    send(*client, kClose, "\x03\xe8");
    wait_until([&] { return heard.lines.size() >= 16; });
  }
  server_.reset();  // before its log
  ASSERT_EQ(heard.lines.size(), 16u) << testing::PrintToString(heard.lines);
  EXPECT_THAT(heard.lines[14], HasSubstr("closing with 1011: stubs.json:1"));
  heard.lines.erase(heard.lines.begin() + 14);
  EXPECT_THAT(heard.lines.back(), HasSubstr("/ws closed with 1000"));
  heard.lines.pop_back();
  EXPECT_THAT(
      heard.lines,
      testing::ElementsAre(
          "/ws message sent: hello", "/ws message received: join", "/ws message sent: ok",
          "/ws message received: all", "/ws broadcast to 1 client: x", "/ws message received: grp",
          "/ws broadcast to 1 client of group \"g\": y", "/ws message received: what",
          "/ws no session of stubs.json:1 fits the message of 4 B: what", "/ws ping received: ?",
          "/ws pong sent, no pong of stubs.json:1 is for this ping: ?", "/ws ping received: p",
          "/ws pong sent: q", "/ws message received: broken"));
}

TEST_F(WebSocketTest, BytesThatAreNotUtf8CanBeMatchedAndAreSeen) {
  Heard heard;
  server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_, &heard);
  server_->set_base(rules(R"([{"websocket":{"uri":"/ws",
      "sessions":[{"request":{"match":"(?s)a.+z"},"response":{"text":"bytes"}}]}}])"));
  server_->start().value();
  {
    const auto client = opened("/ws");
    send(*client, kBinary, "a\xff\xfez");
    expect(*client, kBinary, "bytes");
    send(*client, kBinary, "\xff\x01");
    wait_until([&] { return heard.lines.size() >= 4; });
  }
  server_.reset();
  EXPECT_EQ(heard.lines[2], "/ws binary message received: \xff\x01");
  EXPECT_EQ(heard.lines[3], "/ws no session of stubs.json:1 fits the message of 2 B: \xff\x01");
}

TEST_F(WebSocketTest, AnEmptyMessageIsAMessage) {
  serve(R"([{"websocket":{"uri":"/ws","sessions":[
      {"request":{"match":".+"},"response":{"text":"something"}},
      {"request":{"match":"(?s).*"},"response":{"text":"nothing"}}]}}])");
  const auto client = opened("/ws");
  exchange(*client, {{"", {"nothing"}}, {"x", {"something"}}});
  exchange(*client, {{"", {"nothing"}}}, kBinary);
}

TEST_F(WebSocketTest, FragmentsAreOneMessageAndAWrongUpgradeIsRecordedAsAnswered) {
  serve(
      R"([{"websocket":{"uri":"/ws","sessions":[{"request":"abcd","response":{"text":"one"}}]}}])");
  const auto client = opened("/ws");
  client->send(test::frame(kText, "ab", false) + test::frame(kPing, "mid") +
               test::frame(kContinue, "cd"));
  expect(*client, kPong, "mid");
  expect(*client, kBinary, "one");
  const auto wrong = connect();
  wrong->send(test::websocket_handshake("/ws", "12"));
  const auto refusal = wrong->read_answer();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.header("Sec-WebSocket-Version"), "13");
  EXPECT_EQ(sink_.exchanges.back().status, 400) << "not the 101 that was never sent";
}

TEST_F(WebSocketTest, WrongPathAndPlainRequestAreAnsweredProperly) {
  serve(R"([{"websocket":{"uri":"/ws"}}])");
  const auto elsewhere = open("/other")->read_answer();
  EXPECT_EQ(elsewhere.status, 400);
  EXPECT_THAT(elsewhere.body, HasSubstr("stubs.json:1"));
  const auto plain = raw_get("/ws")->read_answer();
  EXPECT_EQ(plain.status, 426);
  EXPECT_EQ(plain.header("Upgrade"), "websocket");
}

TEST_F(WebSocketTest, CloseIsAnsweredAndAResetOfTheStubEndsAll) {
  serve(R"([{"websocket":{"uri":"/ws","connected":"a"}}])");
  const auto client = opened("/ws");
  expect(*client, kBinary, "a");
  send(*client, kClose, "\x03\xe8");
  expect(*client, kClose, "\x03\xe8");
  const auto other = opened("/ws");
  expect(*other, kBinary, "a");
  server_->reset_state();
  EXPECT_EQ(other->read(2).substr(0, 1), "\x88");
}

}  // namespace
}  // namespace ricochet::stubserver
