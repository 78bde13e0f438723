// Every bound of http::Limits, reached.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using std::chrono::milliseconds;
using test::End;
using testing::HasSubstr;

class LimitsTest : public ServerTest {
 protected:
  void expect_refused(test::RawClient& client, int status, const std::string& limit) {
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, status);
    EXPECT_THAT(answer.body, HasSubstr("(" + limit + ")"));
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.header("Connection"), "close");
    client.half_close();
    EXPECT_EQ(client.wait_end(), End::kFin);
    EXPECT_TRUE(seen_.empty());
    ASSERT_EQ(refused_.size(), 1u);
    EXPECT_EQ(refused_[0].status, status);
    EXPECT_LE(refused_[0].refused->head.size(), 1024u);
    EXPECT_THAT(refused_[0].refused->bound, testing::StartsWith(limit + " "));
    EXPECT_EQ(refused_[0].refused->listener, "stub photos");
    EXPECT_EQ(server_->open_exchanges(), 0u);
    EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
  }
};

TEST_F(LimitsTest, RequestLine) {
  Limits limits;
  limits.request_line_bytes = 100;
  start(limits);
  const auto client = connect();
  client->send("GET /" + std::string(200, 'a'));  // no end in sight: refused all the same
  expect_refused(*client, 414, "--max-request-line");
}

TEST_F(LimitsTest, Headers) {
  Limits limits;
  limits.header_bytes = 100;
  start(limits);
  const auto client = connect();
  client->send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'a'));
  expect_refused(*client, 431, "--max-header");
}

TEST_F(LimitsTest, HeaderCount) {
  Limits limits;
  limits.header_count = 3;
  start(limits);
  const auto client = connect();
  client->send("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n");
  EXPECT_EQ(client->read_answer().status, 200);
  seen_.clear();
  client->send("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\nX: 3\r\n");
  expect_refused(*client, 431, "--max-header-count");
}

TEST_F(LimitsTest, BodyByLength) {
  start_with_max_body(10);
  const auto client = connect();
  // The client sends all of it before it looks at the answer, which must arrive all the same.
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" +
               std::string(300'000, 'x'));
  expect_refused(*client, 413, "--max-body");
}

TEST_F(LimitsTest, BodyInChunks) {
  start_with_max_body(10);
  const auto client = connect();
  client->send(
      "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n");
  expect_refused(*client, 413, "--max-body");
  EXPECT_THAT(refused_[0].refused->head, testing::StartsWith("POST /c HTTP/1.1\r\nHost: a\r\n"));
}

TEST_F(LimitsTest, HeaderTimeIsATotal) {
  Limits limits;
  limits.header_time = milliseconds(60);
  start(limits);
  const auto client = connect();
  const auto begin = loop_.now();
  client->send("GET / HTTP/1.1\r\n");
  // A header line whenever the loop has a moment: the connection is never idle.
  while (refused_.empty() && loop_.now() - begin < kDeadline) {
    client->send("X: 1\r\n");
    pump()();
  }
  EXPECT_GE(loop_.now() - begin, limits.header_time);
  expect_refused(*client, 408, "--header-timeout");
}

TEST_F(LimitsTest, BodyIdle) {
  Limits limits;
  limits.body_idle = milliseconds(60);
  start(limits);
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  expect_refused(*client, 408, "--body-timeout");
}

TEST_F(LimitsTest, BodyThatKeepsComingIsNotIdle) {
  Limits limits;
  limits.body_idle = milliseconds(1000);
  start(limits);
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n");
  for (int i = 0; i < 8; ++i) {  // each byte well within, all of them well beyond
    run_for(milliseconds(150));
    client->send("x");
  }
  EXPECT_EQ(client->read_answer().body, "POST / xxxxxxxx");
}

TEST_F(LimitsTest, ABodyThatDripsIsTooSlow) {
  Limits limits;
  limits.body_grace = milliseconds(60);
  limits.body_min_rate = 1 << 20;
  start(limits);
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
  const auto begin = loop_.now();
  while (refused_.empty() && loop_.now() - begin < kDeadline) {
    client->send("x");  // whenever the loop has a moment: never idle
    pump()();
  }
  expect_refused(*client, 408, "--min-body-rate");
}

TEST_F(LimitsTest, WhatCameEarlyPaysForLater) {
  Limits limits;
  limits.body_grace = milliseconds(1);
  limits.body_min_rate = 10;
  start(limits);
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" +
               std::string(1000, 'x'));
  run_for(milliseconds(50));
  client->send("y");
  EXPECT_EQ(client->read_answer().status, 200) << "a hundred seconds are paid for";
}

