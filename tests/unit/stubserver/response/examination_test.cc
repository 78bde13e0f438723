// Requests that a worker looks at before they are decided.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "http/forwarding_responder.h"
#include "match/template/eval/rendering_steps.h"
#include "match/work.h"
#include "stubserver/serve/handler.h"
#include "stubserver/values/file_reads.h"
#include "tests/support/fake_loop.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Events = std::vector<std::string>;

class Client final : public http::ForwardingResponder {
 public:
  Client(Events& events, std::string name)
      : ForwardingResponder(nullptr), events_(events), name_(std::move(name)) {}
  void send(http::Response&& response) override {
    events_.push_back(name_ + " sent " + std::to_string(response.status));
    body = response.body;
  }
  void abort(bool) override { events_.push_back(name_ + " closed"); }
  void on_disconnect(std::function<void()> gone) override { gone_ = std::move(gone); }
  void leave() { gone_(); }
  std::string body;

 private:
  Events& events_;
  std::string name_;
  std::function<void()> gone_;
};

class Sink final : public http::ExchangeSink {
 public:
  explicit Sink(Events& events) : events_(events) {}
  void on_exchange(http::Exchange&& exchange) override {
    events_.push_back(exchange.request.path + " recorded " + std::to_string(exchange.status));
    exchanges.push_back(std::move(exchange));
  }
  std::shared_ptr<void> begun(const std::string&, base::TimePoint) override {
    ++open;
    return {nullptr, [this](std::nullptr_t) { --open; }};
  }
  std::vector<http::Exchange> exchanges;
  int open = 0;

 private:
  Events& events_;
};

/// JSON of kLargeBody bytes and more.
std::string large(int n) {
  return R"({"n":)" + std::to_string(n) + R"(,"pad":")" + std::string(match::kLargeBody, 'x') +
         "\"}";
}

class ExaminationTest : public testing::Test {
 protected:
  ExaminationTest() {
    StubHandler::Options options;
    options.bin = "b";
    handler_ = std::make_unique<StubHandler>(loop_, options, state_, &sink_, nullptr);
    handler_->set_rules(rules_from(R"([
      {"request":{"uri":"/j","json_paths":{"$.n":"1"}},"response":{"status":201}},
      {"request":{"uri":"/u"},"response":{"status":202}},
      {"request":{"uri":"/slow","json_paths":{"$..a..a..a..a":"x"}},"response":{"status":203}}])"));
    loop_.pool().hold();
  }
  std::shared_ptr<Client> post(const std::string& target, std::string body) {
    auto client = std::make_shared<Client>(events_, target);
    handler_->handle(make_request("POST", target, std::move(body)), client);
    return client;
  }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
  }

  test::FakeLoop loop_;
  Events events_;
  Sink sink_{events_};
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  std::unique_ptr<StubHandler> handler_;
};

TEST_F(ExaminationTest, LargeBodyThatASessionAsksForIsLookedAtElsewhere) {
  post("/j", large(1));
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(handler_->pending(), 1u);
  EXPECT_EQ(sink_.open, 1) << "verdicts must know of it";
  release();
  EXPECT_THAT(events_, ElementsAre("/j recorded 201", "/j sent 201"));
  EXPECT_EQ(handler_->pending(), 0u);
  EXPECT_EQ(sink_.open, 0);
}

TEST_F(ExaminationTest, SmallBodiesAndThoseThatNobodyAsksForAreDecidedAtOnce) {
  post("/j", R"({"n":1})");
  post("/u", large(1));
  EXPECT_THAT(events_,
              ElementsAre("/j recorded 201", "/j sent 201", "/u recorded 202", "/u sent 202"));
  EXPECT_EQ(loop_.pool().held(), 0u);
}

TEST_F(ExaminationTest, LargeBodyThatAnAnswerIsMadeOfIsParsedElsewhere) {
  handler_->set_rules(rules_from(
      R"([{"request":{"uri":"/t"},"response":{"text":{"template":"n is ${req.json.n}"}}}])"));
  const auto client = post("/t", large(7));
  EXPECT_THAT(events_, IsEmpty());
  release();
  EXPECT_THAT(events_, ElementsAre("/t recorded 200", "/t sent 200"));
  EXPECT_EQ(client->body, "n is 7");
  EXPECT_LT(match::Work::used(), match::kLargeBody);
}

