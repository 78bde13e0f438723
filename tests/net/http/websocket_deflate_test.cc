// permessage-deflate (RFC 7692) against a client that builds its frames by hand.
#include <zlib.h>

#include "tests/net/http/websocket_fixture.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;
using enum test::Opcode;

/// A whole message as permessage-deflate sends it (RFC 7692 section 7.2.1).
std::string deflated(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out - 4);
  deflateEnd(&stream);
  return out;
}

std::string compressed_frame(const std::string& text) {
  auto bytes = test::frame(kText, deflated(text));
  bytes[0] = static_cast<char>(bytes[0] | 0x40);  // RSV1
  return bytes;
}

class WebSocketDeflateTest : public WebSocketTest {
 protected:
  std::unique_ptr<test::RawClient> offer(WebSocketOptions options) {
    accept_all(std::move(options));
    auto client = connect();
    auto head = upgrade();
    head.insert(head.size() - 2,
                "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n");
    client->send(head);
    head_ = client->read_until("\r\n\r\n");
    return client;
  }
};

TEST_F(WebSocketDeflateTest, IsTakenUpWhenItIsOffered) {
  start();
  const auto client = offer({});
  EXPECT_THAT(head_, HasSubstr("permessage-deflate"));
  const std::string text(10'000, 'a');
  client->send(compressed_frame(text));
  const auto head = client->read(2);
  ASSERT_EQ(head.size(), 2u);
  EXPECT_EQ(head[0] & 0x40, 0x40) << "the echo is compressed as well";
  ASSERT_EQ(messages_.size(), 1u);
  EXPECT_EQ(messages_[0], "t:" + text);
  const auto plain = open({});
  EXPECT_THAT(head_, testing::Not(HasSubstr("permessage-deflate"))) << "only if it is";
}

TEST_F(WebSocketDeflateTest, TheBoundIsOnWhatComesOutOfIt) {
  start();
  WebSocketOptions options;
  options.max_message_bytes = 1000;
  const auto client = offer(options);
  client->send(compressed_frame(std::string(100'000, 'a')));
  const auto end = test::read_frame(*client);
  EXPECT_EQ(end.opcode, kClose);
  EXPECT_EQ(end.payload.substr(0, 2), "\x03\xf1");  // 1009
  EXPECT_TRUE(messages_.empty());
}

// RFC 7692 section 7.1.2.1: as many bits as asked for, fewer, or not at all; zlib has no 8.
TEST_F(WebSocketDeflateTest, AWindowOfEightBitsIsDeclined) {
  start();
  const auto answered = [this](const std::string& offers) {
    accept_all();
    const auto client = connect();
    auto head = upgrade();
    head.insert(head.size() - 2, offers);
    client->send(head);
    return client->read_until("\r\n\r\n");
  };
  const std::string name = "Sec-WebSocket-Extensions: ";
  const std::string eight = "permessage-deflate; server_max_window_bits=8";
  EXPECT_THAT(answered(name + eight + "\r\n"), testing::Not(HasSubstr("permessage-deflate")));
  EXPECT_THAT(answered(name + "permessage-deflate; server_max_window_bits=\"8\"\r\n"),
              testing::Not(HasSubstr("permessage-deflate")));
  EXPECT_THAT(answered(name + "permessage-deflate; server_max_window_bits=9\r\n"),
              HasSubstr("server_max_window_bits=9"));
  for (const auto& offers : {name + eight + ", permessage-deflate\r\n",
                             name + eight + "\r\n" + name + "permessage-deflate\r\n"}) {
    const auto head = answered(offers);
    EXPECT_THAT(head, HasSubstr("permessage-deflate")) << "the next offer";
    EXPECT_THAT(head, testing::Not(HasSubstr("server_max_window_bits")));
  }
}

TEST_F(WebSocketDeflateTest, CanBeLeftOut) {
  start();
  WebSocketOptions options;
  options.deflate = false;
  offer(options);
  EXPECT_THAT(head_, testing::Not(HasSubstr("permessage-deflate")));
}

}  // namespace
}  // namespace ricochet::http
