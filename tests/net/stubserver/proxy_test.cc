// Proxies between real sockets: the stub calls itself, or a raw server that says exactly what a
// test wants.
#include <gmock/gmock.h>

#include <sstream>

#include "base/file.h"
#include "stubserver/serve/moco_log.h"
#include "tests/net/stubserver/proxy_fixture.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST_F(ProxyTest, NoSpellingOfDotsLeadsOutOfWhatIsProxied) {
  serve_with(R"([{"proxy":{"from":"/r","to":"TARGET/base"}},
                 {"request":{"uri":{"startsWith":"/t"}},
                  "response":{"proxy":{"url":{"template":"TARGET/base${req.uri}"}}}}])");
  for (const char* target :
       {"/r/../x", "/r/%2e%2e/x", "/r/%2E./x", "/r/.%2e/x", "/r/..\\x", "/r/..%5cx", "/r/a/..%2fx",
        "/r%2f..%2fx", "/r/..;v=1/x", "/r/..", "/t/../x", "/t/%2e%2e/x"}) {
    const auto client = connect();
    client->send(std::string("GET ") + target + " HTTP/1.1\r\nHost: stub\r\n\r\n");
    EXPECT_EQ(client->read_answer().status, 400) << target;
  }
  EXPECT_TRUE(seen_.empty()) << seen_.front().target;
  EXPECT_EQ(sink_.exchanges.size(), 12u) << "each is recorded";
  for (const char* target : {"/r/a..b/...", "/r/./x", "/r/x?p=../y"}) {
    const auto client = connect();
    client->send(std::string("GET ") + target + " HTTP/1.1\r\nHost: stub\r\n\r\n");
    EXPECT_EQ(client->read_answer().status, 200) << target;
  }
}

TEST_F(ProxyTest, RawUtf8ReachesTheTargetPercentEncoded) {
  serve_with(R"([{"proxy":{"from":"/r","to":"TARGET/base"}}])");
  const auto client = connect();
  client->send("GET /r/caf\xc3\xa9?q=\xc3\xbc HTTP/1.1\r\nHost: stub\r\n\r\n");
  EXPECT_EQ(client->read_answer().status, 200);
  ASSERT_EQ(seen_.size(), 1u);
  EXPECT_EQ(seen_[0].target, "/base/caf%C3%A9?q=%C3%BC");
}

