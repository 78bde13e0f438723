// The handlers without a socket: what each request is answered, and what the log holds afterwards.
#include "base/json.h"
#include "base/json_document.h"
#include "requestbin/bin_server.h"
#include "requestbin/capture_handler.h"
#include "requestbin/pages.h"
#include "tests/unit/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

using base::Json;
using testing::HasSubstr;
using testing::Not;

class FakeResponder : public http::Responder {
 public:
  struct Seen {
    std::optional<http::Response> answer;
    std::function<void()> gone;
  };
  explicit FakeResponder(std::shared_ptr<Seen> seen) : seen_(std::move(seen)) {}
  void send(http::Response response) override {
    EXPECT_FALSE(seen_->answer.has_value()) << "answered twice";
    seen_->answer = std::move(response);
  }
  void start_stream(http::Response) override { FAIL(); }
  void write(std::string, std::function<void(bool)>) override { FAIL(); }
  void end_stream() override { FAIL(); }
  void send_raw(std::string) override { FAIL(); }
  void abort(bool) override { FAIL(); }
  void on_disconnect(std::function<void()> gone) override { seen_->gone = std::move(gone); }

 private:
  std::shared_ptr<Seen> seen_;
};
using Seen = std::shared_ptr<FakeResponder::Seen>;

class ServerTest : public LogTest {
 protected:
  void serve(BinServerOptions options) { server_ = std::make_unique<BinServer>(loop_, log_, awaits_, std::move(options)); }
  Seen begin(const std::string& method, const std::string& target, const std::string& body = {},
             std::vector<match::Field> headers = {}) {
    if (!server_) serve({});
    match::Request request;
    request.method = method;
    request.set_target(target);
    request.body = body;
    request.headers = std::move(headers);
    request.peer_address = "127.0.0.1";
    auto seen = std::make_shared<FakeResponder::Seen>();
    server_->handle(std::move(request), std::make_shared<FakeResponder>(seen));
    return seen;
  }
  http::Response ask(const std::string& method, const std::string& target, const std::string& body = {},
                     std::vector<match::Field> headers = {}) {
    const auto seen = begin(method, target, body, std::move(headers));
    loop_.run_ready();
    return seen->answer.value_or(http::Response(0));
  }
  static Json json(const http::Response& response) {
    const auto parsed = base::parse_json_body(response.body);
    return parsed ? *parsed : Json(nullptr);
  }
  static std::string header(const http::Response& response, const std::string& name) {
    const auto* value = response.header(name);
    return value ? *value : std::string();
  }
  AwaitDriver awaits_{loop_, log_};
  std::unique_ptr<BinServer> server_;
};

const std::vector<match::Field> kForm = {{"Content-Type", "application/x-www-form-urlencoded"}};

TEST_F(ServerTest, PrivateIsOnlyTrueOrOnInTheForm) {
  for (const auto& [body, wanted] : std::vector<std::pair<std::string, bool>>{
           {"private=true", true}, {"private=on", true}, {"private=1", false}, {"private=True", false}, {"", false}}) {
    EXPECT_EQ(json(ask("POST", "/api/v1/bins", body, kForm))["private"], wanted) << body;
  }
  EXPECT_EQ(json(ask("POST", "/api/v1/bins?private=true", "", kForm))["private"], false);
  EXPECT_EQ(json(ask("POST", "/api/v1/bins", R"({"private": true})", {{"Content-Type", "application/json"}}))["private"], true);
}

TEST_F(ServerTest, CustomNamesAreCheckedAndNeverReplaceABin) {
  EXPECT_EQ(json(ask("POST", "/api/v1/bins", "custom_name=hooks", kForm))["name"], "hooks");
  EXPECT_EQ(ask("POST", "/api/v1/bins", "custom_name=hooks", kForm).status, 409);
  EXPECT_EQ(ask("POST", "/api/v1/bins", "custom_name=api", kForm).status, 400);
  EXPECT_EQ(ask("POST", "/api/v1/bins", "custom_name=a%2Fb", kForm).status, 400);
}

