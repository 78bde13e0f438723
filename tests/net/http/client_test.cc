#include "http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/net/http/client_fixture.h"

namespace ricochet::http {
namespace {

using testing::HasSubstr;

class ClientTest : public ClientFixture {};

TEST_F(ClientTest, SendsWhatItIsToldTo) {
  start();
  ClientRequest request = to("/a%20b?x=1#part");
  request.method = "POST";
  request.headers = {{"x-One", "1"}, {"Content-Type", "text/plain"}};
  request.body = "hello";
  const Response response = ask(request).value();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "POST /a%20b?x=1 hello");
  EXPECT_EQ(*response.header("content-type"), "text/plain");
  const auto host = server_->endpoint().url().substr(7);
  EXPECT_THAT(seen_[0].headers,
              testing::ElementsAre(match::Field{"Host", host}, match::Field{"x-One", "1"},
                                   match::Field{"Content-Type", "text/plain"},
                                   match::Field{"Content-Length", "5"},
                                   match::Field{"Connection", "close"}));
}

TEST_F(ClientTest, GivenHeadersGoFirst) {
  start();
  ClientRequest request = to("/");
  request.headers = {{"host", "other"}, {"Connection", "keep-alive"}, {"X", "a\r\nY: b"}};
  EXPECT_EQ(ask(request).value().status, 200);
  EXPECT_THAT(seen_[0].headers, testing::ElementsAre(match::Field{"host", "other"},
                                                     match::Field{"Connection", "keep-alive"},
                                                     match::Field{"X", "a  Y: b"}));
}

TEST_F(ClientTest, ReadsEveryKindOfBody) {
  start();
  answer_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(ask(to("/")).value().body, "abc");
  answer_bytes("HTTP/1.0 200 OK\r\n\r\nuntil the end");
  EXPECT_EQ(ask(to("/")).value().body, "until the end");
  answer_bytes(
      "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 Nowhere\r\nContent-Length: "
      "2\r\n\r\nab");
  const Response late = ask(to("/")).value();
  EXPECT_EQ(late.status, 404);
  EXPECT_EQ(late.reason, "Nowhere");
  EXPECT_EQ(late.body, "ab");
  ClientRequest head = to("/");
  head.method = "HEAD";
  answer_bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(*ask(head).value().header("Content-Length"), "5");
}

TEST_F(ClientTest, LargeBodiesBothWays) {
  start();
  answer_ = [](match::Request request, std::shared_ptr<Responder> r) {
    r->send(Response(200, "x/y", request.body));
  };
  ClientRequest request = to("/");
  request.method = "PUT";
  request.body = std::string(6 << 20, 'z');
  EXPECT_EQ(ask(request).value().body, request.body);
}

TEST_F(ClientTest, AnEarlyRefusalIsAnAnswer) {
  Limits limits;
  limits.body_bytes = 100;
  start(limits);
  ClientRequest request = to("/");
  request.method = "POST";
  request.body = std::string(8 << 20, 'z');
  EXPECT_EQ(ask(request).value().status, 413);
}

TEST_F(ClientTest, SeveralHeadersOfOneNameStaySeveral) {
  start();
  answer_bytes(
      "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX: y\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(
      ask(to("/")).value().headers,
      testing::ElementsAre(match::Field{"Set-Cookie", "a=1"}, match::Field{"X", "y"},
                           match::Field{"set-cookie", "b=2"}, match::Field{"Content-Length", "0"}));
}

TEST_F(ClientTest, AHandlerMayCallItsOwnServer) {
  start();
  std::vector<std::shared_ptr<void>> calls;
  answer_ = [&](match::Request request, std::shared_ptr<Responder> r) {
    if (request.target == "/inner") return r->send(Response(200, "text/plain", "from inside"));
    calls.push_back(fetch(loop_, to("/inner"), [r](base::Result<Response> inner) {
      r->send(Response(200, "text/plain", "relayed " + inner.value().body));
    }));
  };
  EXPECT_EQ(ask(to("/outer")).value().body, "relayed from inside");
}

TEST_F(ClientTest, AContinueBeforeTheAnswerIsSkipped) {
  start();
  ClientRequest request = to("/");
  request.method = "POST";
  request.headers = {{"Expect", "100-continue"}};
  request.body = "abc";
  answer_bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
  const Response response = ask(request).value();
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "ok");
}

