// Waits with steps, correlation, marks, several bins, and judging without waiting, over HTTP.
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

class StepsTest : public ServerTest {
 protected:
  void SetUp() override {
    bin("b");
    bin("c");
  }
  void post(const std::string& target, const std::string& id = {}) {
    std::vector<match::Field> headers;
    if (!id.empty()) headers.push_back({"X-Id", id});
    ask("POST", target, "", headers);
  }
  base::Json wait(const std::string& where, const std::string& body, int status) {
    const auto seen = begin("POST", "/api/v2/" + where, body);
    loop_.advance(seconds(10));
    EXPECT_TRUE(seen->answer.has_value());
    const auto answer = seen->answer.value_or(http::Response(0));
    EXPECT_EQ(answer.status, status) << answer.body;
    return json(answer);
  }
  std::string code(const std::string& where, const std::string& body) {
    const auto answer = ask("POST", "/api/v2/" + where, body);
    EXPECT_EQ(answer.status / 100, 4) << answer.body;
    return json(answer)["code"].get<std::string>();
  }
  static std::string two(const std::string& order) {
    return R"({"steps": [{"request": {"uri": "/b/made"}, "name": "made"},)"
           R"({"request": {"uri": "/b/paid"}, "name": "paid"}], "order": ")" +
           order + "\"}";
  }
};

TEST_F(StepsTest, OrdersDiffer) {
  post("/b/paid");
  post("/b/other");
  post("/b/made");
  EXPECT_EQ(wait("bins/b/verify", two("any"), 200)["outcome"], "satisfied");
  const auto wrong = wait("bins/b/await", two("subsequence"), 412);
  EXPECT_EQ(wrong["outcome"], "out_of_order");
  EXPECT_EQ(wrong["step_problem"],
            "step 2 (paid) came early by 0 ms, before step 1 (made): as #1 of b, before #3");
  EXPECT_THAT(wrong["message"].get<std::string>(), HasSubstr("step 2 (paid) came early"));
  post("/b/health");
  post("/b/paid");
  EXPECT_EQ(wait("bins/b/await", two("subsequence"), 200)["outcome"], "satisfied");
  const auto strict = wait("bins/b/await", two("strict"), 412);
  EXPECT_EQ(strict["step_problem"],
            "#4 of b (POST /b/health) came instead of step 2 (paid), right behind #3 of b");
  EXPECT_EQ(strict["steps"][0]["met"], true);
  EXPECT_EQ(strict["steps"][0]["records"][0]["seq"], 3);
  EXPECT_EQ(strict["steps"][1]["met"], false);
}

TEST_F(StepsTest, StrictIsDecidedAtTheRecordThatBreaksIt) {
  const auto seen = begin("POST", "/api/v2/bins/b/await", two("strict"));
  post("/b/anything");
  post("/b/made");
  EXPECT_FALSE(seen->answer.has_value());
  post("/b/made");
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["reason"], "out_of_order");
}

TEST_F(StepsTest, AMissingStepIsExplainedAlone) {
  post("/b/made");
  post("/b/Paid");
  const auto verdict = wait("bins/b/await", two("subsequence"), 412);
  EXPECT_EQ(verdict["outcome"], "timeout");
  EXPECT_EQ(verdict["step_problem"], "step 2 (paid) did not come");
  EXPECT_EQ(verdict["near"].size(), 1u) << "what was taken for step 1 is not a near miss";
  EXPECT_EQ(verdict["near"][0]["record"]["seq"], 2);
  EXPECT_THAT(verdict["hints"].dump(), HasSubstr("differs by case"));
}

TEST_F(StepsTest, OneRecordIsNotTakenTwiceAndMovesWhereItIsNeeded) {
  const std::string steps =
      R"({"steps": [{"name": "whatever"}, {"request": {"uri": "/b/made"}}], "order": "any"})";
  post("/b/made");
  EXPECT_EQ(wait("bins/b/verify", steps, 412)["observed"], 1);
  post("/b/x");
  const auto verdict = wait("bins/b/verify", steps, 200);
  EXPECT_EQ(verdict["steps"][0]["records"][0]["seq"], 2);
  EXPECT_EQ(verdict["steps"][1]["records"][0]["seq"], 1);
}