TEST_F(ProxyTest, PassesTheRequestOnAndTheAnswerBack) {
  serve_with(R"([{"request":{"uri":"/a"},"response":{"proxy":"TARGET/x"}}])");
  const auto client = connect();
  client->send(
      "POST /a?q=1 HTTP/1.1\r\nHost: stub\r\nX-A: 1\r\nX-A: 2\r\nKeep-Alive: 5\r\n"
      "Connection: X-Hop\r\nX-Hop: 1\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client->read_answer().body, "POST /x?q=1 body");
  ASSERT_EQ(seen_.size(), 1u);
  std::vector<std::string> values;
  for (const auto& field : seen_[0].headers) {
    if (field.name == "X-A") values.push_back(field.value);
  }
  EXPECT_EQ(values, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(seen_[0].header("X-Hop"), nullptr);
  EXPECT_EQ(seen_[0].header("Keep-Alive"), nullptr);
  EXPECT_THAT(url_, HasSubstr(*seen_[0].header("Host")));
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  EXPECT_EQ(sink_.exchanges[0].status, 200);
  EXPECT_EQ(sink_.exchanges[0].response_body, "POST /x?q=1 body");
}

TEST_F(ProxyTest, QueryIsAppendedToTheTargetsOwn) {
  serve_with(R"([{"response":{"proxy":"TARGET/x?k=1"}}])");
  EXPECT_EQ(get("/a?q=2"), "200 GET /x?k=1&q=2 ");
  EXPECT_EQ(get("/a"), "200 GET /x?k=1 ");
}

TEST_F(ProxyTest, TargetMayBeATemplate) {
  serve_with(R"([{"response":{"proxy":{"url":{"template":"TARGET/${req.queries['t']}"}}}}])");
  EXPECT_EQ(get("/a?t=there"), "200 GET /there?t=there ");
  EXPECT_THAT(get("/a"), StartsWith("400 stubs.json:1")) << "the client left it out";
}

TEST_F(ProxyTest, RepeatedHeadersComeBackAndPartsOfTheSessionWin) {
  answer_ = [](const match::Request&, std::shared_ptr<http::Responder> responder) {
    http::Response response(201);
    response.headers = {
        {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}, {"Server", "x"}, {"X-B", "target"}};
    responder->send(std::move(response));
  };
  serve_with(R"([{"response":{"proxy":"TARGET/","headers":{"X-B":"stub"}}}])");
  const auto answer = raw_get("/")->read_answer();
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.head, HasSubstr("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
  EXPECT_THAT(answer.head, HasSubstr("X-B: stub\r\n"));
  EXPECT_THAT(answer.head, Not(HasSubstr("target")));
  EXPECT_THAT(answer.head, Not(HasSubstr("Server:")));
}

TEST_F(ProxyTest, BatchSwapsThePrefix) {
  serve_with(R"([{"request":{"uri":{"startsWith":"/p"}},
                  "response":{"proxy":{"from":"/p/","to":"TARGET/t/"}}}])");
  EXPECT_EQ(get("/p/1/a%20b?x=1"), "200 GET /t/1/a%20b?x=1 ");
  const std::string broken = get("/px");
  EXPECT_THAT(broken, StartsWith("500 stubs.json:1"));
  EXPECT_THAT(broken, HasSubstr("is not below \"/p/\""));
}

// A slash ends both bases, written or not, and one slash joins the two (Moco).
TEST_F(ProxyTest, BasesAreJoinedByOneSlashHoweverTheyAreWritten) {
  for (const std::string from : {"/p", "/p/"}) {
    for (const std::string to : {"TARGET", "TARGET/", "TARGET/t", "TARGET/t/", "TARGET/t?k=1"}) {
      serve_with(R"([{"request":{"uri":{"startsWith":"/p"}},"response":{"proxy":{"from":")" + from +
                 R"(","to":")" + to + R"("}}}])");
      const std::string base = to.find("/t") == std::string::npos ? "/" : "/t/";
      const std::string own = to.find('?') == std::string::npos ? "" : "?k=1";
      for (const std::string rest : {"", "1", "1/2/", "a%2Fb", "%C3%A9", "a+b"})
        EXPECT_EQ(get("/p/" + rest), "200 GET " + base + rest + own + " ") << from << " to " << to;
      EXPECT_EQ(get("/p//1"), "200 GET " + base + "1" + own + " ");
      EXPECT_EQ(get("/p/1?q=2"),
                "200 GET " + base + "1" + own + (own.empty() ? "?" : "&") + "q=2 ");
      EXPECT_THAT(get("/pets"), StartsWith("500 ")) << "is not below " << from;
    }
  }
}

TEST_F(ProxyTest, TheRootIsABaseToo) {
  serve_with(R"([{"proxy":{"from":"/","to":"TARGET"}}])");
  EXPECT_EQ(get("/a"), "200 GET /a ");
  EXPECT_EQ(get("/80zz"), "200 GET /80zz ") << "never a part of the port";
}

/// Answers every connection with the same bytes.
class SaysBytes : public ProxyTest {
 protected:
  std::string answer_to(const std::string& method, const std::string& bytes) {
    answer_ = [bytes](const match::Request&, std::shared_ptr<http::Responder> responder) {
      responder->send_raw(bytes);
    };
    serve_with(R"([{"response":{"proxy":"TARGET/"}}])");
    const auto client = connect();
    client->send(method + " / HTTP/1.1\r\nHost: stub\r\nConnection: close\r\n\r\n");
    return client->read_all();
  }
};