TEST_F(ExaminationTest, NoTemplateOverALargeBodyIsFilledInOnTheLoop) {
  const auto file = ::testing::TempDir() + "examined.ftl";
  std::ofstream(file) << "n ${req.json.n}";
  const std::string responses[] = {
      R"({"text":{"template":"n ${req.json.n}"}})",
      R"({"text":{"template":{"with":"n ${n}","vars":{"n":{"json_path":"$.n"}}}}})",
      R"({"json":{"n":"${req.json.n}"}, "template":true})",
      R"({"json":{"n":"${req.json.n}", "pad":"${req.json.pad}"}, "template":true})",
      R"({"text":{"template":"${req.content}"}})",
      R"({"headers":{"X-N":{"template":"${req.json.n}"}},"text":"x"})",
      R"({"cookies":{"n":{"template":"${req.json.n}"}},"text":"x"})",
      R"({"seq":[{"text":{"template":"a ${req.json.n}"}},{"text":{"template":"b ${req.json.n}"}}]})",
      R"({"file":{"template":")" + file + "\"}}",
      R"({"text":{"template":"${random(1000000)} ${uuid()} ${now('yyyy')} ${req.json.n}"}})"};
  for (const auto& response : responses) {
    SCOPED_TRACE(response);
    events_.clear();
    handler_->set_rules(rules_from(R"([{"request":{"uri":"/t"},"response":)" + response + "}]"));
    const auto client = post("/t", large(7));
    std::uint64_t on_loop = 0;
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      const auto before = match::rendering_steps();
      loop_.run_ready();
      on_loop += match::rendering_steps() - before;
    }
    EXPECT_THAT(events_, ElementsAre("/t recorded 200", "/t sent 200"));
    EXPECT_EQ(on_loop, 0u) << client->body;
  }
}

TEST_F(ExaminationTest, SequenceThatMovesOnMeanwhileIsFilledInAnewElsewhere) {
  handler_->set_rules(rules_from(
      R"([{"request":{"uri":"/t"},"response":{"seq":[{"text":{"template":"a ${req.json.n}"}},
                                                   {"text":{"template":"b ${req.json.n}"}}]}}])"));
  const auto first = post("/t", large(1));
  const auto second = post("/t", large(2));
  std::uint64_t on_loop = 0;
  while (loop_.pool().held() > 0) {
    loop_.pool().release_one();
    const auto before = match::rendering_steps();
    loop_.run_ready();
    on_loop += match::rendering_steps() - before;
  }
  EXPECT_EQ(first->body, "a 1");
  EXPECT_EQ(second->body, "b 2");
  EXPECT_EQ(on_loop, 0u);
}

TEST_F(ExaminationTest, WhatIsRandomDiffersFromAnswerToAnswer) {
  handler_->set_rules(rules_from(
      R"([{"request":{"uri":"/t"},"response":{"text":{"template":"${uuid()} ${req.json.n}"}}}])"));
  const auto first = post("/t", large(1));
  const auto second = post("/t", large(1));
  release();
  EXPECT_NE(first->body, second->body);
}

TEST_F(ExaminationTest, ScopeOfAStateIsWorkedOutElsewhere) {
  handler_->set_rules(rules_from(R"([
    {"request":{"uri":"/o"},"state":{"machine":"m","scope":"${req.json.n}","when":"start","then":"paid"},
     "response":{"status":201}},
    {"request":{"uri":"/o"},"state":{"machine":"m","scope":"${req.json.n}","when":"paid"},
     "response":{"status":202}}])"));
  std::uint64_t on_loop = 0;
  for (const int n : {1, 2, 1}) {
    post("/o", large(n));
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      const auto before = match::rendering_steps();
      loop_.run_ready();
      on_loop += match::rendering_steps() - before;
    }
  }
  EXPECT_THAT(events_, ElementsAre("/o recorded 201", "/o sent 201", "/o recorded 201",
                                   "/o sent 201", "/o recorded 202", "/o sent 202"));
  EXPECT_EQ(on_loop, 0u);
}

