// Keep-alive, pipelining, HEAD, versions: what one connection does from request to request.
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using test::End;
using testing::HasSubstr;
using testing::Not;

class ConnectionTest : public ServerTest {};

TEST_F(ConnectionTest, KeepsTheConnectionForTheNextRequest) {
  start();
  const auto client = connect();
  for (int i = 0; i < 3; ++i) {
    client->send(get("/" + std::to_string(i)));
    const auto answer = client->read_answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /" + std::to_string(i) + ' ');
    EXPECT_THAT(answer.head, Not(HasSubstr("Connection:")));
  }
  EXPECT_EQ(server_->open_connections(), 1u);
  ASSERT_EQ(seen_.size(), 3u);
  EXPECT_EQ(seen_[0].connection, seen_[2].connection);
  EXPECT_EQ(seen_[0].peer_port, client->local_port());
  EXPECT_EQ(seen_[0].peer_address, "127.0.0.1");
}

TEST_F(ConnectionTest, TheWholeAnswerIsWhatWasAskedFor) {
  start();
  const auto client = connect();
  client->send(get("/x"));
  EXPECT_EQ(client->read_until("GET /x "),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\nGET /x ");
}

TEST_F(ConnectionTest, AnswersThreePipelinedRequestsInOrder) {
  start();
  const auto client = connect();
  client->send(get("/1") + "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" +
               get("/3"));
  EXPECT_EQ(client->read_answer().body, "GET /1 ");
  EXPECT_EQ(client->read_answer().body, "POST /2 abc");
  EXPECT_EQ(client->read_answer().body, "GET /3 ");
}

TEST_F(ConnectionTest, APipelinedRequestWaitsForTheAnswerBeforeIt) {
  start();
  std::vector<std::shared_ptr<Responder>> waiting;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    waiting.push_back(std::move(responder));
  };
  const auto client = connect();
  client->send(get("/1") + get("/2"));
  ASSERT_TRUE(run_until([&] { return waiting.size() == 1; }));
  client->send(get("/3"));
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(run_until([&] { return waiting.size() == i + 1; }));
    EXPECT_EQ(seen_.size(), i + 1) << "not handed over before its turn";
    waiting[i]->send(Response(200, "text/plain", seen_[i].target));
    EXPECT_EQ(client->read_answer().body, "/" + std::to_string(i + 1));
  }
}

TEST_F(ConnectionTest, ServesARequestThatArrivesByteByByte) {
  start();
  const auto client = connect();
  for (const char c :
       std::string("\r\nPOST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok")) {
    client->send(std::string_view(&c, 1));
    pump()();
  }
  EXPECT_EQ(client->read_answer().body, "POST /slow ok");
}

TEST_F(ConnectionTest, ConnectionCloseEndsWithFin) {
  start();
  const auto client = connect();
  client->send(get("/", "Connection: close\r\n"));
  EXPECT_EQ(client->read_answer().header("Connection"), "close");
  EXPECT_EQ(client->wait_end(), End::kFin);
}

TEST_F(ConnectionTest, Http10ClosesUnlessAskedToStay) {
  start();
  const auto one = connect();
  one->send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(one->read_answer().head, testing::StartsWith("HTTP/1.0 200 OK\r\n"));
  EXPECT_EQ(one->wait_end(), End::kFin);
  const auto two = connect();
  two->send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(two->read_answer().header("Connection"), "keep-alive");
  two->send("GET /2 HTTP/1.0\r\n\r\n");
  EXPECT_EQ(two->read_answer().body, "GET /2 ");
}

TEST_F(ConnectionTest, HeadHasTheLengthButNoBody) {
  start();
  const auto client = connect();
  client->send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
  const auto answer = client->read_answer(true);
  EXPECT_EQ(answer.header("Content-Length"), std::to_string(std::string("HEAD /x ").size()));
  EXPECT_EQ(client->read_answer().body, "GET /next ") << "nothing stands between the two answers";
}

TEST_F(ConnectionTest, AnyTokenIsAMethodAndAbsoluteFormIsUnderstood) {
  start();
  const auto client = connect();
  client->send("PROPFIND http://proxied/a?b=1 HTTP/1.1\r\nHost: proxied\r\n\r\n");
  EXPECT_EQ(client->read_answer().body, "PROPFIND http://proxied/a?b=1 ");
  EXPECT_EQ(seen_[0].path, "/a");
  EXPECT_EQ(seen_[0].query, "b=1");
}

TEST_F(ConnectionTest, HeadersKeepOrderAndCase) {
  start();
  const auto client = connect();
  client->send("GET / HTTP/1.1\r\nX-z: 1\r\nhOST: a\r\nx-Z: 2\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(client->read_answer().status, 200);
  EXPECT_THAT(seen_[0].headers,
              testing::ElementsAre(match::Field{"X-z", "1"}, match::Field{"hOST", "a"},
                                   match::Field{"x-Z", "2"}, match::Field{"Accept", "*/*"}));
}

TEST_F(ConnectionTest, AHalfClosedClientStillGetsItsAnswers) {
  start();
  std::vector<std::shared_ptr<Responder>> waiting;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    waiting.push_back(std::move(responder));
  };
  const auto client = connect();
  client->send(get("/1") + get("/2"));
  client->half_close();
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_TRUE(run_until([&] { return waiting.size() == i + 1; }));
    waiting[i]->send(Response(200, "text/plain", "late"));
    EXPECT_EQ(client->read_answer().body, "late");
  }
  EXPECT_EQ(client->wait_end(), End::kFin);
}

TEST_F(ConnectionTest, LargeBodiesBothWays) {
  start();
  const std::string body(5 << 20, 'x');
  answer_ = [](match::Request request, std::shared_ptr<Responder> responder) {
    responder->send(Response(200, "application/octet-stream", std::move(request.body)));
  };
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n\r\n" + body);
  EXPECT_EQ(client->read_answer().body, body);
  client->send(get("/again"));
  EXPECT_EQ(client->read_answer().status, 200);
}

TEST_F(ConnectionTest, ServesIpv6) {
  ServerOptions options;
  options.bind = "::1";
  Server server(loop_, options, *this);
  const auto endpoint = server.start();
  if (!endpoint) GTEST_SKIP() << "no IPv6 here: " << endpoint.error().message;
  test::RawClient client(endpoint->port, pump(), "::1");
  client.send(get("/six"));
  EXPECT_EQ(client.read_answer().body, "GET /six ");
  EXPECT_EQ(seen_[0].peer_address, "::1");
}

}  // namespace
}  // namespace ricochet::http
