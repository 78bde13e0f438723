// Answers that are large, or made of something large that was recorded: none holds the loop up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "match/template/eval/rendering_steps.h"
#include "stubserver/serve/running_exchange.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/served_stub.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;

class Kept final : public http::ExchangeSink {
 public:
  void on_exchange(http::Exchange&& exchange) override { exchanges.push_back(std::move(exchange)); }
  std::vector<http::Exchange> exchanges;
};

class LargeAnswers : public testing::Test {
 protected:
  LargeAnswers() {
    handler_ =
        std::make_unique<StubHandler>(loop_, StubHandler::Options(), state_, &sink_, nullptr);
    loop_.pool().hold();
  }
  ~LargeAnswers() override { handler_->cancel_pending(); }
  void sessions(const std::string& text) {
    LoadOptions options;
    options.file_root = folder_.path();
    handler_->set_rules(rules_from("[" + text + "]", options));
  }
  /// Asks, and does what is ready; steps of templates that the loop's thread takes are counted.
  std::shared_ptr<Waiting> ask(const std::string& method, const std::string& target,
                               std::string body = {}) {
    auto client = std::make_shared<Waiting>();
    on_loop([&] { handler_->handle(make_request(method, target, std::move(body)), client); });
    on_loop([&] { loop_.run_ready(); });
    return client;
  }
  /// How many pieces of work the pool had.
  int release() {
    int pieces = 0;
    for (; loop_.pool().held() > 0; ++pieces) {
      loop_.pool().release_one();
      on_loop([&] { loop_.run_ready(); });
    }
    return pieces;
  }
  template <class Do>
  void on_loop(const Do& act) {
    const auto before = match::rendering_steps();
    act();
    steps_ += match::rendering_steps() - before;
  }
  /// Records the body; what is left of that does not count.
  void record(const std::string& body) {
    ask("POST", "/rec/7", body);
    release();
    steps_ = 0;
  }

  test::TempFolder folder_;
  test::FakeLoop loop_;
  Kept sink_;
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  std::unique_ptr<StubHandler> handler_;
  std::uint64_t steps_ = 0;
};

/// Of each place where a recording is kept.
const char* const kRecordings[] = {R"("group":"g","identifier":"i")",
                                   R"("group":"g","identifier":"i","tape":"tape.json")"};

std::string deck(const std::string& place, const std::string& modifier) {
  return R"({"request":{"uri":{"path":"/rec/{id}"}},"response":{"record":{)" + place +
         R"(}}},{"request":{"uri":"/rep"},"response":{"replay":{)" + place + R"(,"modifier":)" +
         modifier + "}}}";
}

/// JSON of kLargeBody bytes and more.
std::string large_json() {
  return R"({"n":7,"pad":")" + std::string(match::kLargeBody, 'x') + "\"}";
}

TEST_F(LargeAnswers, NothingIsMadeOfALargeRecordingOnTheLoop) {
  const std::string modifiers[] = {
      R"("n is ${req.json.n}")", R"({"text":{"template":"n is ${req.json.n}"}})",
      R"({"json":"n is ${req.json.n}","template":true})",
      R"({"headers":{"X-N":{"template":"${req.json.n}"}},"text":"n is 7"})",
      R"({"seq":[{"text":{"template":"n is ${req.json.n}"}},{"text":{"template":"later"}}]})"};
  for (const char* place : kRecordings) {
    for (const auto& modifier : modifiers) {
      SCOPED_TRACE(std::string(place) + " " + modifier);
      state_.reset();
      sessions(deck(place, modifier));
      record(large_json());
      const auto client = ask("GET", "/rep");
      EXPECT_EQ(client->brief(), "(none)");
      EXPECT_GT(release(), 0);
      EXPECT_THAT(client->brief(), HasSubstr("n is 7"));
      EXPECT_EQ(steps_, 0u);
    }
  }
}