TEST_F(ExaminationTest, SmallBodyThatIsDearToSearchIsLookedAtElsewhereAndGivesUpThere) {
  std::string body = "1";
  for (int i = 0; i < 100; ++i) body = R"({"a":)" + body + "}";
  const auto client = post("/slow", body);
  EXPECT_THAT(events_, IsEmpty());
  release();
  EXPECT_THAT(events_, ElementsAre("/slow recorded 400", "/slow sent 400"));
  EXPECT_THAT(client->body, HasSubstr("gave up")) << "and never a plain no";
}

TEST_F(ExaminationTest, DecisionOnTheLoopLooksAtNothingAnew) {
  for (const int n : {1, 2}) {  // one fits, one has to be explained
    post("/j", large(n));
    while (loop_.pool().held() > 0) loop_.pool().release_one();
    loop_.run_ready();
    EXPECT_LT(match::Work::used(), match::kLargeBody)  // of the decision, the last scope
        << "parsing alone would be more";
  }
  ASSERT_EQ(sink_.exchanges.size(), 2u);
  EXPECT_THAT(sink_.exchanges[1].why_not, HasSubstr("json $.n should be \"1\", got"));
}

TEST_F(ExaminationTest, RecordHasTheTimeOfTheRequestAndTheStateOfTheDecision) {
  handler_->set_rules(rules_from(R"([
    {"request":{"uri":"/j","json_paths":{"$.n":"1"}},"state":{"machine":"m","when":"start","then":"end"},
     "response":{"status":201}},
    {"request":{"uri":"/j"},"state":{"machine":"m","when":"end"},"response":{"status":202}}])"));
  const auto began = loop_.now();
  post("/j", large(1));
  post("/j", R"({"n":1})");  // decided first: the machine moves
  loop_.advance(50ms);
  release();
  EXPECT_THAT(events_,
              ElementsAre("/j recorded 201", "/j sent 201", "/j recorded 202", "/j sent 202"));
  EXPECT_EQ(sink_.exchanges[1].received, began);
}

TEST_F(ExaminationTest, SessionsThatWereReplacedMeanwhileAreNotAsked) {
  post("/j", large(1));
  handler_->set_rules(rules_from(
      R"([{"request":{"uri":"/j","json_paths":{"$.n":"1"}},"response":{"status":204}}])"));
  release();
  EXPECT_THAT(events_, ElementsAre("/j recorded 204", "/j sent 204"));
}

TEST_F(ExaminationTest, WhoeverReplacesThemForEverDoesNotHoldAnybodyUp) {
  post("/j", large(1));
  for (std::size_t i = 0; i < StubHandler::kMostLooks; ++i) {
    handler_->set_rules(rules_from(
        R"([{"request":{"uri":"/j","json_paths":{"$.n":"1"}},"response":{"status":204}}])"));
    ASSERT_THAT(events_, IsEmpty());
    while (loop_.pool().held() > 0) loop_.pool().release_one();
    loop_.run_ready();
  }
  EXPECT_THAT(events_, ElementsAre("/j recorded 204", "/j sent 204"));
}

TEST_F(ExaminationTest, ClientThatLeftIsRecordedAndNobodyBeginsToLook) {
  post("/j", large(1))->leave();
  EXPECT_THAT(events_, ElementsAre("/j recorded 0"));
  EXPECT_FALSE(sink_.exchanges[0].matched);
  EXPECT_THAT(sink_.exchanges[0].why_not, HasSubstr("the client went away"));
  EXPECT_EQ(sink_.open, 0);
  release();
  EXPECT_THAT(events_, ElementsAre("/j recorded 0")) << "once";
}

