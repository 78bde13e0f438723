// What a Responder can do besides a good answer, seen from the other end of the wire.
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using test::End;
using namespace std::string_literals;
using testing::HasSubstr;

class FaultTest : public ServerTest {
 protected:
  std::shared_ptr<Responder> held_;
  void hold() {
    answer_ = [this](match::Request, std::shared_ptr<Responder> responder) {
      held_ = std::move(responder);
    };
  }
};

TEST_F(FaultTest, ResetIsARealReset) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) { responder->abort(true); };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kReset);
}

TEST_F(FaultTest, AbortWithoutResetIsAFin) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) { responder->abort(false); };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultTest, RawBytesAreExactAndEndWithFin) {
  start();
  const std::string bytes = "HTTP/1.1 2\0\xff not http \r\n"s;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    responder->send_raw(bytes);
  };
  const auto client = connect();
  client->send(get("/") + "and bytes that nobody has read");
  EXPECT_EQ(client->read(bytes.size()), bytes);
  client->half_close();
  EXPECT_EQ(client->read_all(), "");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultTest, AStreamMayBeCutOff) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->start_stream(Response(200));
    responder->write("half");
    responder->abort(false);
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_THAT(client->read_all(), testing::EndsWith("\r\n\r\n4\r\nhalf\r\n"));
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultTest, RawBytesMayEndAStream) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->start_stream(Response(200));
    responder->send_raw("zz\r\nno chunk");
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_THAT(client->read_all(), testing::EndsWith("\r\n\r\nzz\r\nno chunk"));
}

TEST_F(FaultTest, AForgottenRequestIsA500ThatSaysWhoseBugItIs) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder>) {};
  const auto client = connect();
  client->send(get("/"));
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("stub photos dropped this request"));
  EXPECT_THAT(answer.body, HasSubstr("a bug in ricochet"));
}

TEST_F(FaultTest, AForgottenStreamIsCutOff) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->start_stream(Response(200));
    responder->write("x");
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_THAT(client->read_all(), testing::EndsWith("1\r\nx\r\n")) << "without the last chunk";
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FaultTest, TellsOnceWhenTheClientGoes) {
  for (const bool reset : {false, true}) {
    start();
    hold();
    const auto client = connect();
    client->send(get("/"));
    ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
    int gone = 0;
    held_->on_disconnect([&] { ++gone; });
    EXPECT_EQ(server_->open_exchanges(), 1u);
    if (reset)
      client->reset();
    else
      client->close();
    EXPECT_TRUE(run_until([&] { return gone == 1; }));
    EXPECT_EQ(server_->open_exchanges(), 0u) << "nobody waits for it any more";
    held_->send(Response(200));  // a call to nothing
    held_.reset();
    EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
    EXPECT_EQ(gone, 1);
  }
}

TEST_F(FaultTest, ADisconnectIsSeenBehindPipelinedBytesAndThoseAreKept) {
  start();
  hold();
  const auto client = connect();
  client->send(get("/1"));
  ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  int gone = 0;
  held_->on_disconnect([&] { ++gone; });
  client->send(get("/2"));
  client->half_close();
  ASSERT_TRUE(run_until([&] { return gone == 1; }));
  const auto first = std::move(held_);
  first->send(Response(200));
  ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  EXPECT_EQ(seen_.back().target, "/2");
  held_->send(Response(204));
  EXPECT_EQ(client->read_answer().status, 200);
  EXPECT_EQ(client->read_answer().status, 204);
}

TEST_F(FaultTest, RegisteringAfterTheClientWentTellsToo) {
  start();
  hold();
  const auto client = connect();
  client->send(get("/"));
  ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  client->close();
  ASSERT_TRUE(run_until([&] { return server_->open_exchanges() == 0; }));
  int gone = 0;
  held_->on_disconnect([&] { ++gone; });
  EXPECT_EQ(gone, 0) << "never inside the call";
  EXPECT_TRUE(run_until([&] { return gone == 1; }));
}

TEST_F(FaultTest, AnswersLateAndOutsideOfTheHandler) {
  start();
  base::Timer later(loop_);
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    responder->on_disconnect([] { FAIL() << "the answer was complete"; });
    later.after(std::chrono::milliseconds(20),
                [responder] { responder->send(Response(200, "text/plain", "late")); });
  };
  auto client = connect();
  client->send(get("/1") + get("/2"));
  EXPECT_EQ(client->read_answer().body, "late");
  EXPECT_EQ(client->read_answer().body, "late");
  client.reset();
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
}

TEST_F(FaultTest, AResponderMayOutliveItsServer) {
  start();
  hold();
  const auto client = connect();
  client->send(get("/"));
  ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  server_.reset();
  held_->send(Response(200));
  bool failed = false;
  held_->write("x", [&](bool ok) { failed = !ok; });
  EXPECT_TRUE(failed);
  EXPECT_NE(client->wait_end(), End::kOpen);
}

TEST_F(FaultTest, AWriterOfAStreamHearsThatTheClientIsGone) {
  start();
  hold();
  auto client = connect();
  client->send(get("/"));
  ASSERT_TRUE(run_until([&] { return held_ != nullptr; }));
  held_->start_stream(Response(200));
  int failed = 0;
  for (int i = 0; i < 8; ++i)
    held_->write(std::string(4 << 20, 'x'), [&](bool ok) { failed += ok ? 0 : 1; });
  client->read(1000);
  client->reset();
  EXPECT_TRUE(run_until([&] { return failed > 0 && server_->open_connections() == 0; }));
}

}  // namespace
}  // namespace ricochet::http