TEST_F(SaysBytes, AHeadTellsTheLengthThatTheTargetTold) {
  const std::string length = "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n";
  EXPECT_THAT(answer_to("HEAD", length), HasSubstr("Content-Length: 1234\r\n"));
  EXPECT_THAT(answer_to("HEAD", "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n"),
              HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer_to("HEAD", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
              HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer_to("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"),
              HasSubstr("Content-Length: 9\r\n"));
  EXPECT_THAT(answer_to("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
              Not(HasSubstr("Content-Length")));
}

TEST_F(SaysBytes, AStatusLineMayEndBehindTheStatus) {
  for (const std::string line :
       {"HTTP/1.1 201", "HTTP/1.1 201 ", "HTTP/1.1 201 Own", "HTTP/1.0 201"})
    EXPECT_THAT(answer_to("GET", line + "\r\nContent-Length: 2\r\n\r\nok"),
                testing::AllOf(StartsWith("HTTP/1.1 201"), HasSubstr("\r\n\r\nok")))
        << line;
  EXPECT_THAT(answer_to("GET", "HTTP/1.1 103\r\n\r\nHTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),
              HasSubstr("\r\n\r\nok"));
  EXPECT_THAT(answer_to("GET", "HTTP/1.1 20\r\nContent-Length: 2\r\n\r\nok"),
              StartsWith("HTTP/1.1 500 "));
}

TEST_F(ProxyTest, SessionLevelBatchTakesWhatIsBelowFrom) {
  serve_with(R"([{"proxy":{"from":"/p","to":"TARGET/t"}},{"response":{"text":"other"}}])");
  EXPECT_EQ(get("/p/1"), "200 GET /t/1 ");
  EXPECT_EQ(get("/p/"), "200 GET /t/ ");
  EXPECT_EQ(get("/p"), "200 other");
  EXPECT_EQ(get("/px"), "200 other");
}

TEST_F(ProxyTest, AServerMayCallItself) {
  serve("[]");
  server_->set_base(rules(R"([{"request":{"uri":"/target"},"response":{"text":"here"}},
      {"request":{"uri":"/a"},"response":{"proxy":")" +
                          server_->url() + R"(/target"}}])"));
  EXPECT_EQ(get("/a"), "200 here");
}

TEST_F(ProxyTest, Upstream400AndRedirectsArePassedOn) {
  serve_with(R"([{"response":{"proxy":"TARGET/"}}])");
  answer_with(400, "no");
  EXPECT_EQ(get("/"), "400 no");
  answer_with(302, "away");
  EXPECT_EQ(get("/"), "302 away");
}

TEST_F(ProxyTest, DeadTargetIs500ThatNamesRuleAndTarget) {
  serve_with(R"([{"response":{"proxy":"TARGET/x"}}])");
  stop_target();
  const std::string answer = get("/");
  EXPECT_THAT(answer,
              StartsWith("500 stubs.json:1 (any request) cannot answer: the proxy's target " +
                         url_ + "/x did not answer"));
  EXPECT_EQ(sink_.exchanges.back().status, 500);
}

TEST_F(ProxyTest, TargetThatIsTooSlowIs500) {
  answer_ = [this](const match::Request&, std::shared_ptr<http::Responder> responder) {
    held_ = std::move(responder);
  };
  serve_with(R"([{"response":{"proxy":{"url":"TARGET/","timeout":"50ms"}}}])");
  EXPECT_THAT(get("/"), StartsWith("500 stubs.json:1"));
  held_.reset();
}

TEST_F(ProxyTest, HttpsTargetIsTrustedOnlyWhenTheProxySaysSo) {
  http::ServerOptions options;
  options.tls.emplace();  // with a certificate that it has signed itself
  target_ = std::make_unique<http::Server>(loop_, options, *this);
  url_ = target_->start().value().url();
  ASSERT_THAT(url_, StartsWith("https://"));
  serve_with(R"([{"request":{"uri":"/strict"},"response":{"proxy":"TARGET/x"}},
      {"request":{"uri":"/lax"},"response":{"proxy":{"url":"TARGET/x","tls":{"insecure":true}}}}])");
  EXPECT_THAT(get("/strict"), StartsWith("500 stubs.json:1"));
  EXPECT_EQ(get("/lax"), "200 GET /x ");
}

TEST_F(ProxyTest, FailoverStoresAndStandsIn) {
  const std::string file = folder_ / "f.json";
  serve_with(R"([{"response":{"proxy":{"url":"TARGET/","failover":{"file":")" + file +
             R"(","status":[500]}}}}])");
  EXPECT_EQ(get("/a"), "200 GET / ");
  answer_with(500, "broken");
  EXPECT_EQ(get("/a"), "200 GET / ");
  EXPECT_EQ(get("/b"), "500 broken") << "nothing is stored for it";
  stop_target();
  EXPECT_EQ(get("/a"), "200 GET / ");
  EXPECT_THAT(get("/b"), HasSubstr("no stored answer in " + file + " fits"));
}

