// How a request becomes a WebSocket, or does not; and WebSockets under TLS.
#include "tests/net/http/tls_client.h"
#include "tests/net/http/websocket_fixture.h"

namespace ricochet::http {
namespace {

using std::chrono::milliseconds;
using test::Frame;
using test::frame;
using test::read_frame;
using testing::ElementsAre;
using testing::HasSubstr;
using enum test::Opcode;

TEST_F(WebSocketTest, AnUpgradeThatNobodyTakesIsAnsweredLikeAnyRequest) {
  start();
  const auto client = connect();
  client->send(upgrade() + get("/next"));
  EXPECT_EQ(client->read_answer().body, "GET /chat ");
  EXPECT_EQ(client->read_answer().body, "GET /next ") << "and the connection goes on";
}

TEST_F(WebSocketTest, SaysWhyAnUpgradeCannotBeAccepted) {
  start();
  std::vector<std::string> problems;
  answer_ = [&](match::Request request, std::shared_ptr<Responder> responder) {
    const auto result = WebSocket::accept(loop_, request, responder);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "http/bad-upgrade");
    problems.push_back(result.error().message);
    responder->send(Response(426));  // it is as it was
    const auto again = WebSocket::accept(loop_, request, responder);
    EXPECT_FALSE(again);
  };
  const auto client = connect();
  const std::string start_of =
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n";
  client->send(get("/") + start_of + "\r\n" + start_of + "Sec-WebSocket-Key: short\r\n\r\n" +
               upgrade("8"));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client->read_answer().status, 426);
  EXPECT_THAT(problems, ElementsAre(HasSubstr("no upgrade"), HasSubstr("no Sec-WebSocket-Key"),
                                    HasSubstr("not 16 bytes"), HasSubstr("version 13")));
}

TEST_F(WebSocketTest, AnAnsweredOrForsakenRequestCannotBeAccepted) {
  start();
  std::shared_ptr<Responder> held;
  match::Request asked;
  answer_ = [&](match::Request request, std::shared_ptr<Responder> responder) {
    asked = std::move(request);
    held = std::move(responder);
  };
  const auto client = connect();
  client->send(upgrade());
  ASSERT_TRUE(run_until([&] { return held != nullptr; }));
  client->reset();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
  EXPECT_THAT(WebSocket::accept(loop_, asked, held).error().message, HasSubstr("taken over"));
}

TEST_F(WebSocketTest, WorksUnderTls) {
  start({}, net::TlsOptions());
  accept_all();
  TlsClient client(port_, pump());
  client.send(upgrade() + frame(kText, "early"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr(" 101 "));
  EXPECT_EQ(read_frame(client), (Frame{kText, "early"}));
  const std::string large(300'000, 'x');
  client.send(frame(kBinary, large));
  EXPECT_EQ(read_frame(client), (Frame{kBinary, large}));
  client.send(close_frame(1000, ""));
  EXPECT_EQ(read_frame(client).opcode, kClose);
  client.read_all();
  EXPECT_TRUE(client.said_goodbye());
  ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
  EXPECT_EQ(ends_[0].code, 1000);
}

TEST_F(WebSocketTest, TakesOverWhileAReadUnderTlsIsPending) {
  start({}, net::TlsOptions());
  std::shared_ptr<Responder> held;
  match::Request asked;
  answer_ = [&](match::Request request, std::shared_ptr<Responder> responder) {
    asked = std::move(request);
    held = std::move(responder);
  };
  TlsClient client(port_, pump());
  client.send(upgrade());
  ASSERT_TRUE(run_until([&] { return held != nullptr; }));
  run_for(milliseconds(5));
  socket_ = WebSocket::accept(loop_, asked, held).value();
  socket_->on_message([this](std::string message, bool) { socket_->send_text(message); });
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr(" 101 "));
  client.send(frame(kText, "after a cancelled read"));
  EXPECT_EQ(read_frame(client), (Frame{kText, "after a cancelled read"}));
}

}  // namespace
}  // namespace ricochet::http
