// No message of a WebSocket is lost without being told: those that are refused, cut, or never read.
#include "tests/net/http/websocket_fixture.h"

namespace ricochet::http {
namespace {

using namespace std::string_literals;
using test::frame;
using test::read_frame;
using testing::HasSubstr;
using enum test::Opcode;

class WebSocketRefusedTest : public WebSocketTest {
 protected:
  std::unique_ptr<test::RawClient> connected() {
    accept_all();
    auto client = connect();
    auto head = upgrade();
    head.insert(head.size() - 2, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    client->send(head);
    EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr(" 101 "));
    return client;
  }
};

std::string with_first_byte(std::string bytes, char first) {
  bytes[0] = first;
  return bytes;
}

TEST_F(WebSocketRefusedTest, EveryWayOfBeingRefusedIsTold) {
  struct Case {
    const char* what;
    std::string bytes;
    std::string code;
    std::string read;  ///< of the message
  };
  const std::string big(2000, 'x');
  const Case cases[] = {
      {"a frame that is too large", frame(kText, big), "message_too_large", ""},
      {"parts that are too large together",
       frame(kText, big.substr(0, 600), false) + frame(kContinue, big.substr(0, 600)),
       "message_too_large", big.substr(0, 600)},
      {"not UTF-8", frame(kText, "\xff"), "bad_message", ""},
      {"not masked", "\x81\x01\x61"s, "bad_message", ""},
      {"a reserved bit", with_first_byte(frame(kText, "a"), '\xa1'), "bad_message", ""},
      {"a reserved opcode", with_first_byte(frame(kText, "a"), '\x83'), "bad_message", ""},
      {"a continuation of nothing", frame(kContinue, "a"), "bad_message", ""},
      {"not deflate", with_first_byte(frame(kText, "\xff\xff\xff"), '\xc1'), "bad_message", ""},
      {"a new one within another", frame(kText, "ab", false) + frame(kText, "c"), "bad_message",
       "ab"},
  };
  Limits limits;
  limits.message_bytes = 1000;
  start(limits);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    lost_.clear();
    ends_.clear();
    messages_.clear();
    const auto client = connected();
    client->send(one.bytes);
    ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
    ASSERT_EQ(lost_.size(), 1u);
    EXPECT_EQ(lost_[0].code, one.code) << lost_[0].reason;
    if (!one.read.empty()) {
      EXPECT_EQ(lost_[0].bytes, one.read);
    }
    EXPECT_TRUE(messages_.empty());
  }
}

TEST_F(WebSocketRefusedTest, TheBoundIsNamed) {
  Limits limits;
  limits.message_bytes = 1000;
  start(limits);
  const auto client = connected();
  client->send(frame(kText, std::string(1001, 'x')));
  ASSERT_TRUE(run_until([&] { return !lost_.empty(); }));
  EXPECT_EQ(lost_[0].bound, "--max-message 1000 B");
  EXPECT_THAT(lost_[0].reason, HasSubstr("(--max-message)"));
}

TEST_F(WebSocketRefusedTest, OneThatIsCutInTheMiddleIsTold) {
  start();
  for (const std::string& bytes :
       {frame(kText, "a long message").substr(0, 9), frame(kText, "first part", false),
        frame(kText, "x").substr(0, 1)}) {
    lost_.clear();
    ends_.clear();
    const auto client = connected();
    client->send(frame(kText, "whole") + bytes);
    EXPECT_EQ(read_frame(*client).opcode, kText);
    client->close();
    ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
    ASSERT_EQ(lost_.size(), 1u);
    EXPECT_EQ(lost_[0].code, "cut_short");
  }
}

TEST_F(WebSocketRefusedTest, OneThatComesBehindOurCloseFrameIsTold) {
  start();
  const auto client = connected();
  socket_->close(1011, "it broke");
  EXPECT_EQ(read_frame(*client).opcode, kClose);
  client->send(frame(kText, "too late") + close_frame(1011, ""));
  ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
  ASSERT_EQ(lost_.size(), 1u);
  EXPECT_EQ(lost_[0].code, "not_read");
}

TEST_F(WebSocketRefusedTest, AnOrderlyEndLosesNothing) {
  start();
  const auto client = connected();
  client->send(frame(kText, "one ", false) + frame(kPing, "") + frame(kContinue, "two") +
               close_frame(1000, ""));
  ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
  EXPECT_TRUE(lost_.empty());
  EXPECT_EQ(messages_.size(), 1u);
}

TEST_F(WebSocketRefusedTest, PartsOfMessagesAreBoundedTogether) {
  Limits limits;
  limits.buffered_bytes = 1000;
  start(limits);
  const auto one = connected();
  const auto first = socket_;  // kept: the fixture forgets it when the next one comes
  one->send(frame(kText, std::string(700, 'x'), false));
  ASSERT_TRUE(run_until([&] { return server_->buffered().held() == 700; }));
  const auto two = connected();
  two->send(frame(kText, std::string(700, 'x'), false));
  const auto refusal = read_frame(*two);
  EXPECT_EQ(refusal.opcode, kClose);
  EXPECT_EQ(refusal.payload.substr(0, 2), "\x03\xf5");  // 1013
  ASSERT_EQ(lost_.size(), 1u);
  EXPECT_EQ(lost_[0].code, "too_much_buffered");
  EXPECT_EQ(lost_[0].bound, "--max-buffered 1000 B");
  EXPECT_EQ(server_->buffered().held(), 700u);
  one->close();
  ASSERT_TRUE(run_until([&] { return server_->buffered().held() == 0; }));
}

}  // namespace
}  // namespace ricochet::http