TEST_F(ServerTest, BinsEndAfterTheirTime) {
  serve({});
  const auto name = json(ask("POST", "/api/v1/bins"))["name"].get<std::string>();
  bin("forever");
  loop_.advance(std::chrono::hours(48) - seconds(1));
  EXPECT_EQ(ask("GET", "/api/v1/bins/" + name).status, 200);
  loop_.advance(seconds(1));
  EXPECT_FALSE(log_.has_bin(name)) << "by the timer, without a request";
  EXPECT_TRUE(log_.has_bin("forever"));
}

TEST_F(ServerTest, ABinHoldsMaxRequests) {
  BinServerOptions options;
  options.max_requests = 2;
  options.max_bins = 1;
  serve(options);
  const auto name = json(ask("POST", "/api/v1/bins"))["name"].get<std::string>();
  for (int i = 0; i < 3; ++i) ask("POST", "/" + name);
  EXPECT_EQ(json(ask("GET", "/api/v1/bins/" + name))["request_count"], 2);
  EXPECT_EQ(ask("POST", "/api/v1/bins").status, 503);
}

TEST_F(ServerTest, V1FieldsFollowRequestBin) {
  bin("b");
  ask("PUT", "/b/caf%C3%A9?a=1&a=2&c&%41=x", "x=1&x=2&y=%20",
      {{"x-lower_case", "v"}, {"X-Twice", "1"}, {"x-twice", "2"}, {"Content-Type", "application/x-www-form-urlencoded"},
       {"X-Forwarded-For", "9.9.9.9, 8.8.8.8"}});
  const auto record = json(ask("GET", "/api/v1/bins/b/requests"))[0];
  EXPECT_EQ(record.size(), 12u);
  EXPECT_EQ(record["method"], "PUT");
  EXPECT_EQ(record["path"], "/b/café");
  EXPECT_EQ(record["remote_addr"], "9.9.9.9, 8.8.8.8");
  EXPECT_EQ(record["headers"]["X-Lower-Case"], "v");
  EXPECT_EQ(record["headers"]["X-Twice"], "1,2");
  EXPECT_EQ(record["query_string"].dump(), R"({"a":"1","c":"","A":"x"})");
  EXPECT_EQ(record["form_data"].dump(), R"([["x","1"],["x","2"],["y"," "]])");
  EXPECT_EQ(record["body"], "");
  EXPECT_EQ(record["raw"], "x=1&x=2&y=%20");
  EXPECT_EQ(record["content_length"], 13);
}

TEST_F(ServerTest, RawIsCutOnACharacterAndBinaryMapsThatFieldOnly) {
  BinServerOptions options;
  options.max_raw_size = 3;
  serve(options);
  bin("b");
  ask("POST", "/b", "aéé");  // 5 bytes; 3 fit "aé"
  ask("POST", "/b", "éé");   // 3 bytes would split the second
  ask("POST", "/b", "\xff\xfe", {{"X-Name", "é"}});
  const auto list = json(ask("GET", "/api/v1/bins/b/requests"));
  EXPECT_EQ(list[2]["raw"], "aé");
  EXPECT_EQ(list[1]["raw"], "é");
  EXPECT_EQ(list[1]["body"], "éé");
  EXPECT_EQ(list[0]["body"], "ÿþ");
  EXPECT_EQ(list[0]["headers"]["X-Name"], "é");
}

TEST_F(ServerTest, CorsEchoesTheOriginWhenSwitchedOn) {
  BinServerOptions options;
  options.enable_cors = true;
  serve(options);
  bin("b");
  EXPECT_EQ(header(ask("POST", "/b"), "Access-Control-Allow-Origin"), "*");
  const auto preflight = ask("OPTIONS", "/b", "", {{"Origin", "http://a"}, {"Access-Control-Request-Method", "PUT"}, {"Access-Control-Request-Headers", "x-a"}});
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Origin"), "http://a");
  EXPECT_EQ(header(preflight, "Vary"), "Origin");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Headers"), "x-a");
  EXPECT_EQ(log_.bin("b")->held, 2u) << "a preflight is captured as well";
  options.cors_origins = "http://x, http://y";
  serve(options);
  EXPECT_EQ(header(ask("POST", "/b", "", {{"Origin", "http://y"}}), "Access-Control-Allow-Origin"), "http://y");
  EXPECT_EQ(header(ask("POST", "/b", "", {{"Origin", "http://z"}}), "Access-Control-Allow-Origin"), "");
}