TEST_F(StepsTest, SeveralBins) {
  const auto seen = begin("POST", "/api/v2/await", R"({"steps": [
      {"bin": "b", "request": {"uri": "/b/made"}, "times": 2}, {"bin": "c"}]})");
  post("/c");
  post("/b/made");
  post("/b/made");
  EXPECT_FALSE(seen->answer.has_value());
  post("/c");
  ASSERT_TRUE(seen->answer.has_value());
  const auto verdict = json(*seen->answer);
  EXPECT_EQ(verdict["outcome"], "satisfied");
  EXPECT_EQ(verdict["cursors"].dump(), R"({"b":2,"c":2})");
  EXPECT_EQ(wait("verify", R"({"bins": ["b", "c"], "exactly": 4})", 200)["observed"], 4);
  // A number is a place in the order of the process here.
  EXPECT_EQ(wait("verify", R"({"bins": ["b", "c"], "exactly": 2, "after": 2})", 200)["observed"],
            2);
  EXPECT_EQ(wait("verify", R"({"bins": ["b", "c"], "exactly": 1, "after": {"b": 2, "c": 1}})",
                 200)["observed"],
            1);
  EXPECT_EQ(code("verify", R"({"bins": ["b", "nope"]})"), "await/no-bin");
  EXPECT_EQ(code("verify", R"({})"), "await/no-bin");
  EXPECT_EQ(code("verify", R"({"bins": ["b"], "after": 900})"), "await/bad-cursor");
}

TEST_F(StepsTest, EventsAndCallsInOneWait) {
  journal::BinOptions topic;
  topic.kind = journal::BinKind::kTopic;
  ASSERT_TRUE(log_.create_bin("orders.v1", topic));
  match::Event event;
  event.topic = "orders.v1";
  event.key = "7";
  event.body = R"({"type": "made"})";
  log_.append(event, loop_.now(), loop_.wall_now());
  post("/b/made");
  const auto verdict = wait("verify", R"({"order": "strict", "steps": [
      {"bin": "orders.v1", "event": {"key": "7"}}, {"bin": "b", "request": {"uri": "/b/made"}}]})",
                            200);
  EXPECT_EQ(verdict["steps"][0]["records"][0]["topic"], "orders.v1");
  EXPECT_EQ(code("verify", R"({"bins": ["b", "orders.v1"], "request": {"uri": "/x"}})"),
            "await/mixed-kinds");
  EXPECT_EQ(code("bins/b/verify", R"({"event": {"key": "7"}})"), "await/wrong-kind");
}

TEST_F(StepsTest, CorrelationKeepsFlowsApart) {
  const auto flow = [](const std::string& value) {
    auto body = two("strict");
    body.back() = ',';
    return body + R"("correlate": {"by": "header:x-id")" + value + "}}";
  };
  post("/b/made", "1");
  post("/b/made", "2");
  post("/b/paid", "1");
  EXPECT_EQ(wait("bins/b/verify", flow(""), 200)["observed"], 2);
  const auto open = wait("bins/b/verify", flow(R"(, "value": "2")"), 412);
  EXPECT_EQ(open["step_problem"], "step 2 (paid) did not come");
  EXPECT_THAT(open["funnel"].dump(), HasSubstr(R"("condition":"correlation header:x-id")"));
  post("/b/paid", "3");
  post("/b/made", "3");
  const auto early = wait("bins/b/verify", R"({"after": 3, "order": "subsequence",
      "steps": [{"request": {"uri": "/b/made"}}, {"request": {"uri": "/b/paid"}}],
      "correlate": {"by": "header:X-Id"}})",
                          412);
  EXPECT_EQ(early["outcome"], "out_of_order");
  EXPECT_EQ(code("bins/b/await", R"({"correlate": {"by": "heder:x"}})"), "await/bad-correlation");
  EXPECT_EQ(code("bins/b/await", R"({"correlate": {"by": "json:$["}})"), "await/bad-correlation");
}

