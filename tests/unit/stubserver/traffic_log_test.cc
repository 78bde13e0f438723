#include "stubserver/serve/moco_log.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// All that was logged, without the time stamps, which depend on the zone.
std::string logged(Stub& stub, const match::Request& request) {
  std::ostringstream out;
  MocoLog log(out, [] { return base::WallTime(std::chrono::seconds(1'767'268'800)); });
  log.on_request(request);
  log.on_decision(request, stub.ask(request));
  std::string text = out.str();
  for (std::size_t at; (at = text.find(" [main]")) != std::string::npos;) text.erase(at - 20, 27);
  return text;
}

TEST(MocoLog, ShowsRequestAndAnswer) {
  Stub stub(R"([{"response":{"status":201,"text":"bye"}}])");
  EXPECT_EQ(logged(stub, make_request("POST", "/a?x=1", "hello", {{"Host", "h"}})),
            " INFO  Request received:\n\nPOST /a?x=1 HTTP/1.1\nHost: h\n\nhello\n\n"
            " INFO  Response return:\n\nHTTP/1.1 201\nContent-Type: text/plain; "
            "charset=utf-8\n\nbye\n\n");
}

TEST(MocoLog, ShowsTheAnswerToAnUnmatchedRequestToo) {
  Stub stub("[]");
  const std::string text = logged(stub, make_request("GET", "/a"));
  EXPECT_NE(text.find("HTTP/1.1 400"), std::string::npos) << text;
  EXPECT_NE(text.find("no session fits GET /a"), std::string::npos) << text;
}

TEST(MocoLog, SaysHowAnAnswerIsBroken) {
  Stub reset(R"([{"response":{"text":"a","fault":"reset"}}])");
  EXPECT_NE(logged(reset, make_request("GET", "/")).find("INFO  No response: fault reset\n"),
            std::string::npos);
  Stub cut(R"([{"response":{"text":"a","fault":"truncate"}}])");
  const std::string text = logged(cut, make_request("GET", "/"));
  EXPECT_NE(text.find("INFO  Fault of the next response: truncate\n"), std::string::npos) << text;
  EXPECT_NE(text.find("HTTP/1.1 200"), std::string::npos) << text;
}

TEST(MocoLog, ShowsTheNearestSessionsClauseByClause) {
  Stub stub(R"([{"request":{"uri":"/a","method":"post"},"response":{}},
                {"request":{"uri":"/b"},"response":{}}])");
  const std::string text = logged(stub, make_request("GET", "/a"));
  EXPECT_TRUE(
      text.ends_with(" INFO  The nearest sessions:\n\n"
                     "  stubs.json:1 (POST /a)\n"
                     "    FAIL  method should be \"POST\", got \"GET\"\n"
                     "    ok    uri \"/a\"\n"
                     "  stubs.json:2 (/b)\n"
                     "    FAIL  uri should be \"/b\", got \"/a\"\n\n"))
      << text;
}

TEST(MocoLog, HidesBinaryBodiesAndControlCharacters) {
  Stub stub(R"([{"response":{}}])");
  const std::string image =
      logged(stub, make_request("POST", "/", "png", {{"Content-Type", "image/png"}}));
  EXPECT_NE(image.find("<content is binary>"), std::string::npos) << image;
  const std::string bytes = logged(stub, make_request("POST", "/", "\xff\xfe"));
  EXPECT_NE(bytes.find("<content is binary>"), std::string::npos) << bytes;
  const std::string escape = logged(stub, make_request("POST", "/", "\x1b[31mred"));
  EXPECT_EQ(escape.find('\x1b'), std::string::npos);
}

TEST(MocoLog, ShowsCallbacksAndWhatCameOfThem) {
  std::ostringstream out;
  MocoLog log(out, [] { return base::WallTime(); });
  http::ClientRequest call;
  call.method = "POST";
  call.url = "http://h/cb";
  call.headers = {{"X", "y"}};
  call.body = "hi";
  log.on_action(call);
  log.on_action_answer(http::Response(202, "text/plain", "thanks"));
  log.on_action_answer(base::Diag("http/refused", "nobody there"));
  const std::string text = out.str();
  EXPECT_NE(text.find("Action Request:\n\nPOST http://h/cb HTTP/1.1\nX: y\n\nhi\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Action Response:\n\nHTTP/1.1 202\nContent-Type: text/plain\n\nthanks\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Action failed: nobody there"), std::string::npos) << text;
}

TEST(MocoLog, ShowsWhatPassesOnAWebSocket) {
  std::ostringstream out;
  MocoLog log(out, [] { return base::WallTime(); });
  auto handshake = make_request("GET", "/ws?a=1");
  handshake.peer_address = "127.0.0.1";
  handshake.peer_port = 4711;
  log.on_websocket(handshake, "message received", "hello\x1b");
  log.on_websocket(handshake, "message sent", "\xff");
  log.on_websocket(handshake, "closed with 1000", "");
  const std::string text = out.str();
  EXPECT_NE(text.find("WebSocket message received: /ws?a=1 from 127.0.0.1:4711\n\nhello"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("message sent: /ws?a=1 from 127.0.0.1:4711\n\n<content is binary>\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("closed with 1000: /ws?a=1 from 127.0.0.1:4711\n"), std::string::npos);
}

TEST(MocoLog, StampIsMocos) {
  std::ostringstream out;
  MocoLog log(out, [] { return base::WallTime(std::chrono::seconds(1'767'268'800)); });
  log.line("Server is started at 12306");
  EXPECT_TRUE(out.str().ends_with(" 2026 " + out.str().substr(12, 8) +
                                  " [main] INFO  Server is started at 12306\n"))
      << out.str();
  EXPECT_EQ(out.str().substr(2, 4), " Jan");
}

}  // namespace
}  // namespace ricochet::stubserver
