#include "stubserver/outgoing/call_gate.h"

#include <gmock/gmock.h>

#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/golden.h"

namespace ricochet::stubserver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Stub servers whose calls lead to themselves and to each other.
class CallGateTest : public NetTest {
 protected:
  void begin(CallRules call_rules = {}) {
    gate_ = std::make_shared<CallGate>(loop_, std::move(call_rules));
    server_ = start("photos");
  }
  std::unique_ptr<StubServer> start(const std::string& name) {
    StubOptions options(name);
    options.gate = gate_;
    auto server = std::make_unique<StubServer>(loop_, options, &sink_);
    server->start().value();
    return server;
  }
  /// SELF in the text is the URL of the server.
  void use(const std::string& stubs) {
    std::string text = stubs;
    for (auto at = text.find("SELF"); at != std::string::npos; at = text.find("SELF"))
      text.replace(at, 4, server_->url());
    server_->set_base(rules(text));
  }
  std::string port_of(const StubServer& server) {
    return server.url().substr(server.url().rfind(':') + 1);
  }

  std::shared_ptr<CallGate> gate_;
};

TEST_F(CallGateTest, EveryRefusalSaysWhatToDo) {
  CallRules few;
  few.depth = 2;
  few.under_way = 1;
  few.callbacks = 1;
  gate_ = std::make_shared<CallGate>(loop_, few);
  OutgoingCall call;
  call.url = "http://hooks.test/x";
  std::string story;
  const auto refused = [&](const OutgoingCall& asked) {
    const auto admitted = gate_->admit(asked);
    ASSERT_FALSE(admitted);
    story += base::render(admitted.error()) + "\n";
  };
  refused(call);  // no file names it
  call.named = true;
  call.depth = 2;
  refused(call);
  call.depth = 0;
  const auto under_way = gate_->admit(call).value();
  refused(call);
  few.under_way = 10;
  gate_ = std::make_shared<CallGate>(loop_, few);
  call.callback = true;
  const auto callback = gate_->admit(call).value();
  refused(call);
  test::expect_golden("stubserver/call-errors.txt", story);
}

TEST_F(CallGateTest, AProxyToItsOwnServerEnds) {
  begin();
  use(R"([{"request":{"uri":{"startsWith":"/"}},"response":{"proxy":"SELF/again"}}])");
  const auto answer = get("/");
  EXPECT_THAT(answer, StartsWith("500 stubs.json:1"));
  EXPECT_THAT(answer, HasSubstr("number 101 in a chain of calls"));
  EXPECT_THAT(answer, HasSubstr("--max-call-depth allows 100"));
  EXPECT_EQ(sink_.exchanges.size(), 101u);
  EXPECT_EQ(gate_->refused(), 1u);
  EXPECT_EQ(gate_->under_way(), 0u);
  // Nothing is left of it: the next one may call as deep.
  sink_.exchanges.clear();
  get("/");
  EXPECT_EQ(sink_.exchanges.size(), 101u);
}

TEST_F(CallGateTest, AProxyToItsOwnServerMayBeMeant) {
  begin();
  use(R"([{"request":{"uri":"/a"},"response":{"proxy":"SELF/b"}},
          {"request":{"uri":"/b"},"response":{"text":"b"}}])");
  EXPECT_EQ(get("/a"), "200 b");
}

TEST_F(CallGateTest, ACallbackThatCausesItselfEnds) {
  begin({.depth = 5});
  use(R"([{"response":{"text":"e"},
           "on":{"complete":{"async":true,"latency":1,"get":{"url":"SELF/again"}}}}])");
  EXPECT_EQ(get("/"), "200 e");
  wait_until([this] { return gate_->refused() == 1; });
  EXPECT_EQ(sink_.exchanges.size(), 6u);
}

