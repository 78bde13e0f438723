#include "stubserver/serve/server.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <set>

#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

TEST_F(NetTest, AnswersAndRecords) {
  serve(R"([{"request":{"uri":"/a"},"response":{"text":"foo"}},{"response":{"status":404}}])");
  EXPECT_EQ(get("/a?x=1"), "200 foo");
  EXPECT_EQ(get("/b"), "404 ");
  ASSERT_EQ(sink_.exchanges.size(), 2u);
  EXPECT_EQ(sink_.exchanges[0].request.target, "/a?x=1");
  EXPECT_EQ(sink_.exchanges[0].bin, "photos");
}

TEST_F(NetTest, UnmatchedIs400ThatSaysWhy) {
  serve(R"([{"request":{"uri":"/a"},"response":{"text":"foo"}}])");
  const std::string answer = get("/b");
  EXPECT_TRUE(answer.starts_with("400 no session fits GET /b")) << answer;
  EXPECT_EQ(server_->unmatched(), 1u);
}

TEST_F(NetTest, ABodyThatAPatternGoesOverAgainAndAgainStopsNobody) {
  serve(R"([{"request":{"uri":"/1","text":{"match":".*a.*b"}},"response":{"text":"m"}},
            {"request":{"uri":"/2"},"response":{"text":"f"}}])");
  const std::string body(501'000, 'a');
  for (const std::string path : {"/1", "/nowhere"}) {
    const auto hungry = connect();
    hungry->send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = hungry->read_answer();
    EXPECT_NE(answer.head.find("400"), std::string::npos) << answer.head;
    EXPECT_EQ(answer.body.find("gave up") != std::string::npos, path == "/1") << answer.body;
    EXPECT_EQ(get("/2"), "200 f");
  }
}

TEST_F(NetTest, WhoSeesTheAnswerFindsTheRecord) {
  serve(R"([{"response":{"cycle":[{"text":"a"},{"text":"b","latency":1}]}}])");
  for (int i = 0; i < 50; ++i) {
    Calls calls;
    start_get(calls, "/" + std::to_string(i));
    bool recorded_first = false;
    wait_until([&] {
      if (calls.answers.empty()) return false;
      recorded_first = sink_.exchanges.size() == static_cast<std::size_t>(i) + 1;
      return true;
    });
    EXPECT_TRUE(recorded_first) << i;
  }
}

TEST_F(NetTest, FiveHundredLatenciesPendOnOneThreadAndEndTogether) {
  constexpr std::size_t kClients = 500;
  constexpr auto kLatency = 1s;
  serve(
      R"([{"request":{"uri":"/slow"},"response":{"text":"s","latency":{"duration":1,"unit":"second"}}},
            {"request":{"uri":"/fast"},"response":{"text":"f"}}])");
  Calls slow;
  const auto started = loop_.now();
  for (std::size_t i = 0; i < kClients; ++i) start_get(slow, "/slow");
  wait_until([&] { return sink_.exchanges.size() == kClients; });
  const auto last_received = sink_.exchanges.back().received;
  EXPECT_EQ(server_->open_exchanges(), kClients);
  EXPECT_EQ(get("/fast"), "200 f");
  EXPECT_TRUE(slow.answers.empty()) << "the fast answer did not overtake the slow ones";
  wait_for(slow, kClients);
  const auto all = loop_.now() - started;
  EXPECT_GE(loop_.now() - last_received, kLatency);
  EXPECT_LT(all, kLatency * 10) << "one after the other would take minutes";
  EXPECT_EQ(std::count(slow.answers.begin(), slow.answers.end(), "200 s"),
            static_cast<std::ptrdiff_t>(kClients));
  EXPECT_EQ(server_->open_exchanges(), 0u);
}

