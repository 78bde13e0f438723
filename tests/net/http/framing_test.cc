// Chunked both ways, Expect, and what the guard refuses, over real sockets.
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using test::End;
using testing::HasSubstr;

class FramingTest : public ServerTest {};

TEST_F(FramingTest, TakesAChunkedRequest) {
  start();
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client->send("2;x=y\r\nde\r\n0\r\nTrailer-Field: 1\r\n\r\n" + get("/next"));
  EXPECT_EQ(client->read_answer().body, "POST / abcde");
  EXPECT_EQ(client->read_answer().body, "GET /next ");
}

TEST_F(FramingTest, ATrailerThatTellsWhereTheBodyEndsIsRefusedAsSuch) {
  start();
  for (const std::string trailer :
       {"Content-Length: 5", "content-length: x", "Transfer-Encoding: chunked"}) {
    const auto client = connect();
    client->send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n" +
        trailer + "\r\n\r\n");
    const auto answer = client->read_answer();
    EXPECT_EQ(answer.status, 400) << trailer;
    EXPECT_THAT(answer.body, HasSubstr("a trailer must not be Content-Length")) << trailer;
  }
}

TEST_F(FramingTest, StreamsAnAnswerInChunks) {
  start();
  std::shared_ptr<Responder> stream;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    stream = responder;
    responder->start_stream(Response(200, "text/plain", {}));
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_THAT(client->read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  int sent = 0;
  stream->write("hello", [&](bool ok) { sent += ok ? 1 : 0; });
  EXPECT_EQ(sent, 0) << "never inside the call";
  EXPECT_EQ(client->read(10), "5\r\nhello\r\n");
  stream->write("", [&](bool ok) { sent += ok ? 1 : 0; });
  stream->write(std::string(17, 'x'), [&](bool ok) { sent += ok ? 1 : 0; });
  EXPECT_EQ(client->read(23), "11\r\n" + std::string(17, 'x') + "\r\n");
  EXPECT_TRUE(run_until([&] { return sent == 3; }));
  EXPECT_EQ(server_->open_exchanges(), 1u);
  stream->end_stream();
  EXPECT_EQ(server_->open_exchanges(), 0u);
  EXPECT_EQ(client->read(5), "0\r\n\r\n");
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->send(Response(204));
  };
  client->send(get("/next"));
  EXPECT_EQ(client->read_answer().status, 204) << "the connection goes on";
}

TEST_F(FramingTest, StreamsToHttp10UntilTheEnd) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->start_stream(Response(200));
    responder->write("a");
    responder->write("b");
    responder->end_stream();
  };
  const auto client = connect();
  client->send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client->read_all(), "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nab");
  EXPECT_EQ(client->end(), End::kFin);
}

TEST_F(FramingTest, AWholeAnswerMayAskForChunks) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    Response response(200, "text/plain", "hello");
    response.headers.push_back({"Transfer-Encoding", "chunked"});
    responder->send(std::move(response));
  };
  const auto client = connect();
  client->send(get("/") + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
  for (const bool head : {false, true, false}) {
    const auto answer = client->read_answer(head);
    EXPECT_TRUE(answer.chunked);
    EXPECT_EQ(answer.header("Content-Length"), "");
    EXPECT_EQ(answer.body, head ? "" : "hello");
  }
}

TEST_F(FramingTest, SaysContinueWhenTheClientWaitsForIt) {
  start();
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client->read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("abc");
  EXPECT_EQ(client->read_answer().body, "POST / abc");
}

TEST_F(FramingTest, NoContinueForABodyThatIsAlreadyHereOrTooLarge) {
  Limits limits;
  limits.body_bytes = 10;
  start(limits);
  const auto here = connect();
  here->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc");
  EXPECT_EQ(here->read_answer().status, 200);
  const auto large = connect();
  large->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(large->read_answer().status, 413);
}

TEST_F(FramingTest, EqualLengthsAreOneAndBytesBehindNoLengthAreTheNextRequest) {
  start();
  const auto client = connect();
  client->send(
      "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"
      "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\ndef" +
      get("/3") + "\r\n" + get("/4"));
  EXPECT_EQ(client->read_answer().body, "POST /1 abc");
  EXPECT_EQ(client->read_answer().body, "POST /2 def");
  EXPECT_EQ(client->read_answer().body, "GET /3 ");
  EXPECT_EQ(client->read_answer().body, "GET /4 ") << "an empty line before it is skipped";
}

struct BadRequest {
  const char* name;
  const char* bytes;
  int status;
  const char* reason;
};

class Refused : public FramingTest, public testing::WithParamInterface<BadRequest> {};

TEST_P(Refused, WithAReasonThenClosed) {
  const BadRequest& c = GetParam();
  start();
  const auto client = connect();
  client->send(c.bytes);
  client->send(get("/smuggled"));
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.status, c.status);
  EXPECT_THAT(answer.body, HasSubstr(c.reason));
  EXPECT_EQ(answer.header("Connection"), "close");
  client->half_close();
  EXPECT_EQ(client->wait_end(), End::kFin);
  EXPECT_TRUE(seen_.empty()) << "no part of it reached the handler";
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_EQ(refused_[0].status, c.status);
  EXPECT_THAT(refused_[0].refused->reason, HasSubstr(c.reason));
  EXPECT_EQ(refused_[0].request.peer_port,
            client->local_port() == 0 ? refused_[0].request.peer_port : client->local_port());
  EXPECT_FALSE(refused_[0].refused->head.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Framing, Refused,
    testing::Values(
        BadRequest{"no_host", "GET / HTTP/1.1\r\n\r\n", 400, "no Host"},
        BadRequest{"chunked_and_length",
                   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n0\r\n\r\n",
                   400, "both"},
        BadRequest{"xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                   400, "only chunked"},
        BadRequest{"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400,
                   "more than one Host"},
        BadRequest{"gzip_then_length",
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nContent-Length: "
                   "3\r\n\r\nabc",
                   400, "only chunked"},
        BadRequest{"gzip_chunked",
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, "
                   "chunked\r\n\r\n0\r\n\r\n",
                   501, "only chunked"},
        BadRequest{"chunked_identity",
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, "
                   "identity\r\n\r\n0\r\n\r\n",
                   400, "only chunked"},
        BadRequest{"folded_coding",
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n "
                   "chunked\r\n\r\n0\r\n\r\n",
                   400, "only chunked"},
        BadRequest{"http12", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505, "HTTP/1.2"},
        BadRequest{"lower_case_version", "GET / http/1.1\r\nHost: a\r\n\r\n", 400, "http/1.1"},
        BadRequest{"high_byte", "GET /\xe4 HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encode"},
        BadRequest{"chunked_on_10",
                   "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
                   "HTTP/1.0"},
        BadRequest{"http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "HTTP/2.0"},
        BadRequest{"bare_lf", "GET / HTTP/1.1\nHost: a\n\n", 400, "LF alone"},
        BadRequest{"tls", "\x16\x03\x01\x02", 400, "looks like TLS"},
        BadRequest{
            "lengths_differ",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400,
            "two different"},
        BadRequest{"bad_chunk",
                   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400,
                   "chunk"}),
    [](const auto& p) { return p.param.name; });

}  // namespace
}  // namespace ricochet::http