TEST_F(CallGateTest, AChainThroughSeveralServersEnds) {
  begin({.depth = 4});
  const auto other = start("other");
  use(R"([{"response":{"proxy":")" + other->url() + R"(/"}}])");
  other->set_base(rules(R"([{"response":{"proxy":")" + server_->url() + R"(/"}}])"));
  EXPECT_THAT(get("/"), HasSubstr("number 5 in a chain"));
  EXPECT_EQ(sink_.exchanges.size(), 5u);
}

TEST_F(CallGateTest, CallsUnderWayAreBounded) {
  begin({.under_way = 2});
  const auto slow = start("slow");
  slow->set_base(rules(R"([{"response":{"latency":"1h","text":"late"}}])"));
  use(R"([{"response":{"proxy":")" + slow->url() + R"(/"}}])");
  Calls calls;
  start_get(calls, "/1");
  start_get(calls, "/2");
  wait_until([this] { return gate_->under_way() == 2; });
  const auto third = get("/3");
  EXPECT_THAT(third, StartsWith("500 "));
  EXPECT_THAT(third, HasSubstr("2 others are under way already"));
  EXPECT_THAT(third, HasSubstr("--max-calls"));
  calls.handles.clear();
  wait_until([this] { return gate_->under_way() == 0; });
}

TEST_F(CallGateTest, CallbacksAreBoundedInTime) {
  begin({.callbacks = 2});
  const auto target = start("target");
  target->set_base(rules(R"([{"response":{"text":"t"}}])"));
  const std::string call = R"({"get":{"url":")" + target->url() + R"(/"}})";
  use(R"([{"response":{"text":"e"},"on":{"complete":[)" + call + "," + call + "," + call + "]}}]");
  const auto answer = get("/");
  EXPECT_THAT(answer, StartsWith("500 "));
  EXPECT_THAT(answer, HasSubstr("2 callbacks in a second"));
  EXPECT_THAT(answer, HasSubstr("--max-callback-rate"));
}

TEST_F(CallGateTest, AHostFromTheRequestMustBeAllowed) {
  begin();
  use(R"([{"request":{"uri":"/t"},"response":{"proxy":{"url":
             {"template":"http://${req.queries['host']}/there"}}}},
          {"request":{"uri":"/there"},"response":{"text":"there"}}])");
  EXPECT_EQ(get("/t?host=127.0.0.1:" + port_of(*server_)), "200 there") << "this machine";
  const auto refused = get("/t?host=evil.test:81");
  EXPECT_THAT(refused, StartsWith("500 stubs.json:1"));
  EXPECT_THAT(refused, HasSubstr("http://evil.test:81/there"));
  EXPECT_THAT(refused, HasSubstr("--send-to"));
}

TEST_F(CallGateTest, ATemplateMayFollowThePortDirectly) {
  begin({.targets = std::make_shared<const http::OutboundTargets>()});  // nothing is listed
  use(R"([{"request":{"uri":"/a"},"response":{"proxy":{"url":{"template":"SELF${req.queries['to']}"}}}},
          {"request":{"uri":"/b"},"response":{"text":"b"}}])");
  EXPECT_EQ(get("/a?to=%2Fb"), "200 b");
  for (const char* other : {"0", ".evil.test", "@evil.test"})
    EXPECT_THAT(get(std::string("/a?to=") + other), Not(HasSubstr("200 b"))) << other;
}

TEST_F(CallGateTest, WithoutThisMachineOnlyTheListIsAllowed) {
  http::OutboundTargets targets;
  const auto allowed = std::make_unique<StubServer>(loop_, StubOptions("allowed"), nullptr);
  allowed->set_base(rules(R"([{"response":{"text":"allowed"}}])"));
  allowed->start().value();
  ASSERT_TRUE(targets.add(allowed->url()));
  begin({.targets = std::make_shared<const http::OutboundTargets>(targets)});
  use(R"([{"request":{"uri":"/t"},"response":{"proxy":{"url":
             {"template":"http://127.0.0.1:${req.queries['port']}/"}}}}])");
  EXPECT_EQ(get("/t?port=" + port_of(*allowed)), "200 allowed");
  EXPECT_THAT(get("/t?port=" + port_of(*server_)), HasSubstr("no stub file names this place"));
}

