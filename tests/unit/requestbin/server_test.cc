// The handlers without a socket: what each request is answered, and what the log holds afterwards.
#include "requestbin/capture_handler.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using awaits::LogTest;
using testing::HasSubstr;
using testing::Not;

const std::vector<match::Field> kForm = {{"Content-Type", "application/x-www-form-urlencoded"}};

TEST_F(ServerTest, PrivateIsOnlyTrueOrOnInTheForm) {
  for (const auto& [body, wanted] :
       std::vector<std::pair<std::string, bool>>{{"private=true", true},
                                                 {"private=on", true},
                                                 {"private=1", false},
                                                 {"private=True", false},
                                                 {"", false}}) {
    EXPECT_EQ(json(ask("POST", "/api/v1/bins", body, kForm))["private"], wanted) << body;
  }
  EXPECT_EQ(json(ask("POST", "/api/v1/bins?private=true", "", kForm))["private"], false);
  EXPECT_EQ(json(ask("POST", "/api/v1/bins", R"({"private": true})",
                     {{"Content-Type", "application/json"}}))["private"],
            true);
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
  EXPECT_EQ(ask("POST", "/api/v2/bins").status, 503);
  EXPECT_EQ(ask("POST", "/ui/bins").status, 503) << "also by the form";
}

TEST_F(ServerTest, V1FieldsFollowRequestBin) {
  bin("b");
  ask("PUT", "/b/caf%C3%A9?a=1&a=2&c&%41=x", "x=1&x=2&y=%20",
      {{"x-lower_case", "v"},
       {"X-Twice", "1"},
       {"x-twice", "2"},
       {"Content-Type", "application/x-www-form-urlencoded"},
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
  const auto preflight = ask("OPTIONS", "/b", "",
                             {{"Origin", "http://a"},
                              {"Access-Control-Request-Method", "PUT"},
                              {"Access-Control-Request-Headers", "x-a"}});
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Origin"), "http://a");
  EXPECT_EQ(header(preflight, "Vary"), "Origin");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"),
            "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Headers"), "x-a");
  EXPECT_EQ(log_.bin("b")->held, 2u) << "a preflight is captured as well";
  options.cors_origins = "http://x, http://y";
  serve(options);
  EXPECT_EQ(header(ask("POST", "/b", "", {{"Origin", "http://y"}}), "Access-Control-Allow-Origin"),
            "http://y");
  EXPECT_EQ(header(ask("POST", "/b", "", {{"Origin", "http://z"}}), "Access-Control-Allow-Origin"),
            "");
}

TEST_F(ServerTest, EnvironmentIsReadByRequestBinsNames) {
  std::map<std::string, std::string> env = {{"MAX_REQUESTS", "20"},
                                            {"BIN_TTL", "60"},
                                            {"MAX_RAW_SIZE", "99"},
                                            {"ENABLE_CORS", "yes"},
                                            {"CORS_ORIGINS", "http://a"}};
  const auto get = [&env](const char* name) {
    return env.count(name) ? env[name].c_str() : nullptr;
  };
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
  ask("POST", "/b/%3Cscript%3E?%3Cimg%20onerror=x", evil,
      {{"X-<b>", evil}, {"Content-Type", "text/html"}});
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
  EXPECT_THAT(ask("GET", "/ui/bins").body, Not(HasSubstr(page))) << "private ones are not listed";
  const auto open = header(ask("POST", "/ui/bins"), "Location");
  EXPECT_THAT(ask("GET", "/ui/bins").body, HasSubstr("href=\"" + open + "\""));
}