TEST_F(LargeAnswers, NorWhatTakesLongOfASmallOne) {
  for (const char* place : kRecordings) {
    SCOPED_TRACE(place);
    state_.reset();
    sessions(
        deck(place, R"json("<#list 1..(req.content?number) as i></#list>${req.path.id!'?'}")json"));
    record("200000");
    for (int i = 0; i < 3; ++i) {
      const auto client = ask("GET", "/rep");
      EXPECT_GT(release(), 0);
      EXPECT_THAT(client->brief(), HasSubstr("200 "));
    }
    EXPECT_LT(steps_, 30'000u) << "some milliseconds, once";
  }
}

TEST_F(LargeAnswers, SmallReplaysAreMadeAtOnce) {
  for (const char* place : kRecordings) {
    SCOPED_TRACE(place);
    sessions(deck(place, R"("n is ${req.json.n}")"));
    record(R"({"n":7})");
    EXPECT_EQ(ask("GET", "/rep")->brief(), "200 n is 7");
  }
}

TEST_F(LargeAnswers, ReplayOfALargeOneThatFailsSaysWhy) {
  for (const char* place : kRecordings) {
    SCOPED_TRACE(place);
    sessions(deck(place, R"("${req.json.none}")"));
    record(large_json());
    const auto client = ask("GET", "/rep");
    release();
    EXPECT_THAT(client->brief(), HasSubstr("400 stubs.json:1"));
    EXPECT_THAT(client->brief(), HasSubstr("none"));
  }
}

TEST_F(LargeAnswers, WhatIsRecordedAndReplayedByOneSessionIsMadeElsewhereToo) {
  sessions(
      R"({"response":{"record":"i","replay":{"identifier":"i","modifier":"n is ${req.json.n}"}}})");
  for (int i = 0; i < 2; ++i) {
    const auto client = ask("POST", "/", large_json());
    EXPECT_GT(release(), 0);
    EXPECT_EQ(client->brief(), "200 n is 7");
  }
  EXPECT_EQ(steps_, 0u);
}

TEST_F(LargeAnswers, AreCopiedForTheRecordElsewhere) {
  const std::string large(RunningExchange::kLargeCopy, 'x');
  folder_.write("large.txt", large);
  for (const std::string& response :
       {R"({"text":")" + large + "\"}", std::string(R"({"file":"large.txt"})"),
        R"({"text":")" + large + R"(","latency":"5ms"})"}) {
    SCOPED_TRACE(response.substr(0, 20));
    sink_.exchanges.clear();
    sessions(R"({"request":{"uri":"/"},"response":)" + response + "}");
    const auto client = ask("GET", "/");
    EXPECT_EQ(client->brief(), "(none)");
    EXPECT_TRUE(sink_.exchanges.empty()) << "the copy is not there yet";
    release();
    loop_.advance(std::chrono::milliseconds(5));
    ASSERT_EQ(sink_.exchanges.size(), 1u);
    EXPECT_TRUE(sink_.exchanges[0].response_body == large);
    EXPECT_TRUE(client->brief() == "200 " + large);
  }
}

TEST_F(LargeAnswers, ClientThatLeavesMeanwhileIsRecordedOnce) {
  sessions(R"({"response":{"text":")" + std::string(RunningExchange::kLargeCopy, 'x') + "\"}}");
  ask("GET", "/")->leave();
  release();
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  EXPECT_EQ(sink_.exchanges[0].status, 0);
  EXPECT_EQ(sink_.exchanges[0].response_body, "");
}

TEST_F(LargeAnswers, WithoutRoomForTheCopyTheAnswerComesAllTheSame) {
  sessions(R"({"response":{"text":")" + std::string(std::size_t{20} << 20, 'x') + "\"}}");
  std::vector<std::shared_ptr<Waiting>> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(ask("GET", "/"));
  release();
  EXPECT_GT(loop_.pool().load().refused, 0u);
  ASSERT_EQ(sink_.exchanges.size(), clients.size());
  for (std::size_t i = 0; i < clients.size(); ++i) {
    ASSERT_TRUE(clients[i]->answer);
    EXPECT_EQ(clients[i]->answer->body.size(), sink_.exchanges[i].response_body.size());
    EXPECT_EQ(clients[i]->answer->body.size(), std::size_t{20} << 20);
  }
}

}  // namespace
}  // namespace ricochet::stubserver