TEST_F(ServerTest, EnvironmentIsReadByRequestBinsNames) {
  std::map<std::string, std::string> env = {{"MAX_REQUESTS", "20"}, {"BIN_TTL", "60"}, {"MAX_RAW_SIZE", "99"}, {"ENABLE_CORS", "yes"}, {"CORS_ORIGINS", "http://a"}};
  const auto get = [&env](const char* name) { return env.count(name) ? env[name].c_str() : nullptr; };
  const auto options = BinServerOptions::from_environment(get).value();
  EXPECT_EQ(options.max_requests, 20u);
  EXPECT_EQ(options.bin_ttl, seconds(60));
  EXPECT_EQ(options.max_raw_size, 99u);
  EXPECT_TRUE(options.enable_cors);
  EXPECT_EQ(options.cors_origins, "http://a");
  env["BIN_TTL"] = "48h";
  EXPECT_EQ(BinServerOptions::from_environment(get).value().bin_ttl, std::chrono::hours(48));
  env["BIN_TTL"] = "0";
  EXPECT_EQ(BinServerOptions::from_environment(get).value().bin_ttl, std::nullopt);
  env["MAX_REQUESTS"] = "many";
  EXPECT_EQ(BinServerOptions::from_environment(get).error().code, "bin/bad-environment");
}