TEST_F(StepsTest, CorrelationByJsonQueryKeyAndTrace) {
  const auto value = [](const std::string& by, const match::Subject& subject) {
    return awaits::Correlation::parse(by).value()->value_of(subject).value_or("none");
  };
  match::Request call;
  call.set_target("/a?id=q1");
  call.body = R"({"order": {"id": 42}, "name": "n"})";
  call.headers = {{"traceparent", "00-abc-def-01"}};
  const match::Subject subject(call);
  EXPECT_EQ(value("query:id", subject), "q1");
  EXPECT_EQ(value("json:$.order.id", subject), "42");
  EXPECT_EQ(value("json:$.name", subject), "n");
  EXPECT_EQ(value("json:$.nothing", subject), "none");
  EXPECT_EQ(value("trace", subject), "abc");
  EXPECT_EQ(value("key", subject), "none");
  match::Event event;
  event.key = "k";
  EXPECT_EQ(value("key", match::Subject(event)), "k");
}

TEST_F(StepsTest, MarksNameCursors) {
  post("/b/1");
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/b/marks/before"))["cursor"], 1);
  post("/b/2");
  EXPECT_EQ(wait("bins/b/verify", R"({"after": "before", "exactly": 1})", 200)["observed"], 1);
  EXPECT_EQ(wait("verify", R"({"bins": ["b"], "after": "before", "exactly": 1})", 200)["observed"],
            1);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/requests?after=before"))["requests"].size(), 1u);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b/marks"))["marks"].dump(), R"({"before":1})");
  EXPECT_EQ(json(ask("POST", "/api/v2/bins/b/marks/before"))["cursor"], 2) << "it moves";
  EXPECT_EQ(code("bins/b/verify", R"({"after": "befor"})"), "await/no-mark");
  EXPECT_EQ(code("bins/b/marks/17", ""), "bin/bad-mark");
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests?after=x").status, 400);
}

TEST_F(StepsTest, VerifyDoesNotWait) {
  post("/b/1");
  EXPECT_EQ(wait("bins/b/verify", R"({"exactly": 1})", 200)["evidence"], "what was there");
  EXPECT_EQ(
      wait("bins/b/verify", R"({"request": {"method": "put"}, "never": true})", 200)["outcome"],
      "satisfied");
  const auto seen = begin("POST", "/api/v2/bins/b/verify", R"({"at_least": 2})");
  loop_.run_ready();
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(json(*seen->answer)["outcome"], "timeout");
  EXPECT_THAT(json(*seen->answer)["message"].get<std::string>(), HasSubstr("by now, but only 1"));
  EXPECT_EQ(code("bins/b/verify", R"({"within": "1s"})"), "await/unknown-key");
}

TEST_F(StepsTest, PreflightsAreKeptButDoNotCountUnlessAskedFor) {
  ask("OPTIONS", "/b/x", "", {{"Origin", "http://a"}, {"Access-Control-Request-Method", "PUT"}});
  ask("PUT", "/b/x");
  EXPECT_EQ(log_.read("b").size(), 2u);
  EXPECT_EQ(wait("bins/b/verify", R"({"exactly": 1})", 200)["window"], 1);
  EXPECT_EQ(wait("bins/b/verify", R"({"exactly": 2, "preflights": true})", 200)["window"], 2);
  EXPECT_EQ(
      wait("bins/b/verify", R"({"request": {"method": "options"}, "exactly": 1})", 200)["observed"],
      1);
}

TEST_F(StepsTest, LateArrivalsAreNotedForAsLongAsAsked) {
  const auto first = wait("bins/b/await", R"({"within": "1s", "late_grace": "20s"})", 412);
  EXPECT_EQ(first["late"], nullptr);
  post("/b/1");
  const auto later = json(ask("GET", "/api/v2/awaits/1"));
  EXPECT_EQ(later["late"]["ms"], 9000.0);
  EXPECT_EQ(later["late"]["record"]["seq"], 1);
  EXPECT_EQ(later["outcome"], "timeout") << "late is late";
}