TEST_F(ServerTest, TheLivePageComesWithAStrictPolicy) {
  const auto page = ask("GET", "/?bin=b&q=method:POST");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(header(page, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("src=\"static/js/main.js\""));
  const auto policy = header(page, "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));

  const auto script = ask("GET", "/static/js/main.js");
  EXPECT_EQ(header(script, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header(script, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(
      ask("GET", "/static/js/main.js", "", {{"If-None-Match", header(script, "ETag")}}).status,
      304);
  EXPECT_EQ(ask("GET", "/static/README.md").status, 404) << "notes for us are not part of the page";
  EXPECT_EQ(ask("GET", "/static/js/../../x").status, 404);
  EXPECT_EQ(ask("POST", "/static/js/main.js").status, 405);
}

TEST_F(ServerTest, StubsAndTopicsCanBeInspectedButNotCalledHere) {
  call("photos", "/a.jpg");
  EXPECT_EQ(ask("GET", "/photos?inspect").status, 200);
  EXPECT_EQ(ask("POST", "/photos").status, 404);
  EXPECT_EQ(log_.bin("photos")->held, 1u);
}

TEST_F(ServerTest, ACallToABinThatIsNotThereIsCounted) {
  bin("b");
  const auto count = [this] { return ask("GET", "/metrics").body; };
  EXPECT_THAT(count(), testing::HasSubstr("ricochet_calls_to_no_bin_total 0\n"));
  EXPECT_EQ(ask("POST", "/nobin").status, 404);
  EXPECT_EQ(ask("POST", "/B/x").status, 404) << "names are told apart by case";
  EXPECT_EQ(ask("POST", "/b/x").status, 200);
  EXPECT_EQ(ask("GET", "/api/v2/bins/nope").status, 404) << "no call";
  EXPECT_THAT(count(), testing::HasSubstr("ricochet_calls_to_no_bin_total 2\n"));
}

TEST_F(ServerTest, AFormOfMoreFieldsThanAreReadSaysSoEverywhere) {
  bin("b");
  const auto body = [](std::size_t fields) {
    std::string text;
    for (std::size_t i = 0; i < fields; ++i) text += "a&";
    return text;
  };
  const std::vector<match::Field> form = {{"Content-Type", "application/x-www-form-urlencoded"}};
  ask("POST", "/b/x", body(match::kMaxFormFields - 1), form);
  ask("POST", "/b/x", body(match::kMaxFormFields + 1), form);
  std::string parts;
  for (std::size_t i = 0; i <= match::kMaxMultipartParts; ++i)
    parts += "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
  ask("POST", "/b/x", parts + "--x--", {{"Content-Type", "multipart/form-data; boundary=x"}});
  const auto answers = [this](const std::string& target) {
    const auto seen = begin("GET", target);
    loop_.run_ready();
    return base::Json::parse(seen->answer->body + seen->stream);
  };
  const auto v2 = answers("/api/v2/bins/b/requests?limit=1")["requests"];
  EXPECT_FALSE(v2[0].contains("form_truncated"));
  const auto v1 = answers("/api/v1/bins/b/requests");
  EXPECT_FALSE(v1[2].contains("form_truncated"));
  EXPECT_EQ(v1[1]["form_truncated"], true);
  const auto second = answers("/api/v2/bins/b/requests?after=1")["requests"];
  EXPECT_EQ(second[0]["form"].size(), match::kMaxFormFields);
  EXPECT_EQ(second[0]["form_truncated"], true);
  EXPECT_FALSE(second[0].contains("parts_truncated"));
  EXPECT_EQ(second[1]["parts_truncated"], true);
}

TEST_F(ServerTest, EveryOddPathIsAnswered) {
  for (const std::string target :
       {"*", "/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/", "/api/v2/bins/b/x/y/z", "/static/",
        "/ui", "/metrics", "/..", "/.", "//", "/?", "/b?inspect"}) {
    EXPECT_NE(ask("GET", target).status, 0) << target;
    EXPECT_NE(ask("OPTIONS", target).status, 0) << target;
  }
  EXPECT_EQ(ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(log_.appended(), 0u);
}

TEST_F(ServerTest, APlaceThatRecordsDoNotReachIsVisible) {
  struct Broken final : journal::Outlet {
    journal::OutletStatus status() const override {
      journal::OutletStatus status;
      status.name = "store";
      status.fault = fault;
      status.lost = 7;
      return status;
    }
    std::string fault;
  } outlet;
  BinServerOptions options;
  options.outlets = {&outlet};
  serve(options);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_THAT(ask("GET", "/metrics").body,
              testing::HasSubstr("ricochet_outlet_up{outlet=\"store\"} 1\n"));
  outlet.fault = "the disk is full";
  EXPECT_EQ(ask("GET", "/healthz").status, 503);
  EXPECT_EQ(ask("GET", "/healthz").body, "store: the disk is full\n");
  const auto metrics = ask("GET", "/metrics").body;
  EXPECT_THAT(metrics, testing::HasSubstr("ricochet_outlet_up{outlet=\"store\"} 0\n"));
  EXPECT_THAT(metrics, testing::HasSubstr("ricochet_outlet_lost_total{outlet=\"store\"} 7\n"));
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

TEST_F(ServerTest, ACallThatMeansABinWithAnOddPathIsARefusedCallOfIt) {
  bin("b");
  bin("x1");
  BinServerOptions options;
  options.token = "t";  // capture needs none
  options.auto_create = true;
  serve(options);
  journal::Seq seq = 0;
  for (const std::string path : {"//b/x", "/x/../b/x", "/api/../b", "/./b/y?z", "///b", "/../b",
                                 "/%2e%2e/b/x", "/api/v2//../../b/x"}) {
    const auto answer = ask("POST", path, std::string(70000, 'y'));
    EXPECT_EQ(answer.status, 404) << path;
    const auto records = log_.read("b", seq++);
    ASSERT_EQ(records.size(), 1u) << path;
    ASSERT_NE(records[0]->refused, nullptr) << path;
    EXPECT_EQ(records[0]->refused->code, "odd_path");
    EXPECT_THAT(records[0]->refused->head, testing::StartsWith("POST " + path + " "));
    EXPECT_EQ(records[0]->answer.status, 404);
    EXPECT_EQ(records[0]->request()->body.size(), 64u << 10);
    EXPECT_TRUE(records[0]->truncated());
  }
  const auto verdict = json(ask("POST", "/api/v2/bins/b/await", R"({"never":true,"for":"5ms"})",
                                {{"Authorization", "Bearer t"}}));
  EXPECT_EQ(verdict.value("outcome", ""), "inconclusive") << verdict;
  EXPECT_EQ(verdict.value("reason", ""), "refused");
  EXPECT_EQ(log_.bin("x1")->held, 0u);
  EXPECT_FALSE(log_.bin("x")) << "what is odd makes no bin when it means another";
  EXPECT_EQ(ask("GET", "//api/v1/stats").status, 401) << "the control side is not a bin";
}

TEST(BinPath, AnOddPathMeansTheBinThatIsLeft) {
  const auto meant = [](const char* path) { return CaptureHandler::meant_bin(path); };
  EXPECT_EQ(meant("/b/x"), "");
  EXPECT_EQ(meant("/"), "");
  EXPECT_EQ(meant("//"), "");
  EXPECT_EQ(meant("/x/.."), "");
  EXPECT_EQ(meant("*"), "");
  EXPECT_EQ(meant("//b.json"), "b");
  EXPECT_EQ(meant("/x/y/../../b/z"), "b");
  EXPECT_EQ(meant("/b/"), "b") << "which it names as well";
}

}  // namespace
}  // namespace ricochet::requestbin