TEST_F(ProxyTest, PlaybackAsksTheTargetOnlyOnce) {
  serve_with(R"([{"response":{"proxy":{"url":"TARGET/","playback":")" + (folder_ / "p.json") +
             R"("}}}])");
  EXPECT_EQ(get("/a"), "200 GET / ");
  EXPECT_EQ(get("/a"), "200 GET / ");
  EXPECT_EQ(seen_.size(), 1u);
  EXPECT_EQ(get("/b"), "200 GET / ");
  EXPECT_EQ(seen_.size(), 2u);
}

TEST_F(ProxyTest, EventStreamIsRelayedPieceByPiece) {
  answer_ = [this](const match::Request&, std::shared_ptr<http::Responder> responder) {
    http::Response head(200);
    head.headers = {{"Content-Type", "text/event-stream"}};
    held_ = std::move(responder);
    held_->start_stream(std::move(head));
    held_->write("data: one\n\n");
  };
  serve_with(R"([{"response":{"proxy":"TARGET/"}}])");
  const auto client = raw_get("/");
  EXPECT_THAT(client->read_until("data: one\n\n"), HasSubstr("text/event-stream"));
  EXPECT_EQ(sink_.exchanges.size(), 1u) << "recorded before the first byte";
  held_->write("data: two\n\n");
  EXPECT_THAT(client->read_until("data: two\n\n"), HasSubstr("data: two"));
  held_->end_stream();
  EXPECT_THAT(client->read_until("0\r\n\r\n"), HasSubstr("0\r\n\r\n"));
  wait_until([&] { return server_->open_exchanges() == 0; });
}

TEST_F(ProxyTest, ClientThatLeavesAStreamLeavesTheTargetToo) {
  bool gone = false;
  answer_ = [&](const match::Request&, std::shared_ptr<http::Responder> responder) {
    http::Response head(200);
    head.headers = {{"Content-Type", "text/event-stream"}};
    held_ = std::move(responder);
    held_->on_disconnect([&] { gone = true; });
    held_->start_stream(std::move(head));
    held_->write("data: one\n\n");
  };
  serve_with(R"([{"response":{"proxy":"TARGET/"}}])");
  const auto client = raw_get("/");
  client->read_until("data: one\n\n");
  client->reset();
  wait_until([&] { return gone; });
  held_.reset();
}

TEST_F(ProxyTest, AClientThatDoesNotReadAStreamHoldsTheTargetBack) {
  constexpr std::size_t kAll = 64 << 20;
  const std::string piece(256 << 10, 'x');
  std::size_t taken = 0;
  std::function<void(bool)> go_on;
  answer_ = [&](const match::Request&, std::shared_ptr<http::Responder> responder) {
    http::Response head(200);
    head.headers = {{"Content-Type", "text/event-stream"}};
    held_ = std::move(responder);
    held_->start_stream(std::move(head));
    go_on = [&](bool ok) {
      if (ok && (taken += piece.size()) < kAll) held_->write(piece, go_on);
    };
    held_->write(piece, go_on);
  };
  serve_with(R"([{"request":{"uri":"/small"},"response":{"text":"x"}},
                 {"response":{"proxy":"TARGET/"}}])");
  const auto client = raw_get("/");
  wait_until([&] { return taken > 0; });
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(get("/small"), "200 x");
  EXPECT_LT(taken, kAll / 2) << "what the sockets hold, and 256 KiB";
  client->reset();
  wait_until([&] { return server_->open_exchanges() == 0; });
  held_.reset();
}

