// `ricochet bin`: a request bin alone, seen through its two HTTP interfaces.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class BinCommand : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(bin_.wait_for("bin x: "));
    ASSERT_TRUE(bin_.wait_for("/x\n"));
    port_ = port_after(bin_.out(), "request bins at http://127.0.0.1:");
    ASSERT_NE(port_, 0) << bin_.out();
  }
  test::RawAnswer call(const std::string& method, const std::string& target,
                       const std::string& body = "") {
    test::RawClient client(port_);
    client.send(
        method + " " + target +
        " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n" +
        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.read_answer();
  }
  Program bin_{ricochet({"bin", "-p", "0", "--bin", "x"})};
  std::uint16_t port_ = 0;
};

TEST_F(BinCommand, KeepsWhatIsPostedAndShowsIt) {
  EXPECT_EQ(call("POST", "/x", R"({"order":7})").status, 200);
  const test::RawAnswer answer = call("GET", "/api/v1/bins/x/requests");
  EXPECT_EQ(answer.status, 200);
  const json requests = json::parse(answer.body);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0]["method"], "POST");
  EXPECT_EQ(requests[0]["body"], R"({"order":7})");
  EXPECT_THAT(call("GET", "/x?inspect").body, HasSubstr("order"));
}

TEST_F(BinCommand, AwaitIsAnsweredBeforeAndAfterTheCall) {
  const std::string wanted =
      R"({ "request": { "json_paths": { "$.order": "7" } }, "at_least": 1, "within": "10s" })";
  test::RawClient waiting(port_);
  waiting.send(
      "POST /api/v2/bins/x/await HTTP/1.1\r\nHost: localhost\r\nConnection: "
      "close\r\nContent-Length: " +
      std::to_string(wanted.size()) + "\r\n\r\n" + wanted);
  EXPECT_EQ(call("POST", "/x", R"({"order":7})").status, 200);
  const test::RawAnswer woken = waiting.read_answer();
  EXPECT_EQ(woken.status, 200) << woken.body;
  EXPECT_EQ(json::parse(woken.body)["outcome"], "satisfied");
  EXPECT_EQ(json::parse(call("POST", "/api/v2/bins/x/await", wanted).body)["observed"], 1);
}

TEST_F(BinCommand, AwaitThatIsNotMetSaysWhy) {
  call("POST", "/x", R"({"order":7})");
  const test::RawAnswer answer =
      call("POST", "/api/v2/bins/x/await",
           R"({ "request": { "method": "put" }, "exactly": 1, "within": "50ms" })");
  EXPECT_EQ(answer.status, 412);
  const json verdict = json::parse(answer.body);
  EXPECT_EQ(verdict["outcome"], "timeout");
  EXPECT_THAT(verdict["message"].get<std::string>(),
              HasSubstr("expected exactly 1 call of x: PUT within 50ms"));
  EXPECT_EQ(verdict["funnel"][0]["seen"][0]["value"], "\"POST\"");
}

TEST_F(BinCommand, AwaitWithATypoIsRefused) {
  const test::RawAnswer answer = call("POST", "/api/v2/bins/x/await", R"({ "exactlly": 1 })");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("exactlly"));
}

TEST_F(BinCommand, UnknownBinIs404) {
  EXPECT_EQ(call("GET", "/api/v1/bins/y/requests").status, 404);
}

TEST_F(BinCommand, StopsOnTerm) {
  ASSERT_TRUE(bin_.signal(SIGTERM));
  EXPECT_EQ(bin_.wait().exit_code, 0);
  EXPECT_EQ(bin_.err(), "");
}

TEST_F(BinCommand, PortInUseIsTheEnvironment) {
  const ProgramEnd second = run_ricochet({"bin", "-p", std::to_string(port_)});
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, HasSubstr("port " + std::to_string(port_)));
}

test::RawAnswer call_at(std::uint16_t port, const std::string& head, const std::string& body = "") {
  test::RawClient client(port);
  client.send(head + "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  return client.read_answer();
}

TEST(BinCommandLine, ASecondListenerOnlyCaptures) {
  Program bin(ricochet({"bin", "-p", "0", "--capture-port", "0", "--bin", "x", "--token", "t"}));
  ASSERT_TRUE(bin.wait_for("/x\n"));
  const auto control = port_after(bin.out(), "request bins at http://127.0.0.1:");
  const auto capture = port_after(bin.out(), "capture alone at http://127.0.0.1:");
  ASSERT_NE(control, capture);
  EXPECT_THAT(bin.out(), HasSubstr("bin x: http://127.0.0.1:" + std::to_string(capture) + "/x"));
  EXPECT_EQ(call_at(capture, "POST /x/a HTTP/1.1\r\nHost: svc").body, "ok\n");
  EXPECT_EQ(call_at(capture, "GET /api/v2/bins HTTP/1.1\r\nHost: localhost").status, 404);
  EXPECT_EQ(call_at(capture, "GET /metrics HTTP/1.1\r\nHost: localhost").status, 404);
  const std::string ask = "GET /api/v2/bins/x HTTP/1.1\r\nAuthorization: Bearer t\r\nHost: ";
  EXPECT_EQ(json::parse(call_at(control, ask + "localhost").body)["held"], 1);
  EXPECT_EQ(call_at(control, "GET /api/v2/bins/x HTTP/1.1\r\nHost: localhost").status, 401);
  EXPECT_EQ(call_at(control, ask + "evil.example").status, 403);
  ASSERT_TRUE(bin.signal(SIGTERM));
  EXPECT_EQ(bin.wait().exit_code, 0);
}

TEST(BinCommandLine, ABinAnswersByMocoSessions) {
  Program bin(ricochet({"bin", "-p", "0", "--auto-create"}));
  ASSERT_TRUE(bin.wait_for("/\n"));
  const auto port = port_after(bin.out(), "request bins at http://127.0.0.1:");
  const std::string host = " HTTP/1.1\r\nHost: localhost";
  EXPECT_EQ(call_at(port, "POST /hooks" + host).body, "ok\n");
  const auto set = call_at(port, "PUT /api/v2/bins/hooks/responses" + host,
                           R"([{"request": {"uri": "/hooks/pay"},
      "response": {"seq": [{"status": 503}, {"status": 200, "text": "paid ${req.method}"}]}}])");
  EXPECT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(call_at(port, "POST /hooks/pay" + host).status, 503);
  EXPECT_EQ(call_at(port, "POST /hooks/pay" + host).status, 200);
  EXPECT_EQ(call_at(port, "POST /hooks/other" + host).body, "ok\n") << "what no rule fits";
  const auto records =
      json::parse(call_at(port, "GET /api/v2/bins/hooks/requests?fields=summary" + host).body);
  ASSERT_EQ(records["requests"].size(), 4u);
  EXPECT_EQ(records["requests"][1]["status"], 503);
  EXPECT_EQ(records["requests"][3]["status"], 200);
  const auto typo =
      call_at(port, "PUT /api/v2/bins/hooks/responses" + host, R"([{"respons": {"status": 503}}])");
  EXPECT_EQ(typo.status, 400);
  EXPECT_THAT(typo.body, HasSubstr("did you mean"));
}

TEST(BinCommandLine, PortBeyondTheRangeIsAUsageError) {
  EXPECT_EQ(run_ricochet({"bin", "-p", "65536"}).exit_code, 2);
}

}  // namespace
}  // namespace ricochet::e2e