TEST_F(ServerTest, ThePageEscapesEverythingAndRunsNothing) {
  const std::string evil = "<script>alert(1)</script>\"'&";
  bin("b");
  ask("POST", "/b/%3Cscript%3E?%3Cimg%20onerror=x", evil, {{"X-<b>", evil}, {"Content-Type", "text/html"}});
  const auto page = ask("GET", "/b?inspect", "", {{"Host", "localhost\"><script>"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("<img")));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
  EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
  EXPECT_THAT(header(page, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(header(page, "Content-Security-Policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(log_.bin("b")->held, 1u) << "looking is not captured";
}

TEST_F(ServerTest, TheHomePageCreatesByAForm) {
  const auto made = ask("POST", "/ui/bins", "private=true", kForm);
  EXPECT_EQ(made.status, 303);
  const auto page = header(made, "Location");
  const auto cookie = header(made, "Set-Cookie");
  EXPECT_THAT(cookie, HasSubstr("HttpOnly"));
  EXPECT_EQ(ask("GET", page).body, "Private bin\n");
  EXPECT_EQ(ask("GET", page, "", {{"Cookie", cookie.substr(0, cookie.find(';'))}}).status, 200);
  EXPECT_THAT(ask("GET", "/").body, Not(HasSubstr(page))) << "private ones are not listed";
  const auto open = header(ask("POST", "/ui/bins"), "Location");
  EXPECT_THAT(ask("GET", "/").body, HasSubstr("href=\"" + open + "\""));
}

TEST_F(ServerTest, StubsAndTopicsCanBeInspectedButNotCalledHere) {
  call("photos", "/a.jpg");
  EXPECT_EQ(ask("GET", "/photos?inspect").status, 200);
  EXPECT_EQ(ask("POST", "/photos").status, 404);
  EXPECT_EQ(log_.bin("photos")->held, 1u);
}

TEST_F(ServerTest, AwaitIsAnsweredByTheArrival) {
  bin("b");
  const auto seen = begin("POST", "/api/v2/bins/b/await", R"({"request": {"uri": "/b/x"}, "at_least": 1, "name": "hook"})");
  loop_.run_ready();
  EXPECT_FALSE(seen->answer.has_value());
  EXPECT_EQ(json(ask("GET", "/api/v2/awaits"))["awaits"][0]["name"], "hook");
  ask("POST", "/b/x", "hi");
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(seen->answer->status, 200);
  const auto body = json(*seen->answer);
  EXPECT_EQ(body.begin().key(), "message");
  EXPECT_EQ(body["outcome"], "satisfied");
  EXPECT_EQ(body["cursor"], 1);
  EXPECT_EQ(body["matched"][0]["body"]["content"], "hi");
}

TEST_F(ServerTest, AwaitThatFailsIs412WithTheWholeStory) {
  bin("b");
  ask("POST", "/b/x/");
  const auto seen = begin("POST", "/api/v2/bins/b/await?always200=0", R"({"request": {"uri": "/b/x"}, "within": "200ms"})");
  loop_.advance(milliseconds(200));
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(seen->answer->status, 412);
  const auto body = json(*seen->answer);
  EXPECT_EQ(body["outcome"], "timeout");
  EXPECT_EQ(body["near"][0]["record"]["path"], "/b/x/");
  EXPECT_THAT(body["hints"].dump(), HasSubstr("trailing slash"));
  ask("POST", "/b/x");
  const auto later = json(ask("GET", "/api/v2/awaits/" + std::to_string(body["id"].get<int>())));
  EXPECT_THAT(later["hints"].dump(), HasSubstr("after the deadline"));
}

TEST_F(ServerTest, AwaitRefusesBadConditionsWithADiagnostic) {
  bin("b");
  const auto code = [this](const std::string& body) {
    const auto answer = ask("POST", "/api/v2/bins/b/await", body);
    EXPECT_EQ(answer.status, 400) << body;
    return json(answer)["errors"][0]["code"].get<std::string>();
  };
  EXPECT_EQ(code("{"), "json/syntax");
  EXPECT_EQ(code(R"({"reqest": {}})"), "await/unknown-key");
  EXPECT_EQ(code(R"({"request": {"urii": "/"}})"), "await/unknown-key");
  EXPECT_EQ(code(R"({"never": true, "for": "0s"})"), "await/zero-window");
  EXPECT_EQ(code(R"({"exactly": 1, "at_least": 1})"), "await/two-counts");
  EXPECT_EQ(code(R"({"exactly": 1, "for": "1s"})"), "await/bad-window");
  EXPECT_EQ(code(R"({"after": 9})"), "await/bad-cursor");
  EXPECT_EQ(code(R"({"request": {"file": "/etc/passwd"}})"), "await/no-file");
  EXPECT_EQ(code(R"({"exactly": 3, "spacing": ["1s"], "tolerance": "20"})"), "await/bad-tolerance");
  EXPECT_THAT(json(ask("POST", "/api/v2/bins/b/await", R"({"reqest": {}})"))["text"].get<std::string>(), HasSubstr("did you mean \"request\"?"));
  EXPECT_EQ(ask("POST", "/api/v2/bins/nope/await", "{}").status, 404);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/await").status, 405);
  EXPECT_EQ(awaits_.open(), 0u);
}

TEST_F(ServerTest, AClientThatGoesAwayEndsItsAwaitAndItsPoll) {
  bin("b");
  const auto wait = begin("POST", "/api/v2/bins/b/await", "{}");
  const auto poll = begin("GET", "/api/v2/bins/b/requests?wait_ms=20000");
  EXPECT_EQ(awaits_.pending().size(), 1u);
  wait->gone();
  poll->gone();
  EXPECT_EQ(awaits_.pending().size(), 0u);
  ask("POST", "/b");
  EXPECT_FALSE(poll->answer.has_value());
}

TEST_F(ServerTest, LongPollIsWokenOnceByTheArrivalOrItsOwnDeadline) {
  bin("b");
  ask("POST", "/b/1");
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/requests?after=0&wait_ms=20000"))["cursor"], 1);
  auto seen = begin("GET", "/api/v2/bins/b/requests?after=1&wait_ms=20000&limit=1");
  loop_.run_ready();
  EXPECT_FALSE(seen->answer.has_value());
  begin("POST", "/b/2");
  begin("POST", "/b/3");
  loop_.run_ready();
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["requests"].size(), 1u);
  EXPECT_EQ(json(*seen->answer)["cursor"], 2);
  EXPECT_EQ(json(*seen->answer)["newest"], 3);
  seen = begin("GET", "/api/v2/bins/b/requests?after=3&wait_ms=500");
  loop_.advance(milliseconds(500));
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["cursor"], 3);
  seen = begin("GET", "/api/v2/bins/b/requests?after=3&wait_ms=500");
  log_.remove_bin("b");
  loop_.run_ready();
  EXPECT_EQ(seen->answer.value().status, 404);
  EXPECT_EQ(loop_.pending_timers(), 1u) << "only the end of bins";
}

TEST_F(ServerTest, V2RecordIsWireExact) {
  bin("b");
  ask("POST", "/b/x%20y?b=1&a=2&b=3", std::string("\x00\xff", 2), {{"X-Z", "1"}, {"x-a", "2"}, {"X-Z", "3"}, {"traceparent", "00-aa-bb-01"}, {"X-Forwarded-For", "1.1.1.1, 2.2.2.2"}});
  const auto list = json(ask("GET", "/api/v2/bins/b/requests"));
  const auto& record = list["requests"][0];
  EXPECT_EQ(record["target"], "/b/x%20y?b=1&a=2&b=3");
  EXPECT_EQ(record["path"], "/b/x y");
  EXPECT_EQ(record["path_after_bin"], "/x y");
  EXPECT_EQ(record["query"].dump(), R"([["b","1"],["a","2"],["b","3"]])");
  EXPECT_EQ(record["headers"][0].dump(), R"(["X-Z","1"])");
  EXPECT_EQ(record["headers"][1].dump(), R"(["x-a","2"])");
  EXPECT_EQ(record["body"]["encoding"], "base64");
  EXPECT_EQ(record["body"]["content"], "AP8=");
  EXPECT_EQ(record["body"]["size"], 2);
  EXPECT_EQ(record["body"]["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(record["correlation"]["trace_id"], "aa");
  EXPECT_EQ(record["forwarded_for"].size(), 2u);
  EXPECT_EQ(record["answer"]["status"], 200);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/requests/" + record["id"].get<std::string>())), record);
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins/b/requests"))["cleared"], 1);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b"))["cursor"], 1);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests/" + record["id"].get<std::string>()).status, 404);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests?limit=x").status, 400);
}

