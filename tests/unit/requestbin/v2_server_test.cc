// /api/v2 without a socket: awaits, long polls, records.
#include <set>

#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

TEST_F(ServerTest, AwaitIsAnsweredByTheArrival) {
  bin("b");
  const auto seen = begin("POST", "/api/v2/bins/b/await",
                          R"({"request": {"uri": "/b/x"}, "at_least": 1, "name": "hook"})");
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
  const auto seen = begin("POST", "/api/v2/bins/b/await?always200=0",
                          R"({"request": {"uri": "/b/x"}, "within": "200ms"})");
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
  EXPECT_EQ(code(R"({"request": {"not": {"any": [{"schema": "/etc/passwd"}]}}})"), "await/no-file");
  EXPECT_EQ(code(R"({"request": {"jwt": {"secret_env": "HOME"}}})"), "await/no-file");
  EXPECT_EQ(code(R"({"exactly": 3, "spacing": ["1s"], "tolerance": "20"})"), "await/bad-tolerance");
  EXPECT_THAT(
      json(ask("POST", "/api/v2/bins/b/await", R"({"reqest": {}})"))["text"].get<std::string>(),
      HasSubstr("did you mean \"request\"?"));
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
  EXPECT_EQ(loop_.pending_timers(), 0u);
}

TEST_F(ServerTest, V2RecordIsWireExact) {
  bin("b");
  ask("POST", "/b/x%20y?b=1&a=2&b=3", std::string("\x00\xff", 2),
      {{"X-Z", "1"},
       {"x-a", "2"},
       {"X-Z", "3"},
       {"traceparent", "00-aa-bb-01"},
       {"X-Forwarded-For", "1.1.1.1, 2.2.2.2"}});
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
  auto one = json(ask("GET", "/api/v2/bins/b/requests/" + record["id"].get<std::string>()));
  EXPECT_EQ(one["awaits"].dump(), "[]");
  one.erase("awaits");
  EXPECT_EQ(one, record);
  EXPECT_EQ(json(ask("DELETE", "/api/v2/bins/b/requests"))["cleared"], 1);
  EXPECT_EQ(json(ask("GET", "/api/v2/bins/b"))["cursor"], 1);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests/" + record["id"].get<std::string>()).status, 404);
  EXPECT_EQ(ask("GET", "/api/v2/bins/b/requests?limit=x").status, 400);
}

TEST_F(ServerTest, AThousandWaitsCostNothingUntilWhatTheyAreForComesAndThenOneLookEach) {
  bin("b");
  bin("other");
  std::vector<std::shared_ptr<awaits::PathMatcher>> selectors;
  for (int i = 0; i < 1000; ++i) {
    selectors.push_back(std::make_shared<awaits::PathMatcher>("/none"));
    auto expectation = expect(awaits::Count::at_least(2), "/none");
    expectation.selector = selectors.back();
    ASSERT_TRUE(awaits_.start(std::move(expectation), {}));
  }
  EXPECT_EQ(loop_.pending_timers(), 1u) << "one timer for all of them";
  const auto asked = [&] {
    std::set<int> counts;
    for (const auto& selector : selectors) counts.insert(selector->asked);
    return counts;
  };
  loop_.advance(seconds(1));
  EXPECT_EQ(asked(), std::set<int>{0}) << "time alone evaluates nothing";
  call("other");
  EXPECT_EQ(asked(), std::set<int>{0}) << "nor does another bin";
  call("b", "/x");
  EXPECT_EQ(asked(), std::set<int>{0}) << "nor does a path that none is for";
  call("b", "/none");
  EXPECT_EQ(asked(), std::set<int>{1}) << "an arrival is looked at once by each that it may fit";
}

}  // namespace
}  // namespace ricochet::requestbin
