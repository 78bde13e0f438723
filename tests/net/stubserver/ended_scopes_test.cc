// What a scenario has begun at a stub, and what goes on when it has ended.
#include <gmock/gmock.h>

#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/websocket_frames.h"

namespace ricochet::stubserver {
namespace {

class EndedScopes : public NetTest {
 protected:
  /// The query is the number of the scenario.
  void serve_scoped(const std::string& stubs) {
    StubOptions options("photos");
    options.scopes.marks_of = [](const match::Subject& subject) {
      return std::vector<std::string>{subject.request()->query};
    };
    options.scopes.scope_of = [](const std::vector<std::string>& marks) -> std::uint64_t {
      return std::stoull("0" + marks[0]);
    };
    server_ = std::make_unique<StubServer>(loop_, std::move(options), &sink_);
    server_->set_base(rules(stubs));
    server_->start().value();
  }
  /// As many as make room for others, each with a call.
  void run_many(const std::string& path) {
    for (std::uint64_t scope = 100; scope <= 100 + kMaxEndedScopes; ++scope) {
      server_->begin_scope(scope);
      get(path + "?" + std::to_string(scope));
      server_->end_scope(scope);
    }
  }
};

TEST_F(EndedScopes, AWebSocketGoesOnWhenItsScenarioIsForgotten) {
  serve_scoped(R"([{"websocket":{"uri":"/ws","sessions":[
                     {"request":"hello","response":{"text":{"template":"${req.content}!"}}}]}},
                   {"request":{"uri":"/a"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])");
  server_->begin_scope(1);
  const auto client = connect();
  client->send(
      "GET /ws?1 HTTP/1.1\r\nHost: stub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  EXPECT_THAT(client->read_until("\r\n\r\n"), testing::HasSubstr(" 101 "));
  server_->end_scope(1);
  run_many("/a");
  client->send(test::frame(test::Opcode::kText, "hello"));
  EXPECT_EQ(test::read_frame(*client), (test::Frame{test::Opcode::kBinary, "hello!"}));
}

TEST_F(EndedScopes, OneThatRunsIsNotForgottenHoweverManyEnd) {
  serve_scoped(R"([{"request":{"uri":"/a"},"response":{"seq":[{"text":"1"},{"text":"2"}]}}])");
  server_->begin_scope(1);
  EXPECT_EQ(get("/a?1"), "200 1");
  run_many("/a");
  EXPECT_EQ(get("/a?1"), "200 2");
  EXPECT_EQ(server_->hits(*server_->rules()->rules()[0]), kMaxEndedScopes + 3);
}

}  // namespace
}  // namespace ricochet::stubserver
