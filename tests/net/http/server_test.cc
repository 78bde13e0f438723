// Listening, stopping, and the errors of both.
#include "http/server.h"

#include <fcntl.h>
#include <sys/socket.h>

#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

using std::chrono::milliseconds;
using test::End;
using testing::HasSubstr;

class ServerLifeTest : public ServerTest {};

TEST_F(ServerLifeTest, SaysWhichPortIsInUseAndWhatToDo) {
  start();
  ServerOptions options;
  options.name = "bin webhooks";
  options.port = port_;
  Server second(loop_, options, *this);
  const auto result = second.start();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "http/port-in-use");
  EXPECT_EQ(result.error().message, "bin webhooks cannot listen on 127.0.0.1 port " +
                                        std::to_string(port_) + ": the port is in use");
  EXPECT_THAT(result.error().hint, HasSubstr("choose another port"));
}

TEST_F(ServerLifeTest, SaysWhichAddressItCannotBind) {
  for (const char* bind : {"203.0.113.1", "no address", ""}) {
    ServerOptions options;
    options.bind = bind;
    Server server(loop_, options, *this);
    const auto result = server.start();
    ASSERT_FALSE(result) << bind;
    EXPECT_EQ(result.error().code, "http/cannot-bind");
    EXPECT_THAT(result.error().hint, HasSubstr("--bind"));
  }
}

TEST_F(ServerLifeTest, ThePortIsFreeAgainAtOnce) {
  start();
  const auto client = connect();
  client->send(get("/", "Connection: close\r\n"));
  client->read_all();  // the server closed first: its end waits in TIME_WAIT
  server_.reset();
  ServerOptions options;
  options.port = port_;
  Server again(loop_, options, *this);
  EXPECT_EQ(again.start().value().port, port_);
}

TEST_F(ServerLifeTest, StopEndsIdleConnectionsAndReportsOnce) {
  start();
  const auto idle = connect();
  idle->send(get("/"));
  idle->read_answer();
  int done = 0;
  server_->stop(std::chrono::seconds(10), [&] { ++done; });
  EXPECT_EQ(done, 0) << "never inside the call";
  EXPECT_TRUE(run_until([&] { return done == 1; }));
  EXPECT_EQ(idle->wait_end(), End::kFin);
  EXPECT_FALSE(test::RawClient(port_).connected());
}

TEST_F(ServerLifeTest, StopLetsARunningExchangeEnd) {
  start();
  std::shared_ptr<Responder> held;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    held = std::move(responder);
  };
  const auto client = connect();
  client->send(get("/"));
  ASSERT_TRUE(run_until([&] { return held != nullptr; }));
  int done = 0;
  server_->stop(kDeadline, [&] { ++done; });
  pump()();
  EXPECT_EQ(done, 0);
  EXPECT_EQ(server_->open_exchanges(), 1u);
  held->send(Response(200, "text/plain", "in time"));
  const auto answer = client->read_answer();
  EXPECT_EQ(answer.body, "in time");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(run_until([&] { return done == 1; }));
}

TEST_F(ServerLifeTest, StopClosesWhatOutlastsTheGrace) {
  start();
  std::shared_ptr<Responder> held;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    held = std::move(responder);
  };
  const auto client = connect();
  client->send(get("/"));
  ASSERT_TRUE(run_until([&] { return held != nullptr; }));
  int gone = 0;
  int done = 0;
  held->on_disconnect([&] { ++gone; });
  server_->stop(milliseconds(50), [&] { ++done; });
  EXPECT_TRUE(run_until([&] { return done == 1; }));
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(server_->open_connections(), 0u);
  EXPECT_EQ(server_->open_exchanges(), 0u);
  held->send(Response(200));
  EXPECT_EQ(client->read_all(), "");
}

TEST_F(ServerLifeTest, TheLoopEndsWhenTheServerHas) {
  start();
  const auto client = connect();
  client->send(get("/"));
  client->read_answer();
  server_->stop(std::chrono::seconds(1), {});
  loop_.run();  // returns: no work is left behind
}

TEST_F(ServerLifeTest, MayBeDestroyedByItsOwnHandler) {
  start();
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    server_.reset();
    responder->send(Response(200));
  };
  const auto client = connect();
  client->send(get("/") + get("/2"));
  EXPECT_NE(client->wait_end(), End::kTimeout);
  EXPECT_EQ(seen_.size(), 1u);
}

TEST_F(ServerLifeTest, ChildProcessesInheritNoSocket) {
  start();
  const auto client = connect();
  client->send(get("/"));
  client->read_answer();
  int sockets = 0;
  for (int fd = 3; fd < 256; ++fd) {
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) continue;
    ++sockets;
    EXPECT_TRUE(fcntl(fd, F_GETFD) & FD_CLOEXEC) << "descriptor " << fd;
  }
  EXPECT_GE(sockets, 3);
}

}  // namespace
}  // namespace ricochet::http
