// Answers that are handed on while they arrive.
#include "tests/net/http/client_fixture.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;

class ClientStreamTest : public ClientFixture {
 protected:
  void begin(ClientRequest request) {
    StreamReader reader;
    reader.on_head = [this](Response head) {
      EXPECT_FALSE(head_ || done_);
      head_ = std::move(head);
    };
    reader.on_piece = [this](std::string_view piece) {
      EXPECT_TRUE(head_ && !done_);
      body_ += piece;
      if (on_piece_) on_piece_();
    };
    reader.done = [this](base::Status status) {
      EXPECT_FALSE(done_);
      done_ = std::move(status);
    };
    stream_ = fetch_stream(loop_, std::move(request), std::move(reader));
    EXPECT_FALSE(head_ || done_) << "never inside the call";
  }
  /// The server keeps the responder, so that the test can play it.
  void hold() {
    answer_ = [this](match::Request, std::shared_ptr<Responder> r) { held_ = std::move(r); };
  }
  void await_server() {
    ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  }
  std::shared_ptr<Responder> held_;
  std::optional<Response> head_;
  std::string body_;
  std::function<void()> on_piece_;
  std::optional<base::Status> done_;
  std::shared_ptr<ClientStream> stream_;
};

TEST_F(ClientStreamTest, HandsOnEachPieceAsItComes) {
  start();
  hold();
  begin(to("/events"));
  await_server();
  held_->start_stream(Response(200, "text/event-stream", {}));
  ASSERT_TRUE(run_until([&] { return head_.has_value(); })) << "before there is any body";
  EXPECT_EQ(*head_->header("content-type"), "text/event-stream");
  EXPECT_EQ(head_->version, "HTTP/1.1");
  for (const std::string piece : {"data: 1\n\n", "data: 2\n\n"}) {
    held_->write(piece);
    ASSERT_TRUE(run_until([&] { return body_.ends_with(piece); }));
  }
  EXPECT_FALSE(done_);
  held_->end_stream();
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_TRUE(done_->has_value());
  EXPECT_EQ(body_, "data: 1\n\ndata: 2\n\n");
}

TEST_F(ClientStreamTest, TakesBodiesOfEveryFramingAndSkipsInterimAnswers) {
  start();
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.0 200 OK\r\n\r\nbody",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"}) {
    head_.reset();
    done_.reset();
    body_.clear();
    answer_bytes(answer);
    begin(to("/"));
    ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
    EXPECT_TRUE(done_->has_value());
    EXPECT_EQ(head_->status, 200);
    EXPECT_EQ(body_, "body");
  }
}

TEST_F(ClientStreamTest, AnAnswerWithoutBodyHasAHeadAndAnEnd) {
  start();
  answer_bytes("HTTP/1.1 204 No Content\r\n\r\n");
  begin(to("/"));
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_EQ(head_->status, 204);
  EXPECT_EQ(body_, "");
}

TEST_F(ClientStreamTest, TheBodyHasNoBound) {
  start();
  const std::string body(3 << 20, 'x');
  answer_ = [&](match::Request, std::shared_ptr<Responder> r) {
    r->send(Response(200, "text/plain", body));
  };
  ClientRequest request = to("/");
  request.max_response_bytes = 1000;
  begin(request);
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_TRUE(done_->has_value());
  EXPECT_EQ(body_.size(), body.size());
}

TEST_F(ClientStreamTest, FailsInTheMiddle) {
  start();
  answer_bytes("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf");
  begin(to("/"));
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_EQ(body_, "half");
  ASSERT_FALSE(*done_);
  EXPECT_EQ(done_->error().code, "http/bad-response");
}

TEST_F(ClientStreamTest, TheTimeoutIsForTheHeadAndThenForEachPiece) {
  start();
  hold();
  ClientRequest request = to("/");
  request.timeout = std::chrono::seconds(10);
  request.idle_timeout = std::chrono::milliseconds(60);
  begin(request);
  await_server();
  run_for(std::chrono::milliseconds(120));
  EXPECT_FALSE(done_) << "idle time counts from the head";
  held_->start_stream(Response(200));
  held_->write("x");
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_EQ(done_->error().code, "http/timeout");
  EXPECT_THAT(done_->error().message, HasSubstr("nothing more of the answer within 60 ms"));
  EXPECT_EQ(body_, "x");
}

TEST_F(ClientStreamTest, NoHeadInTime) {
  start();
  hold();
  ClientRequest request = to("/");
  request.timeout = std::chrono::milliseconds(60);
  begin(request);
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_EQ(done_->error().code, "http/timeout");
  EXPECT_FALSE(head_);
}

TEST_F(ClientStreamTest, APausedStreamHoldsTheServerBack) {
  start();
  hold();
  ClientRequest request = to("/");
  request.idle_timeout = std::chrono::milliseconds(60);
  begin(request);
  await_server();
  on_piece_ = [this] { stream_->pause(); };
  held_->start_stream(Response(200));
  held_->write("first");
  ASSERT_TRUE(run_until([&] { return body_ == "first"; }));
  constexpr std::size_t kMuch = 32 << 20;
  bool taken = false;
  held_->write(std::string(kMuch, 'x'), [&](bool ok) { taken = ok; });
  run_for(std::chrono::milliseconds(150));
  EXPECT_FALSE(done_) << "time that is paused is not idle";
  EXPECT_FALSE(taken);
  EXPECT_LT(body_.size(), 100'000u);
  on_piece_ = nullptr;
  held_->end_stream();
  stream_->resume();
  ASSERT_TRUE(run_until([&] { return done_.has_value(); }));
  EXPECT_TRUE(taken);
  EXPECT_EQ(body_.size(), kMuch + 5);
}

TEST_F(ClientStreamTest, DroppingItCancelsAlsoFromInside) {
  start();
  hold();
  begin(to("/"));
  await_server();
  int gone = 0;
  held_->on_disconnect([&] { ++gone; });
  on_piece_ = [this] { stream_.reset(); };
  held_->start_stream(Response(200));
  held_->write("x");
  EXPECT_TRUE(run_until([&] { return gone == 1; }));
  EXPECT_FALSE(done_);
}

}  // namespace
}  // namespace ricochet::http
