// What the original RequestBin loses: parallel captures, and waits on real sockets.
#include <atomic>
#include <set>
#include <thread>

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "tests/net/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

TEST_F(BinTest, ParallelPostsAreAllRecordedInTheOrderOfTheirSeq) {
  constexpr int kConnections = 64;
  constexpr int kPosts = 10'000;
  journal::BinOptions options;
  options.limits.records = kPosts;
  ASSERT_TRUE(log_.create_bin("hooks", options));
  std::atomic<int> answered{0};
  std::atomic<int> ended{0};
  std::vector<std::thread> senders;
  for (int c = 0; c < kConnections; ++c) {
    senders.emplace_back([this, c, &answered, &ended] {
      test::RawClient client(port_);
      for (int i = c; i < kPosts; i += kConnections) {
        client.send(request("POST", "/hooks/" + std::to_string(c), std::to_string(i)));
        if (client.read_answer().body == "ok\n") ++answered;
      }
      ++ended;
    });
  }
  EXPECT_TRUE(run_until([&ended] { return ended == kConnections; }));
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(answered, kPosts);

  const auto records = log_.read("hooks");
  ASSERT_EQ(records.size(), static_cast<std::size_t>(kPosts));
  std::set<std::string> bodies;
  std::map<std::string, int> last_of_sender;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = *records[i];
    ASSERT_EQ(record.seq, i + 1);
    if (i > 0) {
      ASSERT_GT(record.gseq, records[i - 1]->gseq);
      ASSERT_GE(record.received, records[i - 1]->received);
    }
    bodies.insert(record.message().body);
    auto& last = last_of_sender.try_emplace(record.request()->path, -1).first->second;
    ASSERT_GT(std::stoi(record.message().body), last) << "the order of one connection is kept";
    last = std::stoi(record.message().body);
  }
  EXPECT_EQ(bodies.size(), static_cast<std::size_t>(kPosts));
}

TEST_F(BinTest, AnAwaitIsWokenByTheCapture) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  const auto waiter = connect();
  waiter->send(
      request("POST", "/api/v2/bins/hooks/await",
              R"({"request": {"method": "post", "uri": "/hooks/paid"}, "within": "20s"})"));
  ASSERT_TRUE(run_until([this] { return awaits_.pending().size() == 1; }));
  const auto started = loop_.now();
  EXPECT_EQ(ask("POST", "/hooks/paid", "x").body, "ok\n");
  const auto answer = waiter->read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr(R"("outcome":"satisfied")"));
  EXPECT_LT(loop_.now() - started, std::chrono::seconds(10))
      << "by the arrival, not by the deadline";
}

TEST_F(BinTest, AnAwaitEndsWhenItsClientGoesAway) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  auto waiter = connect();
  waiter->send(request("POST", "/api/v2/bins/hooks/await", R"({"within": "60s"})"));
  ASSERT_TRUE(run_until([this] { return awaits_.pending().size() == 1; }));
  waiter->close();
  EXPECT_TRUE(run_until([this] { return awaits_.open() == 0; }));
}

TEST_F(BinTest, ALongPollIsWokenByTheCapture) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  const auto poll = connect();
  poll->send(request("GET", "/api/v2/bins/hooks/requests?after=0&wait_ms=60000"));
  ASSERT_TRUE(run_until([this] { return server_->open_exchanges() == 1; }));
  ask("PUT", "/hooks/x");
  EXPECT_THAT(poll->read_answer().body, HasSubstr(R"("cursor":1)"));
}

TEST_F(BinTest, TheEventStreamTellsACaptureBeforeAnythingIsAsked) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  const auto page = connect();
  page->send(request("GET", "/api/v2/events?bins=hooks"));
  page->read_until("event: hello\n");
  ask("PUT", "/hooks/x");
  EXPECT_THAT(page->read_until("\"path\":\"/hooks/x\""), HasSubstr("id: 1\nevent: request\n"));
  page->close();
  EXPECT_TRUE(run_until([this] { return server_->open_exchanges() == 0; }));
  const auto again = connect();
  again->send(request("GET", "/api/v2/events", "", "Last-Event-ID: 0\r\n"));
  EXPECT_THAT(again->read_until("\"path\":\"/hooks/x\""), HasSubstr("id: 1\n"));
  bins_.stop();
  EXPECT_TRUE(run_until([this] { return server_->open_exchanges() == 0; })) << "the stream ended";
}

TEST_F(BinTest, AFailedAwaitIs412OnTheWire) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  ask("POST", "/hooks");
  ask("POST", "/hooks");
  const auto answer = ask("POST", "/api/v2/bins/hooks/await", R"({"exactly": 1})");
  EXPECT_EQ(answer.status, 412);
  EXPECT_EQ(answer.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_THAT(
      answer.body,
      testing::StartsWith(
          R"({"message":"expected exactly 1 call of hooks within 5s, but 2 had come already)"));
}

TEST_F(BinTest, WhoeverSawTheAnswerCanSeeTheRecord) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  for (std::size_t i = 1; i <= 50; ++i) {
    ASSERT_EQ(ask("POST", "/hooks").status, 200);
    ASSERT_EQ(log_.bin("hooks")->held, i);
  }
}

// One pattern over one large body could stop everybody for minutes.
TEST_F(BinTest, AFilterThatGoesOverBodiesAgainAndAgainStopsNobody) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(ask("POST", "/hooks", std::string(501'000, 'a')).body, "ok\n");
  const std::string filter = R"({"text":{"match":".*a.*b"}})";
  std::string after = "0";
  int pages = 0;
  for (bool more = true; more && pages < 10; ++pages) {
    const auto answer = ask("GET", "/api/v2/bins/hooks/requests?order=asc&after=" + after +
                                       "&filter=" + base::percent_encode(filter));
    const auto page = base::Json::parse(answer.body);
    ASSERT_TRUE(page.contains("requests")) << answer.body;
    EXPECT_TRUE(page["requests"].empty());
    more = page["more"].get<bool>();
    after = page["cursor"].dump();
    EXPECT_EQ(ask("GET", "/api/v1/bins/hooks").head.substr(0, 15), "HTTP/1.1 200 OK");
  }
  EXPECT_GT(pages, 1) << "what would take long is cut into pages";
  EXPECT_LT(pages, 10);
}

}  // namespace
}  // namespace ricochet::requestbin
