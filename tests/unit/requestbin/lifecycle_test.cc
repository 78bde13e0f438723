// Bins made, changed, removed; how they answer; who may reach the control side.
#include "base/text/encoding.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::StartsWith;

class LifecycleTest : public ServerTest {
 protected:
  base::Json make(const std::string& body, int status = 201) {
    const auto answer = ask("POST", "/api/v2/bins", body);
    EXPECT_EQ(answer.status, status) << answer.body;
    return json(answer);
  }
};

TEST_F(LifecycleTest, MadeWithEverythingThatCanBeSaid) {
  const auto bin = make(R"({"name": "hooks", "ttl": "2h", "ttl_mode": "sliding", "max_records": 5,
      "max_bytes": 100000, "labels": {"team": "photo"}, "group": "run-1"})");
  EXPECT_EQ(bin["name"], "hooks");
  EXPECT_EQ(bin["max_records"], 5);
  EXPECT_EQ(bin["labels"].dump(), R"({"team":"photo"})");
  EXPECT_EQ(bin["group"], "run-1");
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/hooks")), bin);
  EXPECT_EQ(make(R"({"name": "hooks"})", 409)["code"], "bin/exists");
  EXPECT_EQ(make(R"({"name": "api"})", 400)["code"], "bin/reserved-name");
  EXPECT_EQ(make(R"({"nam": "x"})", 400)["code"], "bin/unknown-key");
  EXPECT_EQ(make(R"({"ttl": "0s"})", 400)["code"], "bin/bad-time");
  EXPECT_EQ(make("{}")["name"].get<std::string>().size(), 8u);
}

TEST_F(LifecycleTest, AFixedEndComesAndASlidingOneMovesWithEachCall) {
  make(R"({"name": "fixed", "ttl": "2h"})");
  make(R"({"name": "sliding", "ttl": "2h", "ttl_mode": "sliding"})");
  make(R"({"name": "ever", "ttl": null})");
  loop_.advance(hours(1));
  ask("POST", "/fixed");
  ask("POST", "/sliding");
  loop_.advance(hours(1));
  EXPECT_FALSE(log_.has_bin("fixed"));
  EXPECT_TRUE(log_.has_bin("sliding"));
  loop_.advance(hours(1));
  EXPECT_FALSE(log_.has_bin("sliding"));
  loop_.advance(hours(9999));
  EXPECT_TRUE(log_.has_bin("ever"));
}

TEST_F(LifecycleTest, AChangedBinDropsWhatItMayNotHoldAnyMore) {
  make(R"({"name": "b", "labels": {"a": "1"}})");
  for (int i = 0; i < 5; ++i) ask("POST", "/b");
  const auto bin = json(ask("PATCH", "/api/v2/bins/b", R"({"max_records": 2, "ttl": "1h"})"));
  EXPECT_EQ(bin["held"], 2);
  EXPECT_EQ(bin["evicted"], 3);
  EXPECT_EQ(bin["labels"].dump(), R"({"a":"1"})") << "what is not said stays";
  EXPECT_EQ(json(ask("PATCH", "/api/v2/bins/b", R"({"name": "c"})"))["code"], "bin/unknown-key");
  loop_.advance(hours(1));
  EXPECT_FALSE(log_.has_bin("b"));
}

TEST_F(LifecycleTest, AGroupGoesTogetherAndNothingGoesByMistake) {
  make(R"({"name": "a", "group": "run-1"})");
  make(R"({"name": "b", "group": "run-1"})");
  make(R"({"name": "c", "group": "run-2"})");
  EXPECT_EQ(ask("DELETE", "/api/v2/bins").status, 400);
  EXPECT_EQ(ask("DELETE", "/api/v2/bins?grup=run-1").status, 400);
  EXPECT_EQ(log_.bin_count(), 3u);
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins?group=run-1"))["removed"], 2);
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins/c"))["removed"], 1);
  EXPECT_EQ(ask("DELETE", "/api/v2/bins/c").status, 404);
}