TEST_F(StepsTest, SettleModesDiffer) {
  const auto run = [this](const std::string& mode) {
    log_.clear("b");
    const auto seen =
        begin("POST", "/api/v2/bins/b/await",
              R"({"between": [1, 3], "settle": "100ms", "settle_mode": ")" + mode + "\"}");
    post("/b");
    loop_.advance(milliseconds(60));
    post("/b");
    loop_.advance(milliseconds(60));
    const bool early = seen->answer.has_value();
    loop_.advance(seconds(10));
    return early;
  };
  EXPECT_FALSE(run("quiet")) << "the second restarted it";
  EXPECT_TRUE(run("fixed"));
}

TEST_F(StepsTest, QuietBeforeTheRequestCountsOnlyBehindACursor) {
  post("/b/1");
  loop_.advance(seconds(1));
  const auto seen = begin("POST", "/api/v2/bins/b/await", R"({"exactly": 1, "settle": "200ms"})");
  const auto behind =
      begin("POST", "/api/v2/bins/b/await", R"({"exactly": 1, "settle": "200ms", "after": 0})");
  loop_.run_ready();
  ASSERT_TRUE(behind->answer.has_value()) << "who names a cursor names the time as well";
  EXPECT_EQ(behind->answer->status, 200);
  EXPECT_FALSE(seen->answer.has_value());
  post("/b/2");
  loop_.run_ready();
  ASSERT_TRUE(seen->answer.has_value());
  EXPECT_EQ(seen->answer->status, 412);
}

TEST_F(StepsTest, ARequestSentAgainJoinsTheFirst) {
  const std::string body = R"({"name": "paid", "after": 0, "request": {"uri": "/b/paid"}})";
  const auto first = begin("POST", "/api/v2/bins/b/await", body);
  const auto again = begin("POST", "/api/v2/bins/b/await", body);
  EXPECT_EQ(awaits_.pending().size(), 1u);
  first->gone();
  EXPECT_EQ(awaits_.pending().size(), 1u) << "somebody still waits";
  post("/b/paid");
  ASSERT_TRUE(again->answer.has_value());
  EXPECT_EQ(again->answer->status, 200);
  const auto later = begin("POST", "/api/v2/bins/b/await", body);
  loop_.run_ready();
  EXPECT_EQ(json(*later->answer)["id"], 1) << "the verdict stays";
  // Without a cursor the window is another one each time.
  begin("POST", "/api/v2/bins/b/await", R"({"name": "x", "at_least": 9})");
  begin("POST", "/api/v2/bins/b/await", R"({"name": "x", "at_least": 9})");
  EXPECT_EQ(awaits_.pending().size(), 2u);
  server_->stop();
  EXPECT_EQ(awaits_.pending().size(), 0u);
}

TEST_F(StepsTest, MistakesAreToldWithTheirPlace) {
  EXPECT_EQ(code("bins/b/await", R"({"steps": []})"), "await/no-steps");
  EXPECT_EQ(code("bins/b/await", R"({"order": "any"})"), "await/no-steps");
  EXPECT_EQ(code("bins/b/await", R"({"steps": [{}], "exactly": 1})"), "await/bad-steps");
  EXPECT_EQ(code("bins/b/await", R"({"steps": [{"times": 0}]})"), "await/out-of-range");
  EXPECT_EQ(code("bins/b/await", R"({"steps": [{"bin": "c"}]})"), "await/bin-twice");
  EXPECT_EQ(code("await", R"({"bins": ["b", "c"], "steps": [{}]})"), "await/no-bin");
  EXPECT_EQ(code("bins/b/await", R"({"steps": [{}], "order": "sideways"})"), "await/unknown-value");
  EXPECT_EQ(code("bins/b/await", R"({"near": 11})"), "await/out-of-range");
  EXPECT_EQ(code("bins/b/await", R"({"late_grace": "2h"})"), "await/bad-time");
  EXPECT_EQ(code("bins/b/await?now", "{}"), "http/bad-query");
  EXPECT_EQ(awaits_.open(), 0u);
}

}  // namespace
}  // namespace ricochet::requestbin
