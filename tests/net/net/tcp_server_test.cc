// A server without a protocol.
#include "net/tcp_server.h"

#include "net/option_words.h"
#include "tests/net/http/server_fixture.h"

namespace ricochet::net {
namespace {

using std::chrono::milliseconds;
using test::End;
using testing::HasSubstr;

using http::kDeadline;

class TcpServerTest : public http::ServerTest {
 protected:
  void start_tcp(TcpLimits limits = {}) {
    TcpServerOptions options;
    options.limits = limits;
    tcp_ = std::make_unique<TcpServer>(loop_, options, [this](TcpBurst burst) {
      bursts_.push_back(burst);
      if (echo_) tcp_->write(burst.connection, "got " + burst.bytes);
    });
    tcp_->on_opened([this](std::uint64_t number) { opened_.push_back(number); });
    tcp_->on_closed([this](std::uint64_t number) { closed_.push_back(number); });
    port_ = tcp_->start().value();
  }
  bool echo_ = true;
  std::vector<TcpBurst> bursts_;
  std::vector<std::uint64_t> opened_, closed_;
  std::unique_ptr<TcpServer> tcp_;
};

TEST_F(TcpServerTest, AnswersEachBurstOnAnOpenConnection) {
  start_tcp();
  const auto client = connect();
  for (const std::string bytes : {"foo", "GET / HTTP/9.9\n", "\x16\x03 no TLS"}) {
    client->send(bytes);
    EXPECT_EQ(client->read(4 + bytes.size()), "got " + bytes);
  }
  ASSERT_EQ(bursts_.size(), 3u);
  EXPECT_EQ(bursts_[0].peer_address, "127.0.0.1");
  EXPECT_EQ(bursts_[0].peer_port, client->local_port());
  EXPECT_EQ(bursts_[0].connection, bursts_[2].connection);
  EXPECT_EQ(opened_.size(), 1u);
  EXPECT_TRUE(closed_.empty());
}

TEST_F(TcpServerTest, KeepsConnectionsApart) {
  start_tcp();
  const auto one = connect();
  const auto two = connect();
  two->send("two");
  EXPECT_EQ(two->read(7), "got two");
  one->send("one");
  EXPECT_EQ(one->read(7), "got one");
  EXPECT_NE(bursts_[0].connection, bursts_[1].connection);
  EXPECT_EQ(tcp_->open_connections(), 2u);
}

TEST_F(TcpServerTest, WhatIsThereIsOneBurstUpToItsLimit) {
  TcpLimits limits;
  limits.burst_bytes = 100'000;
  start_tcp(limits);
  echo_ = false;
  const auto client = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  std::size_t total = 0;
  client->send(std::string(250'000, 'x'));
  EXPECT_TRUE(run_until([&] {
    total = 0;
    for (const auto& burst : bursts_) total += burst.bytes.size();
    return total == 250'000;
  }));
  for (const auto& burst : bursts_) EXPECT_LE(burst.bytes.size(), 100'000u);
}

TEST_F(TcpServerTest, WritesUnasked) {
  start_tcp();
  const auto client = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  EXPECT_TRUE(tcp_->write(opened_[0], "a"));
  EXPECT_TRUE(tcp_->write(opened_[0], "b"));
  EXPECT_EQ(client->read(2), "ab");
  EXPECT_FALSE(tcp_->write(opened_[0] + 1, "nobody"));
}

TEST_F(TcpServerTest, ClosesBehindWhatWasWrittenOrResets) {
  start_tcp();
  const std::string much(4 << 20, 'x');
  const auto client = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  tcp_->write(opened_[0], much);
  tcp_->close(opened_[0]);
  tcp_->write(opened_[0], "too late");
  EXPECT_EQ(client->read_all().size(), much.size());
  EXPECT_EQ(client->end(), End::kFin);
  const auto other = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 2; }));
  tcp_->close(opened_[1], true);
  EXPECT_EQ(other->wait_end(), End::kReset);
  EXPECT_EQ(closed_, opened_);
}

TEST_F(TcpServerTest, APeerThatHasSentEverythingStillGetsItsAnswer) {
  start_tcp();
  const auto client = connect();
  client->send("last");
  client->half_close();
  EXPECT_EQ(client->read_all(), "got last");
  EXPECT_TRUE(run_until([&] { return closed_.size() == 1; }));
}

TEST_F(TcpServerTest, IdleConnectionsAreClosed) {
  TcpLimits limits;
  limits.idle = milliseconds(60);
  start_tcp(limits);
  const auto client = connect();
  EXPECT_EQ(client->wait_end(), End::kFin);
  EXPECT_EQ(closed_.size(), 1u);
}

TEST_F(TcpServerTest, APeerThatDoesNotReadIsReset) {
  TcpLimits limits;
  limits.queued_bytes = 1 << 20;
  start_tcp(limits);
  const auto client = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  for (int i = 0; i < 100 && closed_.empty(); ++i) {
    tcp_->write(opened_[0], std::string(1 << 20, 'x'));
    pump()();
  }
  EXPECT_EQ(closed_.size(), 1u);
  EXPECT_EQ(client->wait_end(), End::kReset);
}

TEST_F(TcpServerTest, ConnectionsAreCapped) {
  TcpLimits limits;
  limits.connections = 1;
  start_tcp(limits);
  auto one = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  EXPECT_EQ(connect()->wait_end(), End::kFin);
  one.reset();
  ASSERT_TRUE(run_until([&] { return closed_.size() == 1; }));
  const auto again = connect();
  again->send("x");
  EXPECT_EQ(again->read(5), "got x");
  limits.connections = 5;
  limits.connections_per_address = 1;
  start_tcp(limits);
  const auto first = connect();
  EXPECT_EQ(connect()->wait_end(), End::kFin);
}

TEST_F(TcpServerTest, StopLetsWrittenBytesLeave) {
  start_tcp();
  const std::string much(4 << 20, 'x');
  const auto client = connect();
  const auto idle = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 2; }));
  tcp_->write(opened_[0], much);
  tcp_->write(opened_[1], "bye");
  bool done = false;
  tcp_->stop(kDeadline, [&] { done = true; });
  EXPECT_EQ(client->read_all().size(), much.size());
  EXPECT_EQ(idle->read_all(), "bye");
  EXPECT_TRUE(run_until([&] { return done; }));
  EXPECT_FALSE(test::RawClient(port_).connected());
}