TEST_F(LimitsTest, IdleKeepAliveEndsQuietly) {
  Limits limits;
  limits.keep_alive = milliseconds(60);
  start(limits);
  const auto fresh = connect();
  const auto used = connect();
  used->send(get("/"));
  EXPECT_EQ(used->read_answer().status, 200);
  EXPECT_EQ(used->read_all(), "");
  EXPECT_EQ(used->end(), End::kFin);
  EXPECT_EQ(fresh->read_all(), "");
  EXPECT_EQ(fresh->end(), End::kFin);
  EXPECT_TRUE(refused_.empty());
}

TEST_F(LimitsTest, APendingAnswerIsNotIdle) {
  Limits limits;
  limits.keep_alive = limits.header_time = limits.body_idle = milliseconds(20);
  start(limits);
  base::Timer later(loop_);
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    later.after(milliseconds(150), [responder] { responder->send(Response(200)); });
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_EQ(client->read_answer().status, 200);
}

TEST_F(LimitsTest, AClientThatDoesNotReadIsCutOff) {
  Limits limits;
  limits.body_idle = milliseconds(60);
  start(limits);
  answer_ = [](match::Request, std::shared_ptr<Responder> responder) {
    responder->send(Response(200, "text/plain", std::string(32 << 20, 'x')));
  };
  const auto client = connect();
  client->send(get("/"));
  EXPECT_TRUE(run_until([&] { return !seen_.empty() && server_->open_connections() == 0; }));
  EXPECT_EQ(server_->open_exchanges(), 0u);
}

TEST_F(LimitsTest, ConnectionsBeyondTheCapAreClosed) {
  Limits limits;
  limits.connections = 2;
  start(limits);
  auto one = connect();
  const auto two = connect();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 2; }));
  const auto three = connect();
  EXPECT_EQ(three->wait_end(), End::kFin);
  one.reset();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 1; }));
  const auto four = connect();
  four->send(get("/"));
  EXPECT_EQ(four->read_answer().status, 200);
}

/// A connection to 127.0.0.1 from another address of the loopback network.
int connect_from(const char* address, std::uint16_t port) {
  sockaddr_in from{};
  from.sin_family = AF_INET;
  inet_pton(AF_INET, address, &from.sin_addr);
  sockaddr_in to = from;
  to.sin_port = htons(port);
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&from), sizeof from), 0);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  return fd;
}

TEST_F(LimitsTest, ConnectionsOfOneAddressAreCappedApart) {
  Limits limits;
  limits.connections_per_address = 1;
  ServerOptions options;
  options.bind = "0.0.0.0";
  options.limits = limits;
  Server server(loop_, options, *this);
  const auto port = server.start().value().port;
  auto one = std::make_unique<test::RawClient>(port, pump());
  ASSERT_TRUE(run_until([&] { return server.open_connections() == 1; }));
  EXPECT_EQ(test::RawClient(port, pump()).wait_end(), End::kFin);
  const int other = connect_from("127.0.0.2", port);
  EXPECT_TRUE(run_until([&] { return server.open_connections() == 2; })) << "another address";
  ::close(other);
  ASSERT_TRUE(run_until([&] { return server.open_connections() == 1; }));
  one.reset();
  ASSERT_TRUE(run_until([&] { return server.open_connections() == 0; }));
  test::RawClient again(port, pump());
  again.send(get("/again"));
  EXPECT_EQ(again.read_answer().status, 200);
}