TEST_F(ExaminationTest, CancelledOnesAreRecordedAndClosed) {
  post("/j", large(1));
  handler_->cancel_pending();
  EXPECT_THAT(events_, ElementsAre("/j recorded 0", "/j closed"));
  release();
  EXPECT_EQ(events_.size(), 2u);
}

TEST_F(ExaminationTest, HandlerMayEndWhileAWorkerLooks) {
  post("/j", large(1));
  handler_.reset();
  release();
  EXPECT_EQ(sink_.open, 0);
}

TEST_F(ExaminationTest, BeyondTheBoundItIs503AndARecord) {
  const std::string body(std::size_t{9} << 20, 'x');
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(post("/j", body));
  loop_.run_ready();
  EXPECT_THAT(events_, ElementsAre("/j recorded 503", "/j sent 503"));
  EXPECT_THAT(clients[7]->body, HasSubstr("wait for the workers already"));
  EXPECT_FALSE(sink_.exchanges[0].matched);
  EXPECT_EQ(loop_.pool().load().refused, 1u);
  release();
  EXPECT_EQ(sink_.exchanges.size(), 8u);
  EXPECT_EQ(loop_.pool().load().pieces, 0u);
}

/// Answers that hold what stands in `name`, which `folder` has.
std::vector<std::string> sessions_with_file(const std::string& name) {
  return {
      R"({"request":{"uri":"/f/)" + name + R"("},"response":{"file":")" + name + "\"}}",
      R"({"request":{"uri":"/f/)" + name + R"("},"response":{"path_resource":")" + name + "\"}}",
      R"({"request":{"uri":"/f/)" + name + R"("},"response":{"text":{"file":")" + name + "\"}}}",
      R"({"request":{"uri":"/f/)" + name + R"("},"response":{"file":{"template":")" + name +
          "\"}}}",
      R"({"request":{"uri":"/f/)" + name + R"("},"response":{"seq":[{"file":")" + name +
          R"("},{"file":")" + name + "\"}]}}",
      R"({"response":{"file":{"name":{"template":"sub/${req.uri?keep_after_last('/')}"}}}})",
      R"({"mount":{"dir":"sub","uri":"/f"}})"};
}

// Whatever answers with a file: a large one is never read on the loop, but for the first that a
// session with small ones has, whose name is not known before.
TEST_F(ExaminationTest, LargeFilesAreReadElsewhereAndSmallOnesAtOnce) {
  test::TempFolder folder;
  for (const std::string place : {"", "sub/"}) {
    folder.write(place + "small.txt", "a small one");
    folder.write(place + "large.txt", std::string(kQuickBytes + 1, 'x'));
  }
  LoadOptions options;
  options.file_root = folder.path();
  options.resources = {folder.path()};
  for (std::size_t i = 0; i < sessions_with_file("").size(); ++i) {
    const auto ask = [&](const std::string& name, bool later) {
      const auto reads = file_reads().large;
      const auto client = post("/f/" + name, "");
      EXPECT_EQ(client->body.empty(), later);
      EXPECT_EQ(file_reads().large - reads, later || name == "small.txt" ? 0u : 1u);
      std::uint64_t on_loop = 0;
      while (loop_.pool().held() > 0) {
        loop_.pool().release_one();
        const auto before = file_reads().large;
        loop_.run_ready();
        on_loop += file_reads().large - before;
      }
      EXPECT_EQ(on_loop, 0u);
      EXPECT_EQ(client->body.size(), name == "small.txt" ? 11u : kQuickBytes + 1);
      EXPECT_EQ(sink_.exchanges.back().response_body, client->body);
    };
    for (const std::string name : {"small.txt", "large.txt"}) {
      const auto session = sessions_with_file(name)[i];
      SCOPED_TRACE(session);
      handler_->set_rules(rules_from("[" + session + "]", options));
      const bool by_request = session.find("/f/") == std::string::npos;
      ask(name, by_request || name == "large.txt");
      ask(name, name == "large.txt");
      if (name == "small.txt" && by_request) {
        ask("large.txt", false);
        ask("large.txt", true);
        ask("small.txt", true);
      }
    }
  }
}

}  // namespace
}  // namespace ricochet::stubserver
