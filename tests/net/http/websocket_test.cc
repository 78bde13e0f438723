// WebSockets against a client that builds its frames by hand.
#include "tests/net/http/websocket_fixture.h"

namespace ricochet::http {
namespace {

using std::chrono::milliseconds;
using test::End;
using namespace std::string_literals;
using test::Frame;
using test::frame;
using test::read_frame;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using enum test::Opcode;

TEST_F(WebSocketTest, AnswersTheHandshake) {
  start();
  WebSocketOptions options;
  options.subprotocol = "chat";
  options.headers = {{"X-Stub", "1"}, {"Set-Cookie", "a"}, {"Set-Cookie", "b"}};
  const auto client = open(options);
  // The example of RFC 6455 section 1.3.
  EXPECT_THAT(head_, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(head_, HasSubstr("Upgrade: websocket\r\n"));
  EXPECT_THAT(head_, HasSubstr("Sec-WebSocket-Protocol: chat\r\n"));
  EXPECT_THAT(head_, HasSubstr("X-Stub: 1\r\n"));
  EXPECT_THAT(head_, HasSubstr("Set-Cookie: a\r\nSet-Cookie: b\r\n"));
  EXPECT_THAT(head_, Not(HasSubstr("Server:")));
  EXPECT_EQ(server_->open_connections(), 1u);
  EXPECT_EQ(server_->open_exchanges(), 0u) << "the request has its answer";
}

TEST_F(WebSocketTest, MessagesBothWays) {
  start();
  const auto client = open();
  client->send(frame(kText, "hello"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "hello"}));
  client->send(frame(kBinary, "\0\xff"s));
  EXPECT_EQ(read_frame(*client), (Frame{kBinary, "\0\xff"s}));
  client->send(frame(kText, ""));
  EXPECT_EQ(read_frame(*client), (Frame{kText, ""}));
  for (const std::size_t size : {200u, 70'000u, 1'000'000u}) {
    const std::string large(size, '\x8a');  // payload that looks like the header of a pong
    client->send(frame(kBinary, large));
    EXPECT_EQ(read_frame(*client), (Frame{kBinary, large}));
  }
  EXPECT_EQ(messages_.size(), 6u);
}

TEST_F(WebSocketTest, HeldItReadsNoFurther) {
  start();
  const auto client = open();
  client->send(frame(kText, "zero"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "zero"}));
  socket_->hold(true);
  client->send(frame(kText, "one") + frame(kText, "two") + close_frame(1000, ""));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "one"})) << "its read was under way";
  EXPECT_THAT(messages_, ElementsAre("t:zero", "t:one"));
  EXPECT_TRUE(ends_.empty());
  socket_->hold(false);
  EXPECT_EQ(read_frame(*client), (Frame{kText, "two"}));
  expect_end(1000);
}

TEST_F(WebSocketTest, HeldItCanBeClosed) {
  start();
  const auto client = open();
  client->send(frame(kText, "zero"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "zero"})) << "the next read is under way";
  socket_->hold(true);
  client->send(frame(kText, "one"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "one"}));
  socket_->close(1001, "");
  socket_->hold(false);
  EXPECT_EQ(read_frame(*client).opcode, kClose);
  client->send(close_frame(1001, ""));
  expect_end(1001);
}

TEST_F(WebSocketTest, FragmentsAreOneMessage) {
  start();
  const auto client = open();
  const std::string bytes = frame(kText, "one ", false) + frame(kPing, "between") +
                            frame(kContinue, "two ", false) + frame(kContinue, "three");
  for (const char c : bytes) {
    client->send(std::string_view(&c, 1));
    pump()();
  }
  EXPECT_EQ(read_frame(*client), (Frame{kPong, "between"}));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "one two three"}));
  EXPECT_THAT(messages_, ElementsAre("t:one two three"));
}

TEST_F(WebSocketTest, FramesRightBehindTheHandshakeAreNotLost) {
  start();
  accept_all();
  const auto client = connect();
  client->send(upgrade() + frame(kText, "early") + frame(kText, "birds"));
  client->read_until("\r\n\r\n");
  EXPECT_EQ(read_frame(*client), (Frame{kText, "early"}));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "birds"}));
}