TEST_F(LimitsTest, AcceptDelayHoldsNewConnectionsBack) {
  start();
  const auto before = connect();
  before->send(get("/"));
  EXPECT_EQ(before->read_answer().status, 200);
  server_->set_accept_delay(milliseconds(80));
  const auto begin = loop_.now();
  const auto slow = connect();
  slow->send(get("/slow"));
  before->send(get("/before"));
  EXPECT_EQ(before->read_answer().status, 200);
  EXPECT_EQ(slow->read_answer().status, 200);
  EXPECT_GE(loop_.now() - begin, milliseconds(80));
  ASSERT_EQ(seen_.size(), 3u);
  EXPECT_EQ(seen_[1].target, "/before") << "old connections are not delayed";
  server_->set_accept_delay(std::chrono::hours(1));
  const auto waiting = connect();
  ASSERT_TRUE(run_until([&] { return server_->open_connections() == 3; }));
  bool done = false;
  server_->stop(kDeadline, [&] { done = true; });
  EXPECT_TRUE(run_until([&] { return done; }));
  EXPECT_EQ(waiting->wait_end(), End::kFin);
}

TEST_F(LimitsTest, AClientThatLeavesInTheMiddleIsReported) {
  start();
  const auto client = connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  client->half_close();
  EXPECT_EQ(client->read_answer().status, 400);
  EXPECT_EQ(client->wait_end(), End::kFin);
  ASSERT_EQ(refused_.size(), 1u);
  EXPECT_THAT(refused_[0].refused->reason, HasSubstr("in the middle of the request body"));
}

/// Takes every free descriptor but `leave` of them, and gives them back.
class Hoard {
 public:
  explicit Hoard(int leave) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    rlimit low = before_;
    low.rlim_cur = static_cast<rlim_t>(next + 40);
    setrlimit(RLIMIT_NOFILE, &low);
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) held_.push_back(fd);
    for (; leave > 0; --leave) {
      ::close(held_.back());
      held_.pop_back();
    }
  }
  ~Hoard() {
    for (const int fd : held_) ::close(fd);
    setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  rlimit before_{};
  std::vector<int> held_;
};

TEST_F(LimitsTest, SurvivesRunningOutOfDescriptors) {
  start();
  const auto before = connect();
  before->send(get("/before"));
  EXPECT_EQ(before->read_answer().status, 200);
  std::unique_ptr<test::RawClient> waiting;
  {
    const Hoard hoard(1);  // one for the client's end, none for the server's
    waiting = connect();
    ASSERT_TRUE(waiting->connected());
    waiting->send(get("/waiting"));
    before->send(get("/meanwhile"));
    EXPECT_EQ(before->read_answer().body, "GET /meanwhile ") << "old connections go on";
    run_for(milliseconds(60));  // several rounds of backing off
    EXPECT_EQ(seen_.size(), 2u);
  }
  EXPECT_EQ(waiting->read_answer().body, "GET /waiting ") << "taken as soon as there was room";
  ASSERT_EQ(troubles_.size(), 1u) << "said once";
  EXPECT_EQ(troubles_[0].code, "http/no-descriptors");
  EXPECT_THAT(troubles_[0].message, testing::StartsWith("stub photos cannot accept"));
  EXPECT_THAT(troubles_[0].hint, HasSubstr("ulimit -n"));
}

TEST_F(LimitsTest, TurnsClientsAwayWhenNoDescriptorComesFree) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan's check of virtual calls needs a descriptor of its own";
#endif
  start();
  pump()();
  const Hoard hoard(1);
  const auto waiting = connect();
  EXPECT_NE(waiting->wait_end(), End::kTimeout) << "it is not left to wait forever";
  EXPECT_EQ(troubles_.size(), 1u);
}

}  // namespace
}  // namespace ricochet::http
