// Many requests: nothing is lost, nothing is left over.
#include <sys/resource.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <map>

#include "http/client.h"
#include "tests/net/http/server_fixture.h"

namespace ricochet::http {
namespace {

class LoadTest : public ServerTest {};

TEST_F(LoadTest, TwoThousandRequestsOnOneConnection) {
  start();
  const auto client = connect();
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(client->send(get("/" + std::to_string(i))));
    ASSERT_EQ(client->read_answer().body, "GET /" + std::to_string(i) + ' ');
  }
  EXPECT_EQ(seen_.size(), 2000u);
}

TEST_F(LoadTest, TwoHundredConnectionsOneAfterTheOther) {
  start();
  for (int i = 0; i < 200; ++i) {
    const auto client = connect();
    client->send(get("/", "Connection: close\r\n"));
    ASSERT_EQ(client->read_answer().status, 200);
    ASSERT_EQ(client->wait_end(), test::End::kFin);
  }
  EXPECT_TRUE(run_until([&] { return server_->open_connections() == 0; }));
}

TEST_F(LoadTest, SixtyFourConnectionsSideBySide) {
  start();
  constexpr int kConnections = 64;
  constexpr int kRequests = 50;
  // Some answers come at once and some later, in another order.
  int n = 0;
  answer_ = [&](match::Request request, std::shared_ptr<Responder> responder) {
    Response response(200, "text/plain", request.target);
    if (++n % 3 != 0) return responder->send(std::move(response));
    loop_.call_after(std::chrono::microseconds(n % 7 * 100),
                     [responder, response] { responder->send(Response(response)); });
  };
  std::vector<std::unique_ptr<test::RawClient>> clients;
  for (int c = 0; c < kConnections; ++c) {
    clients.push_back(connect());
    std::string burst;
    for (int r = 0; r < kRequests; ++r)
      burst += get("/" + std::to_string(c) + "/" + std::to_string(r));
    ASSERT_TRUE(clients.back()->send(burst));
  }
  for (int r = 0; r < kRequests; ++r) {
    for (int c = 0; c < kConnections; ++c) {
      ASSERT_EQ(clients[static_cast<std::size_t>(c)]->read_answer().body,
                "/" + std::to_string(c) + "/" + std::to_string(r));
    }
  }
  EXPECT_EQ(seen_.size(), static_cast<std::size_t>(kConnections * kRequests));
  std::map<std::uint64_t, int> by_connection;
  for (const auto& request : seen_) ++by_connection[request.connection];
  EXPECT_EQ(by_connection.size(), static_cast<std::size_t>(kConnections));
  EXPECT_EQ(server_->open_exchanges(), 0u);
}

TEST_F(LoadTest, AThousandAnswersPendingAtOnce) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < 2200) GTEST_SKIP() << "needs `ulimit -n 2200`";
  start();
  std::vector<std::shared_ptr<Responder>> pending;
  answer_ = [&](match::Request, std::shared_ptr<Responder> responder) {
    pending.push_back(std::move(responder));
  };
  std::vector<std::shared_ptr<void>> calls;
  int done = 0;
  for (int i = 0; i < 1000; ++i) {
    ClientRequest request;
    request.url = server_->endpoint().url() + "/";
    request.timeout = kDeadline;
    calls.push_back(fetch(
        loop_, request, [&](base::Result<Response> r) { done += r && r->status == 200 ? 1 : 0; }));
  }
  ASSERT_TRUE(run_until([&] { return pending.size() == 1000; }));
  EXPECT_EQ(server_->open_exchanges(), 1000u);
  for (const auto& responder : pending) responder->send(Response(200));
  EXPECT_TRUE(run_until([&] { return done == 1000; }));
  EXPECT_EQ(server_->open_exchanges(), 0u);
}

/// Reads until the server closes, on a thread of its own: while the loop writes, the socket
/// empties.
std::future<std::size_t> read_all(std::uint16_t port, std::string request) {
  return std::async(std::launch::async, [port, request = std::move(request)] {
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    boost::asio::write(socket, boost::asio::buffer(request));
    std::vector<char> buffer(1 << 20);
    boost::system::error_code ec;
    std::size_t all = 0;
    while (!ec) all += socket.read_some(boost::asio::buffer(buffer), ec);
    return all;
  });
}

// However fast its reader is, one large answer does not keep the loop: others have their turns.
TEST_F(LoadTest, ALargeAnswerLeavesInManyTurns) {
  constexpr std::size_t kSize = 64 << 20;
  const auto whole = [](Response&& answer, Responder& responder) {
    responder.send(std::move(answer));
  };
  const auto chunked = [](Response&& answer, Responder& responder) {
    answer.set_header("Transfer-Encoding", "chunked");
    responder.send(std::move(answer));
  };
  const auto streamed = [](Response&& answer, Responder& responder) {
    auto body = std::exchange(answer.body, {});
    responder.start_stream(std::move(answer));
    responder.write(std::move(body), nullptr);
    responder.end_stream();
  };
  start();
  for (const std::function<void(Response&&, Responder&)>& way :
       {std::function<void(Response&&, Responder&)>(whole), {chunked}, {streamed}}) {
    answer_ = [&](const match::Request&, const std::shared_ptr<Responder>& responder) {
      way(Response(200, "text/plain", std::string(kSize, 'x')), *responder);
    };
    auto read = read_all(port_, get("/", "Connection: close\r\n"));
    std::size_t turns = 0;
    ASSERT_TRUE(run_until([&] {
      ++turns;
      return seen_.size() > 0 && server_->open_connections() == 0;
    }));
    seen_.clear();
    EXPECT_GE(read.get(), kSize);
    EXPECT_GE(turns, kSize / (256 << 10));
  }
}

}  // namespace
}  // namespace ricochet::http