TEST_F(ServerTest, EveryOddPathIsAnswered) {
  for (const std::string target : {"*", "/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/", "/api/v2/bins/b/x/y/z", "/static/", "/ui", "/metrics", "/..", "/.", "//", "/?", "/b?inspect"}) {
    EXPECT_NE(ask("GET", target).status, 0) << target;
    EXPECT_NE(ask("OPTIONS", target).status, 0) << target;
  }
  EXPECT_EQ(ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(log_.appended(), 0u);
}

TEST_F(LogTest, CaptureHandlerTakesEveryPathOfABinAndNothingElse) {
  bin("webhooks");
  bin("stray");
  CaptureHandler::Options options;
  options.stray_bin = "stray";
  CaptureHandler handler(loop_, log_, options);
  const auto send = [&handler](const std::string& method, const std::string& target) {
    match::Request request;
    request.method = method;
    request.set_target(target);
    auto seen = std::make_shared<FakeResponder::Seen>();
    handler.handle(std::move(request), std::make_shared<FakeResponder>(seen));
    return seen->answer.value();
  };
  EXPECT_EQ(send("POST", "/webhooks/a/b?c=d").body, "ok\n");
  EXPECT_EQ(send("PURGE", "/webhooks.json").body, "ok\n");
  EXPECT_EQ(send("GET", "/webhooks?inspect").body, "ok\n") << "there is no page here";
  EXPECT_EQ(log_.bin("webhooks")->held, 3u);
  EXPECT_EQ(send("POST", "/webhook").body, "Not found\n");
  const auto stray = log_.read("stray").front();
  EXPECT_FALSE(stray->matched);
  EXPECT_THAT(stray->why_not, HasSubstr("did you mean \"webhooks\"?"));
  EXPECT_EQ(send("GET", "/api/v1/stats").status, 404);
}

}  // namespace
}  // namespace ricochet::requestbin