TEST_F(WebSocketTest, MayBeAcceptedLater) {
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
  client->send(frame(kText, "impatient"));
  run_for(milliseconds(5));
  const auto socket = WebSocket::accept(loop_, asked, held).value();
  std::string message;
  socket->on_message([&](std::string text, bool) { message = text; });
  EXPECT_TRUE(socket->send_text("queued before the handshake"));
  EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr(" 101 "));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "queued before the handshake"}));
  EXPECT_TRUE(run_until([&] { return message == "impatient"; }));
  held->send(Response(500));  // a call to nothing
}

TEST_F(WebSocketTest, PingsAreAnsweredAndTold) {
  start();
  const auto client = open();
  client->send(frame(kPing, "a") + frame(kPong, "unasked"));
  EXPECT_EQ(read_frame(*client), (Frame{kPong, "a"}));
  EXPECT_TRUE(run_until([&] { return pongs_.size() == 1; }));
  EXPECT_THAT(pings_, ElementsAre("a"));
  EXPECT_THAT(pongs_, ElementsAre("unasked"));
  EXPECT_TRUE(socket_->ping("are you there"));
  EXPECT_EQ(read_frame(*client), (Frame{kPing, "are you there"}));
  EXPECT_TRUE(socket_->ping(std::string(200, 'x')));
  EXPECT_EQ(read_frame(*client).payload.size(), 125u);
}

TEST_F(WebSocketTest, TheAutomaticPongCanBeSwitchedOff) {
  start();
  WebSocketOptions options;
  options.auto_pong = false;
  const auto client = open(options);
  client->send(frame(kPing, "one"));
  ASSERT_TRUE(run_until([&] { return pings_.size() == 1; }));
  EXPECT_TRUE(socket_->pong("another payload"));
  EXPECT_TRUE(socket_->pong("one"));
  EXPECT_EQ(read_frame(*client), (Frame{kPong, "another payload"}));
  EXPECT_EQ(read_frame(*client), (Frame{kPong, "one"}));
  // Frames of more than one write, whose later parts look like pongs.
  const std::string large(300'000, '\x8a');
  client->send(frame(kPing, "two") + frame(kBinary, large) + frame(kPing, "three") +
               frame(kText, "end"));
  EXPECT_EQ(read_frame(*client), (Frame{kBinary, large}));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "end"}));
  EXPECT_THAT(pings_, ElementsAre("one", "two", "three"));
}

TEST_F(WebSocketTest, APeersCloseIsAnswered) {
  start();
  const auto client = open();
  client->send(close_frame(4001, "enough"));
  EXPECT_EQ(read_frame(*client), (Frame{kClose, "\x0f\xa1"})) << "with the peer's own code";
  EXPECT_EQ(client->wait_end(), End::kFin);
  expect_end(4001);
  EXPECT_EQ(ends_[0].reason, "enough");
}

TEST_F(WebSocketTest, ACloseWithoutACodeIs1005) {
  start();
  const auto client = open();
  client->send(frame(kClose, ""));
  EXPECT_EQ(read_frame(*client).opcode, kClose);
  EXPECT_EQ(client->wait_end(), End::kFin);
  expect_end(1005);
}

TEST_F(WebSocketTest, ClosesBehindWhatIsQueued) {
  start();
  const auto client = open();
  socket_->send_text("last words");
  socket_->close(1000, "done");
  EXPECT_FALSE(socket_->send_text("too late"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "last words"}));
  EXPECT_EQ(read_frame(*client), (Frame{kClose,
                                        "\x03\xe8"
                                        "done"}));
  client->send(frame(kText, "on its way") + close_frame(1000, "bye"));
  EXPECT_EQ(client->wait_end(), End::kFin);
  expect_end(1000);
  EXPECT_EQ(ends_[0].reason, "bye");
  EXPECT_TRUE(messages_.empty()) << "who has closed listens no more";
}

TEST_F(WebSocketTest, APeerThatDoesNotCloseIsCutOff) {
  start();
  WebSocketOptions options;
  options.close_time = milliseconds(60);
  const auto client = open(options);
  socket_->close();
  EXPECT_EQ(read_frame(*client).opcode, kClose);
  expect_end(1006);
  EXPECT_THAT(ends_[0].reason, HasSubstr("in time"));
}

TEST_F(WebSocketTest, APeerThatVanishesIsTold) {
  for (const bool reset : {true, false}) {
    ends_.clear();
    start();
    const auto client = open();
    reset ? client->reset() : client->close();
    expect_end(1006);
  }
}