TEST_F(TcpServerTest, StopCutsOffWhatOutlastsTheGrace) {
  start_tcp();
  const auto client = connect();
  ASSERT_TRUE(run_until([&] { return opened_.size() == 1; }));
  tcp_->write(opened_[0], std::string(16 << 20, 'x'));
  bool done = false;
  tcp_->stop(milliseconds(50), [&] { done = true; });
  EXPECT_TRUE(run_until([&] { return done; }));
  EXPECT_EQ(tcp_->open_connections(), 0u);
}

TEST_F(TcpServerTest, MayBeDestroyedByItsOwnBurst) {
  TcpServerOptions options;
  tcp_ = std::make_unique<TcpServer>(loop_, options, [this](TcpBurst) { tcp_.reset(); });
  port_ = tcp_->start().value();
  const auto client = connect();
  client->send("x");
  EXPECT_EQ(client->wait_end(), End::kFin);
}

TEST_F(TcpServerTest, SaysWhichPortIsInUse) {
  start_tcp();
  TcpServerOptions options;
  options.name = "socket stub";
  options.port = port_;
  TcpServer second(loop_, options, {});
  const auto result = second.start();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/port-in-use");
  EXPECT_THAT(result.error().message, HasSubstr("socket stub cannot listen"));
  EXPECT_EQ(result.error().hint,
            "choose another port (0 takes any free one), or stop the program that holds it; `ss "
            "-ltnp` names it");
  EXPECT_EQ(in_words_of(result.error(), "--ui-port", "--ui-bind").hint,
            "choose another --ui-port (0: any free one), or stop the program that holds it; `ss "
            "-ltnp` names it");
}

TEST_F(TcpServerTest, TheCureOfAnAddressIsInTheWordsOfWhoGaveIt) {
  TcpServerOptions options;
  options.bind = "nowhere";
  TcpServer server(loop_, options, {});
  const auto result = server.start();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().hint,
            "--bind takes an address of this machine, 127.0.0.1, ::1, 0.0.0.0 or ::");
  EXPECT_THAT(in_words_of(result.error(), "\"port\"", "\"bind\"").hint,
              testing::StartsWith("\"bind\" takes an address"));
  const base::Diag other("http/cannot-bind", "not permitted", "choose --bind");
  EXPECT_EQ(in_words_of(other, "\"port\"", "\"bind\"").hint, "choose --bind");
}

}  // namespace
}  // namespace ricochet::net
