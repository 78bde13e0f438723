// Messages of a WebSocket that no session ever saw are records all the same.
#include <gmock/gmock.h>

#include "journal/capture_log.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;
using enum test::Opcode;

class WebSocketRecordsTest : public NetTest {
 protected:
  std::unique_ptr<test::RawClient> talk() {
    auto client = connect();
    client->send(test::websocket_handshake("/ws?a=b"));
    EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr(" 101 "));
    return client;
  }
};

TEST_F(WebSocketRecordsTest, ARefusedMessageIsARefusedCall) {
  serve(R"([{"websocket":{"uri":"/ws","sessions":[{"request":"a","response":{"text":"b"}}]}}])");
  const auto client = talk();
  client->send(test::frame(kText, "ab", false) + test::frame(kText, "c"));
  wait_until([&] { return sink_.exchanges.size() == 2; });
  const auto& call = sink_.exchanges[1];
  EXPECT_EQ(call.request.method, "MESSAGE");
  EXPECT_EQ(call.request.target, "/ws?a=b");
  EXPECT_EQ(call.request.body, "ab");
  EXPECT_TRUE(call.request.body_truncated);
  EXPECT_EQ(call.bin, "photos");
  EXPECT_EQ(call.status, 0);
  ASSERT_NE(call.refused, nullptr);
  EXPECT_EQ(call.refused->code, "bad_message");
  EXPECT_EQ(call.refused->listener, "stub photos");
  EXPECT_TRUE(call.refused->target_read);
}

TEST_F(WebSocketRecordsTest, TheLogMarksIt) {
  journal::CaptureLog log(loop_);
  StubServer server(loop_, StubOptions("photos"), &log);
  server.set_base(rules(R"([{"websocket":{"uri":"/ws"}}])"));
  server_ = nullptr;
  const auto endpoint = server.start().value();
  test::RawClient client(endpoint.port, [this] {
    loop_.run_until([] { return false; }, std::chrono::milliseconds(1));
  });
  client.send(test::websocket_handshake("/ws"));
  client.read_until("\r\n\r\n");
  client.send(test::frame(kText, "\xff"));
  wait_until([&] { return log.cursor("photos") == 2; });
  const auto record = log.find("photos", 2);
  ASSERT_NE(record, nullptr);
  ASSERT_NE(record->refused, nullptr) << "no window that holds it proves an absence";
  EXPECT_THAT(record->refusal(), HasSubstr("malformed"));
}

// The first one fails, and closes: the second had come with it.
TEST_F(WebSocketRecordsTest, AMessageBehindOneThatClosesIsARecord) {
  serve(R"([{"websocket":{"uri":"/ws","sessions":[
      {"request":"bad","response":{"text":{"template":"${req.json.a}"}}}]}}])");
  const auto client = talk();
  client->send(test::frame(kText, "bad") + test::frame(kText, "behind"));
  EXPECT_EQ(test::read_frame(*client).opcode, kClose);
  client->send(test::frame(kClose, "\x03\xf3"));
  wait_until([&] { return sink_.exchanges.size() == 3; });
  const auto& call = sink_.exchanges[2];
  EXPECT_EQ(call.request.method, "MESSAGE");
  EXPECT_TRUE(call.refused != nullptr || !call.why_not.empty());
}

}  // namespace
}  // namespace ricochet::stubserver
