// Every error of the v2 API as a client sees it: its status and its text.
#include <regex>

#include "tests/support/golden.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

class V2ErrorsTest : public ServerTest {
 protected:
  void say(const std::string& method, const std::string& target, const std::string& body = {},
           std::vector<match::Field> headers = {}) {
    static const std::regex id("requests/[a-z0-9]{6}/");  // drawn
    story_ += ">>> " + method + " " + std::regex_replace(target, id, "requests/ID/") +
              (body.empty() ? "" : "  " + body) + "\n";
    for (const auto& field : headers) story_ += "    " + field.name + ": " + field.value + "\n";
    const auto answer = ask(method, "/api/v2/" + target, body, std::move(headers));
    const auto text = json(answer);
    EXPECT_TRUE(text.is_object() && text.contains("text")) << target << ": " << answer.body;
    if (text.is_object() && text.contains("text"))
      story_ += std::to_string(answer.status) + "\n" + text["text"].get<std::string>() + "\n";
  }
  std::string first_id(const std::string& bin) {
    const auto page = json(ask("GET", "/api/v2/bins/" + bin + "/requests"));
    return page["requests"][0]["id"].get<std::string>();
  }
  void waits_for(const std::string& body) { say("POST", "bins/b/await", body); }
  std::string story_;
};

TEST_F(V2ErrorsTest, OfBins) {
  BinServerOptions options;
  options.max_bins = 2;
  serve(options);
  bin("b");
  say("GET", "nothing/here");
  say("GET", "bins/nowhere");
  say("POST", "bins", R"({"name": "b"})");
  say("POST", "bins", R"({"name": "a/b"})");
  say("POST", "bins", R"({"name": "api"})");
  say("POST", "bins", R"({"nmae": "x"})");
  say("POST", "bins", "{");
  say("DELETE", "bins");
  say("PUT", "bins/b/responses", "[]");  // nobody can answer by rules here
  bin("c");
  say("POST", "bins", R"({"name": "d"})");
  test::expect_golden("requestbin/v2_bin_errors.txt", story_);
}

TEST_F(V2ErrorsTest, OfRecords) {
  bin("b");
  match::Event event;
  event.topic = "product-events";
  log_.append(event, loop_.now(), loop_.wall_now());
  bin("cut");
  auto cut = exchange("cut", "/a");
  cut.request.body_truncated = true;
  log_.append(std::move(cut));
  call("b");
  BinServerOptions options;
  options.send_to = {"http://127.0.0.1:1"};
  serve(options);
  const std::string to = R"({"to": "http://127.0.0.1:1"})";
  say("GET", "bins/b/requests/none");
  say("GET", "bins/b/requests?limit=many");
  say("GET", "bins/b/requests?limt=1");
  say("GET", "bins/b/requests?filter=%7B%22methud%22:1%7D");
  say("POST", "bins/b/requests/" + first_id("b") + "/send", R"({"to": "http://else.test"})");
  say("POST", "bins/cut/requests/" + first_id("cut") + "/send", to);
  say("POST", "bins/product-events/requests/" + first_id("product-events") + "/send", to);
  say("GET", "bins/product-events/export?format=har");
  say("POST", "bins/product-events/import", "");
  say("GET", "events?last_event_id=soon");
  test::expect_golden("requestbin/v2_record_errors.txt", story_);
}

TEST_F(V2ErrorsTest, OfWaits) {
  bin("b");
  waits_for(R"({"exactly": -1})");
  waits_for(R"({"exactly": 1, "never": true})");
  waits_for(R"({"within": "soon"})");
  waits_for(R"({"never": true, "for": "0s"})");
  waits_for(R"({"after": "no-such-mark"})");
  waits_for(R"({"after": "a b"})");
  waits_for(R"({"spacing": []})");
  waits_for(R"({"spacing": ["1s"], "tolerance": "much"})");
  waits_for(R"({"steps": []})");
  waits_for(R"({"correlate": {"by": "hat:x"}})");
  waits_for(R"({"correlate": {"by": "json:$["}})");
  waits_for(R"({"name": ")" + std::string(201, 'x') + R"("})");
  say("POST", "await", R"({"bins": ["b", "nowhere"]})");
  say("GET", "awaits/77");
  say("POST", "bins/b/marks/17");
  test::expect_golden("requestbin/v2_await_errors.txt", story_);
}

TEST_F(V2ErrorsTest, OfFullHouses) {
  BinServerOptions options;
  options.max_waits = 1;
  serve(options);
  bin("b");
  std::vector<Seen> held{begin("POST", "/api/v2/bins/b/await", "{}")};
  say("POST", "bins/b/await", R"({"exactly": 2})");
  held.push_back(begin("GET", "/api/v2/bins/b/requests?wait_ms=1000"));
  say("GET", "bins/b/requests?wait_ms=1000");
  for (std::size_t i = 0; i < journal::CaptureLog::kMaxMarks; ++i)
    ASSERT_TRUE(log_.set_mark("b", "mark-" + std::to_string(i)));
  say("POST", "bins/b/marks/one-more");
  for (int i = 0; i < 100; ++i) held.push_back(begin("GET", "/api/v2/events"));
  say("GET", "events");
  std::string many = "[\"b\"";
  for (int i = 0; i < 100; ++i) {
    bin("b" + std::to_string(i));
    many += ",\"b" + std::to_string(i) + '"';
  }
  const auto answer = json(ask("POST", "/api/v2/await", R"({"bins": )" + many + "]}"));
  EXPECT_EQ(answer["code"], "await/too-many-bins");
  test::expect_golden("requestbin/v2_full_errors.txt", story_);
  server_->stop();  // the waits hold their askers
}

TEST_F(V2ErrorsTest, OfWhoMayAsk) {
  BinServerOptions options;
  options.hosts = {"localhost"};
  options.token = "secret";
  serve(options);
  say("GET", "bins", "", {{"Host", "evil.test"}});
  say("POST", "bins", "", {{"Host", "localhost"}, {"Origin", "http://evil.test"}});
  say("GET", "bins", "", {{"Host", "localhost"}});
  say("GET", "bins", "", {{"Host", "localhost"}, {"Authorization", "Bearer wrong"}});
  test::expect_golden("requestbin/v2_access_errors.txt", story_);
}

}  // namespace
}  // namespace ricochet::requestbin