TEST_F(NetTest, ParallelRequestsGetEachPositionOfASequenceOnce) {
  constexpr std::size_t kElements = 100;
  std::string seq;
  for (std::size_t i = 0; i < kElements; ++i)
    seq += (i > 0 ? "," : "") + ("{\"text\":\"" + std::to_string(i)) + "\"}";
  serve("[{\"response\":{\"latency\":2,\"seq\":[" + seq + "]}}]");
  Calls calls;
  for (std::size_t i = 0; i < kElements; ++i) start_get(calls, "/");
  wait_for(calls, kElements);
  const std::set<std::string> distinct(calls.answers.begin(), calls.answers.end());
  EXPECT_EQ(distinct.size(), kElements);
  EXPECT_EQ(get("/"), "200 " + std::to_string(kElements - 1));
  server_->reset_state();
  EXPECT_EQ(get("/"), "200 0");
}

TEST_F(NetTest, DisconnectDuringTheLatencyEndsTheExchange) {
  serve(
      R"([{"request":{"uri":"/slow"},"response":{"text":"s","latency":{"duration":1,"unit":"hour"}}},
            {"request":{"uri":"/fast"},"response":{"text":"f"}}])");
  tcp::socket client(loop_.context());
  client.connect({boost::asio::ip::make_address("127.0.0.1"), server_->server().endpoint().port});
  boost::asio::write(client,
                     boost::asio::buffer(std::string("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")));
  wait_until([&] { return server_->open_exchanges() == 1; });
  client.close();
  wait_until([&] { return server_->open_exchanges() == 0; });
  EXPECT_EQ(get("/fast"), "200 f");
}

TEST_F(NetTest, ResetClosesWhatWaitsForItsLatency) {
  serve(R"([{"response":{"text":"s","latency":{"duration":1,"unit":"hour"}}}])");
  Calls calls;
  start_get(calls, "/");
  wait_until([&] { return server_->open_exchanges() == 1; });
  server_->reset_state();
  wait_for(calls, 1);
  EXPECT_TRUE(calls.answers[0].starts_with("error")) << calls.answers[0];
}

TEST_F(NetTest, OverlayIsTriedBeforeTheBaseAndAnswersLateCallsForItsOwner) {
  serve(R"([{"request":{"uri":"/a"},"response":{"text":"base"}},{"response":{"text":"any"}}])");
  server_->push_overlay("one", rules(R"([{"request":{"uri":"/a"},"response":{"text":"one a"}},
                                         {"request":{"uri":"/b"},"response":{"text":"one b"}},
                                         {"response":{"text":"one any"}}])",
                                     "one"));
  EXPECT_EQ(get("/a"), "200 one a");
  EXPECT_EQ(get("/c"), "200 one any");
  server_->retire_overlay("one");
  EXPECT_EQ(get("/a"), "200 base");
  EXPECT_EQ(get("/c"), "200 any");
  EXPECT_EQ(get("/b"), "200 one b");
  EXPECT_EQ(sink_.exchanges.back().rule_owner, "one");
  EXPECT_EQ(sink_.exchanges.back().rule, "one.json:2");

  server_->push_overlay(
      "two",
      rules(R"([{"request":{"uri":{"startsWith":"/b"}},"response":{"text":"two b"}}])", "two"));
  EXPECT_EQ(get("/b"), "200 two b") << "a running scenario comes before an ended one";
  EXPECT_EQ(sink_.exchanges.back().rule_owner, "two");
}

TEST_F(NetTest, ScenarioThatRunsAgainBeginsItsSequencesAnew) {
  serve("[]");
  const char* seq = R"([{"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])";
  server_->push_overlay("one", rules(seq, "one"));
  EXPECT_EQ(get("/s"), "200 1");
  server_->retire_overlay("one");
  server_->push_overlay("one", rules(seq, "one"));
  EXPECT_EQ(get("/s"), "200 1");
}

