#pragma once
#include "http/websocket.h"
#include "tests/net/http/server_fixture.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::http {

inline std::string close_frame(std::uint16_t code, const std::string& reason) {
  return test::frame(
      test::Opcode::kClose,
      std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + reason);
}

inline std::string upgrade(const std::string& version = "13") {
  return test::websocket_handshake("/chat", version);
}

class WebSocketTest : public ServerTest {
 protected:
  void accept_all(WebSocketOptions options = {}) {
    answer_ = [this, options](match::Request request, std::shared_ptr<Responder> responder) {
      if (!WebSocket::is_upgrade(request)) return responder->send(Response(200));
      socket_ = WebSocket::accept(loop_, request, responder, options).value();
      socket_->on_message([this](std::string message, bool binary) {
        messages_.push_back((binary ? "b:" : "t:") + message);
        if (echo_) binary ? socket_->send_binary(message) : socket_->send_text(message);
      });
      socket_->on_ping([this](std::string payload) { pings_.push_back(payload); });
      socket_->on_pong([this](std::string payload) { pongs_.push_back(payload); });
      socket_->on_refused([this](RefusedMessage lost) { lost_.push_back(std::move(lost)); });
      socket_->on_closed([this](WebSocketEnd end) { ends_.push_back(end); });
    };
  }
  std::unique_ptr<test::RawClient> open(WebSocketOptions options = {}) {
    accept_all(std::move(options));
    auto client = connect();
    client->send(upgrade());
    head_ = client->read_until("\r\n\r\n");
    EXPECT_THAT(head_, testing::StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    return client;
  }
  void expect_end(std::uint16_t code) {
    ASSERT_TRUE(run_until([&] { return !ends_.empty(); }));
    EXPECT_EQ(ends_[0].code, code) << ends_[0].reason;
    EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
    EXPECT_FALSE(socket_->is_open());
    EXPECT_FALSE(socket_->send_text("late"));
    EXPECT_EQ(ends_.size(), 1u);
  }
  bool echo_ = true;
  std::string head_;
  std::vector<std::string> messages_, pings_, pongs_;
  std::vector<RefusedMessage> lost_;
  std::vector<WebSocketEnd> ends_;
  std::shared_ptr<WebSocket> socket_;
};

}  // namespace ricochet::http