TEST_F(WebSocketTest, AbortIsAResetOrAFin) {
  for (const bool reset : {true, false}) {
    ends_.clear();
    start();
    const auto client = open();
    socket_->abort(reset);
    EXPECT_EQ(client->wait_end(), reset ? End::kReset : End::kFin);
    expect_end(1006);
  }
}

TEST_F(WebSocketTest, AMessageBeyondTheLimitIsRefused) {
  start();
  WebSocketOptions options;
  options.max_message_bytes = 100;
  const auto client = open(options);
  client->send(frame(kText, std::string(60, 'x'), false) + frame(kContinue, std::string(60, 'x')));
  const Frame refusal = read_frame(*client);
  EXPECT_EQ(refusal.opcode, kClose);
  EXPECT_EQ(refusal.payload.substr(0, 2), "\x03\xf1");  // 1009
  client->half_close();
  expect_end(1006);
  EXPECT_TRUE(messages_.empty());
}

TEST_F(WebSocketTest, TextHasToBeUtf8) {
  start();
  const auto client = open();
  client->send(frame(kText, "\xff"));
  EXPECT_EQ(read_frame(*client).payload.substr(0, 2), "\x03\xef");  // 1007
  client->half_close();
  expect_end(1006);
}

TEST_F(WebSocketTest, AnUnmaskedFrameIsAProtocolError) {
  start();
  const auto client = open();
  client->send("\x81\x01x");
  EXPECT_EQ(read_frame(*client).payload.substr(0, 2), "\x03\xea");  // 1002
  client->half_close();
  expect_end(1006);
}

TEST_F(WebSocketTest, TheQueueIsBounded) {
  start();
  WebSocketOptions options;
  options.max_queued_bytes = 1 << 20;
  const auto client = open(options);
  EXPECT_TRUE(socket_->send_binary(std::string(16 << 20, 'x'))) << "an empty queue takes anything";
  EXPECT_FALSE(socket_->send_text("no room"));
  EXPECT_GE(socket_->queued_bytes(), 16u << 20);
  EXPECT_EQ(read_frame(*client).payload.size(), 16u << 20);
  EXPECT_TRUE(run_until([&] { return socket_->queued_bytes() == 0; }));
  EXPECT_TRUE(socket_->send_text("room again"));
  EXPECT_EQ(read_frame(*client), (Frame{kText, "room again"}));
}

TEST_F(WebSocketTest, StopClosesIt) {
  start();
  const auto client = open();
  bool done = false;
  server_->stop(kDeadline, [&] { done = true; });
  EXPECT_EQ(read_frame(*client), (Frame{kClose, "\x03\xe9the server stops"}));
  EXPECT_FALSE(done);
  client->send(close_frame(1001, ""));
  EXPECT_TRUE(run_until([&] { return done; }));
  expect_end(1001);
}

TEST_F(WebSocketTest, StopCutsOffWhatOutlastsTheGrace) {
  start();
  const auto client = open();
  bool done = false;
  server_->stop(milliseconds(50), [&] { done = true; });
  EXPECT_TRUE(run_until([&] { return done; }));
  expect_end(1006);
}

TEST_F(WebSocketTest, DroppingItClosesAndSilences) {
  start();
  const auto client = open();
  socket_.reset();
  EXPECT_EQ(read_frame(*client), (Frame{kClose, "\x03\xe9"}));
  client->send(frame(kText, "anybody?") + close_frame(1001, ""));
  EXPECT_EQ(client->wait_end(), End::kFin);
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
  EXPECT_TRUE(messages_.empty() && ends_.empty());
}

TEST_F(WebSocketTest, MayBeDroppedByItsOwnMessage) {
  start();
  const auto client = open();
  socket_->on_message([this](std::string, bool) { socket_.reset(); });
  client->send(frame(kText, "one") + frame(kText, "two"));
  EXPECT_EQ(read_frame(*client).opcode, kClose);
}

TEST_F(WebSocketTest, MayOutliveItsServer) {
  start();
  const auto client = open();
  socket_->send_text("x");
  server_.reset();
  EXPECT_TRUE(run_until([&] { return !ends_.empty(); }));
  EXPECT_FALSE(socket_->send_text("late"));
}

}  // namespace
}  // namespace ricochet::http