TEST_F(LifecycleTest, AWaitEndsWithItsBin) {
  bin("b");
  const auto wait = begin("POST", "/api/v2/bins/b/await", "{}");
  ask("DELETE", "/api/v2/bins/b");
  loop_.run_ready();
  ASSERT_TRUE(wait->answer.has_value());
  EXPECT_EQ(json(*wait->answer)["outcome"], "bin_removed");
}

TEST_F(LifecycleTest, ACallMakesItsBinWhenThatIsAllowed) {
  EXPECT_EQ(ask("POST", "/new/x").status, 404);
  BinServerOptions options;
  options.auto_create = true;
  serve(options);
  EXPECT_EQ(ask("POST", "/new/x").status, 200);
  EXPECT_EQ(log_.bin("new")->held, 1u);
  EXPECT_EQ(ask("POST", "/bad~name").status, 404);
}

TEST(LogBudget, TheOldestOfAllBinsMakeRoomAndAreCounted) {
  test::FakeLoop loop;
  journal::CaptureLog log(loop, 50'000);
  const auto call = [&log](const std::string& bin) {
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.set_target("/");
    exchange.request.body = std::string(10'000, 'x');
    log.append(std::move(exchange));
  };
  call("quiet");
  for (int i = 0; i < 3; ++i) call("busy");
  EXPECT_EQ(log.evicted(), 0u);
  call("busy");
  EXPECT_EQ(log.bin("quiet")->held, 0u) << "it held the oldest";
  EXPECT_EQ(log.bin("quiet")->evicted, 1u);
  for (int i = 0; i < 50; ++i) {
    call(i % 2 == 0 ? "quiet" : "busy");
    ASSERT_LE(log.bytes_held(), 50'000u);
  }
  EXPECT_EQ(log.evicted() + log.held_after(0), log.appended());
  http::Exchange big;
  big.bin = "big";
  big.request.set_target("/");
  big.request.body = std::string(90'000, 'x');
  log.append(std::move(big));
  EXPECT_EQ(log.held_after(0), 1u) << "the newest is kept, whatever its size";
}

/// Answers 503 and records, as a stub's rules would.
class Unavailable final : public http::Handler {
 public:
  Unavailable(journal::CaptureLog& log, std::string bin) : log_(log), bin_(std::move(bin)) {}
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    http::Exchange exchange;
    exchange.bin = bin_;
    exchange.request = std::move(request);
    exchange.status = 503;
    exchange.rule = "responses:1";
    log_.append(std::move(exchange));
    responder->send(http::Response(503));
  }

 private:
  journal::CaptureLog& log_;
  std::string bin_;
};

class AnswersTest : public LifecycleTest {
 protected:
  std::function<BinServerOptions::MakeAnswerer(const std::string&, const base::JsonReader&)>
  answers() {
    return [this](const std::string& bin,
                  const base::JsonReader& sessions) -> BinServerOptions::MakeAnswerer {
      if (sessions.elements().empty()) return nullptr;
      return [this, bin] { return std::make_shared<Unavailable>(log_, bin); };
    };
  }
};

// Tens of thousands of them take seconds to compile.
TEST_F(AnswersTest, ManyRulesAreCompiledElsewhere) {
  BinServerOptions options;
  options.compile_answers = answers();
  serve(options);
  bin("b");
  const std::string rules =
      R"([{"response": {"text": ")" + std::string(match::kLargeBody, 'x') + R"("}}])";
  loop_.pool().hold();
  auto put = begin("PUT", "/api/v2/bins/b/responses", rules);
  EXPECT_EQ(loop_.pool().held(), 1u);
  EXPECT_EQ(ask("POST", "/b/x").body, "ok\n") << "as before, meanwhile";
  loop_.pool().release();
  loop_.run_ready();
  EXPECT_EQ(put->answer->status, 200);
  EXPECT_EQ(ask("POST", "/b/x").status, 503);
}

TEST_F(AnswersTest, ABinAnswersByRulesUntilTheyAreTakenBack) {
  BinServerOptions options;
  options.compile_answers = answers();
  serve(options);
  bin("b");
  const std::string rules = R"([{"response": {"status": 503, "json": {"file": "is a key here"}}}])";
  EXPECT_EQ(json(ask("PUT", "/api/v2/bins/b/responses", rules + " // why"))["rules"], 1);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/responses")), base::Json::parse(rules));
  EXPECT_EQ(ask("POST", "/b/x").status, 503);
  EXPECT_EQ(log_.read("b")[0]->answer.status, 503);
  EXPECT_EQ(json(ask("PUT", "/api/v2/bins/b/responses",
                     R"([{"response": {"file": "/etc/passwd"}}])"))["code"],
            "stub/no-file");
  EXPECT_EQ(ask("PUT", "/api/v2/bins/b/responses", "[{").status, 400);
  EXPECT_EQ(ask("POST", "/b/x").status, 503) << "a mistake changes nothing";
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins/b/responses"))["rules"], 0);
  EXPECT_EQ(ask("POST", "/b/x").body, "ok\n");
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/responses").body, "[]");
  ask("PUT", "/api/v2/bins/b/responses", rules);
  log_.remove_bin("b");
  bin("b");
  EXPECT_EQ(ask("POST", "/b").body, "ok\n") << "rules end with their bin";
}

TEST_F(LifecycleTest, TheTokenGuardsEverythingButCaptureAndHealth) {
  BinServerOptions options;
  options.token = "s3cret";
  serve(options);
  bin("b");
  EXPECT_EQ(ask("POST", "/b/x").status, 200);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  for (const std::string path : {"/", "/b?inspect", "/api/v1/stats", "/api/v2/bins", "/metrics",
                                 "/api/v2/events", "/static/bin.css", "/api/openapi.json"}) {
    const auto answer = ask("GET", path);
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_THAT(header(answer, "WWW-Authenticate"), StartsWith("Basic ")) << path;
  }
  const auto with = [this](const std::string& value) {
    return ask("GET", "/api/v2/bins", "", {{"Authorization", value}}).status;
  };
  EXPECT_EQ(with("Bearer s3cret"), 200);
  EXPECT_EQ(with("bearer  s3cret"), 200);
  EXPECT_EQ(with("Basic " + base::base64_encode("me:s3cret")), 200);
  EXPECT_EQ(with("Bearer s3cre"), 401);
  EXPECT_EQ(with("Bearer "), 401);
  EXPECT_EQ(with("Basic " + base::base64_encode("s3cret")), 401);
  EXPECT_EQ(log_.bin("b")->held, 1u);
}

TEST_F(LifecycleTest, ForeignHostsDoNotReachTheControlSide) {
  BinServerOptions options;
  options.hosts = {"127.0.0.1", "ci.example"};
  serve(options);
  bin("b");
  const auto with = [this](const std::string& host, const std::string& path = "/api/v2/bins") {
    return ask("GET", path, "", {{"Host", host}}).status;
  };
  for (const std::string host : {"127.0.0.1:8025", "localhost", "LOCALHOST.:80", "[::1]:8025",
                                 "bins.localhost:1", "ci.example", "127.1.2.3"})
    EXPECT_EQ(with(host), 200) << host;
  for (const std::string host : {"evil.example", "localhost.evil.example", "",
                                 "127.0.0.1.evil.example", "notlocalhost", "1.2.3.4"})
    EXPECT_EQ(with(host), 403) << host;
  EXPECT_EQ(with("evil.example", "/b?inspect"), 403);
  EXPECT_EQ(with("evil.example", "/b/x"), 200) << "a service under test may use any name";
}

}  // namespace
}  // namespace ricochet::requestbin