TEST_F(CallGateTest, TheRestOfAPathCannotChangeTheHost) {
  begin();
  use(R"([{"request":{"uri":{"startsWith":"/p"}},
           "response":{"proxy":{"from":"/p","to":"http://api.test"}}}])");
  // Both bases end in a slash, so what stands behind one cannot go on a name.
  EXPECT_THAT(get("/p.evil.test/x"), HasSubstr("is not below \"/p/\""));
}

/// What is wrong with sessions that come over the control API, where only that place may be called.
std::string findings_in(const std::string& sessions) {
  LoadOptions options;
  http::OutboundTargets targets;
  EXPECT_TRUE(targets.add("http://hooks.test/in"));
  options.targets = std::make_shared<const http::OutboundTargets>(targets);
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("posted", sessions).value();
  RuleSet::parse(base::JsonReader(document, diags, "stub"), options);
  return diags.render_all();
}

TEST(SessionsFromOutside, MayCallOnlyTheList) {
  EXPECT_EQ(findings_in(R"([{"response":{"proxy":"http://hooks.test/in/a"}}])"), "");
  const auto refused = findings_in(R"([{"response":{"proxy":"http://hooks.test/out"}}])");
  EXPECT_THAT(refused, HasSubstr("posted:1:"));
  EXPECT_THAT(refused, HasSubstr("may call http://hooks.test/in"));
  EXPECT_THAT(refused, HasSubstr("--send-to"));
  EXPECT_THAT(findings_in(R"([{"proxy":{"from":"/a","to":"http://127.0.0.1:1/"}}])"),
              HasSubstr("target-not-allowed"));
  EXPECT_THAT(findings_in(R"([{"response":{"text":"e"},
                               "on":{"complete":{"get":{"url":"http://hooks.test:81/in"}}}}])"),
              HasSubstr("target-not-allowed"));
}

TEST(SessionsFromOutside, MayNotNameFilesElsewhere) {
  const std::string proxy = R"([{"response":{"proxy":{"url":"http://hooks.test/in",)";
  for (const std::string session : {
           R"([{"response":{"file":"/etc/passwd"}}])",
           R"([{"response":{"file":"../../etc/passwd"}}])",
           R"([{"response":{"file":"tests/../../etc/passwd"}}])",
           R"([{"response":{"file":{"template":"/etc/passwd"}}}])",
           R"([{"response":{"file":{"name":{"template":"../${req.queries['n']}"}}}}])",
           R"([{"response":{"attachment":{"filename":"a","file":"/etc/passwd"}}}])",
           R"([{"response":{"sse":{"file":"/etc/passwd"}}}])",
           R"([{"response":{"record":{"group":"g","tape":"/tmp/tape"}}}])",
           R"([{"response":{"replay":{"group":"g","tape":"../tape"}}}])",
           R"([{"request":{"file":"/etc/passwd"},"response":{"text":"yes"}}])",
           R"([{"mount":{"dir":"/etc","uri":"/etc"}}])",
           R"([{"mount":{"dir":"../","uri":"/up"}}])",
           R"([{"websocket":{"uri":"/w","connected":{"file":"/etc/passwd"}}}])",
       })
    EXPECT_THAT(findings_in(session), HasSubstr("leads out of the folder")) << session;
  for (const char* rest : {R"("failover":"/tmp/f"}}}])", R"("playback":"../f"}}}])",
                           R"("failover":{"file":"/tmp/f"}}}}])", R"("tls":{"ca":"/etc/ca"}}}}])"})
    EXPECT_THAT(findings_in(proxy + rest), HasSubstr("leads out of the folder")) << rest;
  EXPECT_THAT(findings_in(R"([{"response":{"file":"./nowhere/a.txt"}}])"),
              HasSubstr("there is no file"));
}

}  // namespace
}  // namespace ricochet::stubserver