TEST_F(NetTest, ARequestSeesTheSessionsOfItsOwnScenario) {
  StubOptions options("photos");
  options.scopes.marks_of = [](const match::Subject& subject) {
    return std::vector<std::string>{subject.request()->query};
  };
  options.scopes.scope_of = [](const std::vector<std::string>& marks) -> std::uint64_t {
    return marks[0].empty() ? 0 : static_cast<std::uint64_t>(marks[0][0] - '0');
  };
  server_ = std::make_unique<StubServer>(loop_, std::move(options), &sink_);
  server_->set_base(rules(R"([{"request":{"uri":"/b"},"response":{"text":"base"}}])"));
  server_->start().value();
  const char* seq = R"([{"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])";
  server_->push_overlay("one", rules(seq, "one"), 1);
  server_->push_overlay("two", rules(seq, "two"), 2);
  server_->push_overlay("all", rules(R"([{"request":{"uri":"/a"},"response":{"text":"all"}}])"));
  EXPECT_EQ(get("/s?1"), "200 1");
  EXPECT_EQ(get("/s?2"), "200 1");
  EXPECT_EQ(get("/s?1"), "200 2");
  EXPECT_TRUE(get("/s").starts_with("400")) << "nobody's";
  EXPECT_TRUE(get("/s?3").starts_with("400")) << "of one that brings nothing";
  for (const char* scope : {"", "?1", "?3"}) {
    EXPECT_EQ(get(std::string("/b") + scope), "200 base");
    EXPECT_EQ(get(std::string("/a") + scope), "200 all");
  }
  server_->retire_overlay("one");
  EXPECT_EQ(get("/s?1"), "200 2") << "late";
  EXPECT_EQ(sink_.exchanges.back().rule_owner, "one");
  EXPECT_EQ(get("/s?2"), "200 2");
}

TEST_F(NetTest, EndedScenariosAreForgottenWhenThereAreTooMany) {
  serve("[]");
  for (std::size_t i = 0; i <= kMaxRetired; ++i) {
    const std::string name = "s" + std::to_string(i);
    server_->push_overlay(
        name, rules("[{\"request\":{\"uri\":\"/" + name + "\"},\"response\":{}}]", name));
    server_->retire_overlay(name);
  }
  EXPECT_EQ(server_->rules()->size(), kMaxRetired);
  EXPECT_TRUE(get("/s0").starts_with("400"));
  EXPECT_EQ(get("/s1"), "200 ");
}

TEST_F(NetTest, UnusedRulesAreThoseThatNeverAnswered) {
  serve(R"([{"request":{"uri":"/a"},"response":{}},
            {"request":{"uri":"/b"},"response":{}},{"response":{}}])");
  server_->push_overlay(
      "one",
      rules(R"([{"request":{"uri":"/x"},"response":{}},{"request":{"uri":"/y"},"response":{}}])",
            "one"));
  get("/a");
  get("/x");
  const auto of_base = server_->unused_rules("");
  ASSERT_EQ(of_base.size(), 1u);
  EXPECT_EQ(of_base[0]->place(), "stubs.json:2");
  const auto of_one = server_->unused_rules("one");
  ASSERT_EQ(of_one.size(), 1u);
  EXPECT_EQ(of_one[0]->describe(), "/y");
  server_->retire_overlay("one");
  EXPECT_EQ(server_->unused_rules("one").size(), 1u);
  EXPECT_TRUE(server_->unused_rules("two").empty());
}

TEST_F(NetTest, NewBaseKeepsThePositionsOfUnchangedSessions) {
  serve(R"([{"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])");
  EXPECT_EQ(get("/s"), "200 1");
  server_->set_base(rules(R"([{"request":{"uri":"/n"},"response":{"text":"new"}},
                              {"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])"));
  EXPECT_EQ(get("/s"), "200 2");
  EXPECT_EQ(get("/n"), "200 new");
}

TEST_F(NetTest, StopLetsALatencyEndWithinItsGrace) {
  serve(R"([{"response":{"text":"s","latency":50}}])");
  Calls calls;
  start_get(calls, "/");
  wait_until([&] { return server_->open_exchanges() == 1; });
  bool stopped = false;
  server_->stop(kDeadline, [&] { stopped = true; });
  wait_until([&] { return stopped && !calls.answers.empty(); });
  EXPECT_EQ(calls.answers[0], "200 s");
}

}  // namespace
}  // namespace ricochet::stubserver