TEST_F(ClientTest, FollowsNoRedirect) {
  start();
  answer_ = [](match::Request, std::shared_ptr<Responder> r) {
    Response response(302);
    response.set_header("Location", "/elsewhere");
    r->send(std::move(response));
  };
  EXPECT_EQ(ask(to("/")).value().status, 302);
  EXPECT_EQ(seen_.size(), 1u);
}

TEST_F(ClientTest, Failures) {
  start();
  const auto code = [this](ClientRequest request) {
    const auto result = ask(std::move(request));
    EXPECT_FALSE(result);
    if (result) return std::string();
    EXPECT_THAT(result.error().message, testing::StartsWith("GET "));
    return result.error().code;
  };
  answer_ = [](match::Request, std::shared_ptr<Responder> r) { r->abort(true); };
  EXPECT_EQ(code(to("/")), "http/reset");
  answer_ = [](match::Request, std::shared_ptr<Responder> r) { r->abort(false); };
  EXPECT_EQ(code(to("/")), "http/bad-response");
  answer_bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
  EXPECT_EQ(code(to("/")), "http/bad-response");
  answer_bytes("SSH-2.0-OpenSSH\r\n\r\n");
  EXPECT_EQ(code(to("/")), "http/bad-response");
  answer_bytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + std::string(500, 'x'));
  ClientRequest small = to("/");
  small.max_response_bytes = 499;
  EXPECT_EQ(code(small), "http/bad-response");
}

TEST_F(ClientTest, BadUrlsAreToldLater) {
  ClientRequest request;
  request.url = "ftp://a/";
  const auto result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/bad-url");
}

TEST_F(ClientTest, RefusedNamesTheAddress) {
  start();
  const ClientRequest request = to("/");
  server_.reset();
  const auto result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/refused");
  EXPECT_THAT(result.error().message, HasSubstr("127.0.0.1 port " + std::to_string(port_)));
}

TEST_F(ClientTest, LocalhostTriesBothFamilies) {
  ServerOptions options;
  options.bind = "::1";
  Server server(loop_, options, *this);
  const auto endpoint = server.start();
  if (!endpoint) GTEST_SKIP() << "no IPv6 here: " << endpoint.error().message;
  ClientRequest request;
  request.url = "http://localhost:" + std::to_string(endpoint->port) + "/";
  EXPECT_EQ(ask(request).value().status, 200);
}

TEST_F(ClientTest, TheTimeoutIsATotal) {
  start();
  std::shared_ptr<Responder> held;
  answer_ = [&](match::Request, std::shared_ptr<Responder> r) {
    r->start_stream(Response(200));
    held = std::move(r);
  };
  base::Timer dribble(loop_);
  std::function<void()> next = [&] {
    if (held) held->write("x");
    dribble.after(std::chrono::milliseconds(5), next);
  };
  next();
  ClientRequest request = to("/");
  request.timeout = std::chrono::milliseconds(80);
  const auto result = ask(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/timeout");
  EXPECT_THAT(result.error().message, HasSubstr("no complete answer within 80 ms"));
}

TEST_F(ClientTest, DroppingTheHandleCancels) {
  start();
  std::shared_ptr<Responder> held;
  answer_ = [&](match::Request, std::shared_ptr<Responder> r) { held = std::move(r); };
  auto handle = fetch(loop_, to("/"), [](base::Result<Response>) { FAIL() << "cancelled"; });
  ASSERT_TRUE(run_until([&] { return held != nullptr; }));
  int gone = 0;
  held->on_disconnect([&] { ++gone; });
  handle.reset();
  EXPECT_TRUE(run_until([&] { return gone == 1; })) << "the server sees it";
  auto early = fetch(loop_, to("/"), [](base::Result<Response>) { FAIL() << "cancelled"; });
  early.reset();
  auto bad = fetch(loop_, {}, [](base::Result<Response>) { FAIL() << "cancelled"; });
  bad.reset();
  pump()();
}

TEST_F(ClientTest, TheHandleMayGoInsideDone) {
  start();
  std::shared_ptr<void> handle;
  bool done = false;
  handle = fetch(loop_, to("/"), [&](base::Result<Response>) {
    handle.reset();
    done = true;
  });
  EXPECT_TRUE(run_until([&] { return done; }));
}

}  // namespace
}  // namespace ricochet::http