TEST_F(ProxyTest, SynchronousCallbackComesBeforeTheAnswer) {
  serve_with(R"([{"response":{"text":"e"},"on":{"complete":
      {"post":{"url":{"template":"TARGET/${req.method}"},"json":{"a":1},"headers":{"X":"y"}}}}}])");
  EXPECT_EQ(get("/"), "200 e");
  ASSERT_EQ(seen_.size(), 1u);
  EXPECT_EQ(seen_[0].method + " " + seen_[0].target + " " + seen_[0].body, "POST /GET {\"a\":1}");
  EXPECT_EQ(*seen_[0].header("X"), "y");
  EXPECT_EQ(*seen_[0].header("Content-Type"), "application/json; charset=utf-8");
}

TEST_F(ProxyTest, CallbacksOfAResourceComeAfterThoseOfItsEntries) {
  serve_with(R"([{"resource":{"name":"t","get":[
      {"id":"1","response":{"text":"e"},"on":{"complete":{"get":{"url":"TARGET/entry"}}}},
      {"id":"2","response":{"text":"f"}}]},
      "on":{"complete":{"get":{"url":{"template":"TARGET/all${req.uri}"}}}}}])");
  EXPECT_EQ(get("/t/1"), "200 e");
  EXPECT_EQ(get("/t/2"), "200 f");
  EXPECT_TRUE(get("/t/3").starts_with("404 ")) << "what no entry takes calls nobody";
  std::string order;
  for (const auto& seen : seen_) order += seen.target + " ";
  EXPECT_EQ(order, "/entry /all/t/1 /all/t/2 ");
}

TEST_F(ProxyTest, CallbackAndItsAnswerAreInTheLog) {
  std::ostringstream out;
  MocoLog log(out, [] { return base::WallTime(); });
  answer_with(200, "0XCAFEBABE");
  server_ = std::make_unique<StubServer>(loop_, StubOptions("photos"), &sink_, &log);
  server_->set_base(rules(R"([{"response":{"text":"e"},"on":{"complete":{"async":true,"latency":1,
      "post":{"url":")" + url_ +
                          R"(/event","content":"hello"}}}}])"));
  server_->start().value();
  EXPECT_EQ(get("/"), "200 e");
  wait_until([&] { return out.str().find("0XCAFEBABE") != std::string::npos; });
  EXPECT_THAT(out.str(), HasSubstr("Action Request:\n\nPOST " + url_ + "/event HTTP/1.1\n"));
  EXPECT_THAT(out.str(), HasSubstr("\n\nhello\n"));
  EXPECT_THAT(out.str(), HasSubstr("Action Response:\n\nHTTP/1.1 200\n"));
  server_.reset();  // before its log
}

TEST_F(ProxyTest, AsynchronousCallbackDoesNotHoldTheAnswer) {
  serve_with(R"([{"response":{"text":"e"},"on":{"complete":[
      {"async":true,"latency":1,"get":{"url":"TARGET/one"}},
      {"async":"true","latency":{"duration":1,"unit":"millisecond"},"delete":{"url":"TARGET/two"}},
      {"async":true,"latency":"1h","get":{"url":"TARGET/never"}}]}}])");
  answer_ = [this](const match::Request&, std::shared_ptr<http::Responder> responder) {
    held_ = std::move(responder);
  };
  EXPECT_EQ(get("/"), "200 e");
  wait_until([&] { return seen_.size() == 2; });
  EXPECT_EQ(seen_[0].method + seen_[0].target, "GET/one");
  EXPECT_EQ(seen_[1].method + seen_[1].target, "DELETE/two");
  server_->reset_state();
  held_.reset();
}

TEST_F(ProxyTest, SynchronousCallbackThatFailsIs500) {
  serve_with(R"([{"response":{"text":"e"},"on":{"complete":{"get":{"url":"TARGET/"}}}}])");
  stop_target();
  const std::string answer = get("/");
  EXPECT_THAT(answer, StartsWith("500 stubs.json:1"));
  EXPECT_THAT(answer, HasSubstr("its callback"));
}

}  // namespace
}  // namespace ricochet::stubserver
