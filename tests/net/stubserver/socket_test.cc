#include <gmock/gmock.h>

#include <sstream>

#include "stubserver/serve/standalone.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"
#include "tests/support/raw_client.h"

namespace ricochet::stubserver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Moco's `socket` server, asked over raw TCP.
class SocketTest : public NetTest {
 protected:
  /// The findings of the load.
  std::string start(const std::string& stubs) {
    folder_.write("stubs.json", stubs);
    StandaloneOptions options;
    options.socket = true;
    options.sources.files = {folder_ / "stubs.json"};
    alone_ = std::make_unique<Standalone>(loop_, std::move(options), out_, nullptr, [] {});
    base::DiagList diags;
    EXPECT_TRUE(alone_->load(diags)) << diags.render_all();
    port_ = alone_->start().value().port;
    return diags.render_all();
  }
  std::unique_ptr<test::RawClient> client() {
    return std::make_unique<test::RawClient>(
        port_, [this] { loop_.run_until([] { return false; }, std::chrono::milliseconds(1)); });
  }
  void wait_for_log(const std::string& text) {
    wait_until([&] { return out_.str().find(text) != std::string::npos; });
  }

  test::TempFolder folder_;
  std::ostringstream out_;
  std::unique_ptr<Standalone> alone_;
  std::uint16_t port_ = 0;
};

TEST_F(SocketTest, AnswersEachReadAndStaysOpen) {
  EXPECT_EQ(start(R"([{"request":{"text":"foo"},"response":{"text":"bar"}},
                      {"request":{"text":{"match":"a.*"}},"response":{"text":{"template":"got ${req.content}"}}},
                      {"request":{"json":{"k":1}},"response":{"json":{"v":2}}},
                      {"response":{"text":"blah"}}])"),
            "");
  const auto peer = client();
  peer->send("foo");
  EXPECT_EQ(peer->read(3), "bar");
  peer->send("abc");
  EXPECT_EQ(peer->read(7), "got abc");
  peer->send("{ \"k\": 1 }");
  EXPECT_EQ(peer->read(7), "{\"v\":2}");
  peer->send("x");
  EXPECT_EQ(peer->read(4), "blah");
  EXPECT_THAT(out_.str(), HasSubstr("Request received:\n\nabc\n"));
  EXPECT_THAT(out_.str(), HasSubstr("Response return:\n\ngot abc\n"));
}

TEST_F(SocketTest, SequencesAndLatenciesWorkForEachConnection) {
  start(R"([{"response":{"seq":[{"text":"1","latency":20},{"text":"2"}]}}])");
  const auto slow = client(), fast = client();
  slow->send("a");
  wait_for_log("Request received:");
  fast->send("b");
  EXPECT_EQ(fast->read(1), "2");
  EXPECT_EQ(slow->read(1), "1");
}

TEST_F(SocketTest, WhatNoSessionFitsGetsNoAnswerButALineOfTheLog) {
  start(R"([{"request":{"text":"foo"},"response":{"text":"bar"}}])");
  const auto peer = client();
  peer->send("nope");
  wait_for_log("No response: ");
  peer->send("foo");
  EXPECT_EQ(peer->read(3), "bar");
  EXPECT_THAT(out_.str(), HasSubstr("stubs.json:1"));
}

TEST_F(SocketTest, WhatOnlyHttpHasIsWarnedAbout) {
  const std::string warnings =
      start(R"([{"request":{"uri":"/a","text":"x"},"response":{"text":"a","status":201}}])");
  EXPECT_THAT(warnings, HasSubstr("warning[stub/not-for-sockets]: \"uri\""));
  EXPECT_THAT(warnings, HasSubstr("\"status\" has no effect on a socket"));
  EXPECT_THAT(warnings, HasSubstr("stubs.json:1:20 (/0/request/uri)"));
  EXPECT_THAT(warnings, Not(HasSubstr("\"text\" ")));
}

TEST_F(SocketTest, ReloadsLikeTheOthers) {
  start(R"([{"response":{"text":"old"}}])");
  const auto peer = client();
  peer->send("x");
  EXPECT_EQ(peer->read(3), "old");
  folder_.write("stubs.json", R"([{"response":{"text":"new"}}])");
  wait_for_log("Reloaded");
  peer->send("x");
  EXPECT_EQ(peer->read(3), "new");
}

}  // namespace
}  // namespace ricochet::stubserver
