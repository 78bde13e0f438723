// Many requests: nothing is lost, nothing is left over.
#include <sys/resource.h>

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

}  // namespace
}  // namespace ricochet::http
