// Exact bytes over time, streams of a stated length, and ends of connections in the middle of them.
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using test::End;
using namespace std::string_literals;
using testing::HasSubstr;

class RawAnswerTest : public ServerTest {
 protected:
  /// Sends one request and keeps its responder.
  std::unique_ptr<test::RawClient> ask() {
    answer_ = [this](match::Request, std::shared_ptr<Responder> responder) {
      held_ = std::move(responder);
    };
    auto client = connect();
    client->send(get("/"));
    EXPECT_TRUE(run_until([&] { return held_ != nullptr; }));
    return client;
  }
  std::function<void(bool)> count() {
    return [this](bool ok) { ++(ok ? taken_ : lost_); };
  }
  std::shared_ptr<Responder> held_;
  int taken_ = 0, lost_ = 0;
};

TEST_F(RawAnswerTest, PiecesAreExactAndEndWithFin) {
  start();
  const auto client = ask();
  held_->write_raw("HTTP/1.1 200 O\0\r\n"s, count());
  EXPECT_EQ(taken_, 0) << "never inside the call";
  EXPECT_EQ(client->read(17), "HTTP/1.1 200 O\0\r\n"s);
  held_->write_raw("", count());
  held_->write_raw("Content-Length: 99\r\n\r\n\xff", count());
  EXPECT_EQ(client->read(23), "Content-Length: 99\r\n\r\n\xff");
  EXPECT_TRUE(run_until([&] { return taken_ == 3; }));
  EXPECT_EQ(server_->open_exchanges(), 1u);
  held_->end_raw();
  EXPECT_EQ(client->wait_end(), End::kFin);
  EXPECT_EQ(server_->open_exchanges(), 0u);
  EXPECT_EQ(lost_, 0);
}

TEST_F(RawAnswerTest, MayFollowAStream) {
  start();
  const auto client = ask();
  held_->start_stream(Response(200));
  held_->write("good");
  held_->write_raw("zz\r\n");
  held_->end_raw();
  EXPECT_THAT(client->read_all(), testing::EndsWith("\r\n\r\n4\r\ngood\r\nzz\r\n"));
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(RawAnswerTest, EndsAConnectionThatWouldHaveBeenKept) {
  start();
  const auto client = ask();
  client->send(get("/pipelined"));
  held_->write_raw("HTTP/1.1 204 No Content\r\n\r\n");
  held_->end_raw();
  client->half_close();
  EXPECT_EQ(client->read_all(), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(seen_.size(), 1u);
}

TEST_F(RawAnswerTest, ResetAfterBytesThatWereSent) {
  start();
  const auto client = ask();
  held_->write_raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", count());
  ASSERT_TRUE(run_until([&] { return taken_ == 1; }));
  held_->abort(true);
  EXPECT_EQ(client->read_all(), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_EQ(client->end(), End::kReset);
}

TEST_F(RawAnswerTest, ForgottenHalfwayIsCutOff) {
  start();
  const auto client = ask();
  held_->write_raw("HTTP/1.1 200");
  held_.reset();
  EXPECT_EQ(client->read_all(), "HTTP/1.1 200");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(RawAnswerTest, SentWaitsForTheKernel) {
  start();
  const auto client = ask();
  constexpr std::size_t kPiece = 16 << 20;  // more than the socket buffers of both ends
  held_->write_raw(std::string(kPiece, 'x'), count());
  held_->write_raw("", count());
  run_for(std::chrono::milliseconds(20));
  EXPECT_EQ(taken_, 0) << "the client does not read";
  EXPECT_EQ(client->read(kPiece).size(), kPiece);
  EXPECT_TRUE(run_until([&] { return taken_ == 2; }));
}

TEST_F(RawAnswerTest, AClientThatGoesTellsBothWays) {
  start();
  const auto client = ask();
  int gone = 0;
  held_->on_disconnect([&] { ++gone; });
  held_->write_raw(std::string(16 << 20, 'x'), count());
  client->reset();
  EXPECT_TRUE(run_until([&] { return gone == 1 && lost_ == 1; }));
  held_->write_raw("more", count());
  EXPECT_EQ(lost_, 2);
}

TEST_F(RawAnswerTest, ABodyDribblesUnderItsLength) {
  start();
  const auto client = ask();
  Response head(200, "text/plain", "a");
  head.headers.push_back({"Content-Length", "5"});
  held_->start_stream(head);
  EXPECT_EQ(client->read_until("\r\n\r\na"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\na");
  for (const char* piece : {"b", "c", "d"}) {
    held_->write(piece, count());
    EXPECT_EQ(client->read(1), piece);
  }
  held_->write("e, and what does not fit", count());
  held_->end_stream();
  EXPECT_EQ(client->read(1), "e");
  EXPECT_TRUE(run_until([&] { return taken_ == 4; }));
  client->send(get("/next"));
  ASSERT_TRUE(run_until([&] { return seen_.size() == 2; }));
  held_->send(Response(204));
  EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr("204")) << "right behind the five bytes";
}

TEST_F(RawAnswerTest, ABodyShortOfItsLengthClosesTheConnection) {
  start();
  const auto client = ask();
  Response head(200);
  head.headers.push_back({"Content-Length", "5"});
  held_->start_stream(head);
  held_->write("abc");
  held_->end_stream();
  EXPECT_THAT(client->read_all(), testing::EndsWith("Content-Length: 5\r\n\r\nabc"));
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(RawAnswerTest, TheHeadOfAStreamToHeadNamesTheLength) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    Response head(200);
    head.headers.push_back({"Content-Length", "5"});
    responder->start_stream(head);
    responder->write("abcde");
    responder->end_stream();
  };
  const auto client = connect();
  client->send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
  EXPECT_EQ(client->read_answer(true).header("Content-Length"), "5");
  EXPECT_EQ(client->read_answer().body, "abcde");
}

TEST_F(RawAnswerTest, NeverAnsweringEndsWhenTheClientGives) {
  for (const bool reset : {true, false}) {
    start();
    held_.reset();
    const auto client = ask();
    int gone = 0;
    held_->on_disconnect([&] { ++gone; });
    if (reset)
      client->reset();
    else
      client->half_close();  // a client that has only stopped sending is told of, too
    EXPECT_TRUE(run_until([&] { return gone == 1; }));
    held_->abort(false);
    EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
  }
}

}  // namespace
}  // namespace ricochet::http
