// Requests for a verdict that take long to read: a worker does it, or they are refused at once.
#include "requestbin/v2/await_body.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

/// A selector with so many alternatives.
std::string alternatives(int count, const std::string& key = "uri") {
  std::string any;
  for (int i = 0; i < count; ++i)
    any += (i > 0 ? "," : "") + ("{\"" + key + "\":\"/b/") + std::to_string(i) + "\"}";
  return R"({"any":[)" + any + "]}";
}

class LongAwait : public ServerTest {
 protected:
  void SetUp() override { bin("b"); }
  /// Begins it, and shows that the loop does not read it.
  Seen held(const std::string& where, const std::string& body) {
    loop_.pool().hold();
    const auto seen = begin("POST", "/api/v2/" + where, body);
    EXPECT_FALSE(seen->answer.has_value());
    EXPECT_EQ(loop_.pool().held(), 1u);
    return seen;
  }
  void let_go() {
    loop_.pool().release();
    loop_.run_ready();
  }
};

TEST_F(LongAwait, ASelectorOfManyAlternativesIsCompiledByAWorker) {
  ask("POST", "/b/777");
  const auto selector = alternatives(1000);
  const auto once = held("bins/b/verify", R"({"exactly": 1, "request": )" + selector + "}");
  let_go();
  ASSERT_TRUE(once->answer.has_value());
  EXPECT_EQ(once->answer->status, 200);
  const auto steps =
      held("verify", R"({"steps": [{"bin": "b", "request": )" + selector + R"(, "times": 1}]})");
  let_go();
  EXPECT_EQ(json(*steps->answer)["outcome"], "satisfied") << steps->answer->body;
  const auto waits = held("bins/b/await", R"({"at_least": 2, "request": )" + selector + "}");
  let_go();
  EXPECT_FALSE(waits->answer.has_value());
  ask("POST", "/b/3");
  EXPECT_EQ(waits->answer->status, 200);
}

TEST_F(LongAwait, WhatIsWrongIsFoundThereAndTold) {
  const auto bad = held("bins/b/verify", R"({"request": )" + alternatives(1000, "urii") + "}");
  let_go();
  EXPECT_EQ(bad->answer->status, 400);
  const auto told = json(*bad->answer);
  EXPECT_EQ(told["errors"].size(), base::DiagList::kDefaultMaxErrors);
  EXPECT_EQ(told["more_errors"], 980);
  EXPECT_EQ(told["pointer"], "/request/any/0/urii");
}

TEST_F(LongAwait, NobodyWaitsForWhoLeftAndABinThatWentIsNotThere) {
  const auto body = R"({"request": )" + alternatives(1000) + "}";
  const auto left = held("bins/b/await", body);
  left->gone();
  let_go();
  EXPECT_EQ(awaits_.open(), 0u);
  const auto late = held("bins/b/await", body);
  log_.remove_bin("b");
  loop_.advance(milliseconds(1));
  bin("b");
  let_go();
  EXPECT_EQ(late->answer->status, 404);
}

TEST_F(LongAwait, ListsThatAreTooLongAreNotRead) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += (i > 0 ? ",{" : "{") + std::string(R"("bin":"b"})");
  const auto code = [this](const std::string& body) {
    return json(ask("POST", "/api/v2/verify", body))["errors"][0].value("code", "");
  };
  EXPECT_EQ(code(R"({"steps": [)" + many + "]}"), "await/bad-steps");
  EXPECT_EQ(code(R"({"bins": [)" + many + "]}"), "await/too-many-bins");
  std::string cursors;
  for (int i = 0; i < 101; ++i) cursors += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":1";
  EXPECT_EQ(code(R"({"bins": ["b"], "after": {)" + cursors + "}}"), "await/too-many-bins");
}

TEST(AwaitBody, AMillionUnknownKeysAreOnlyCounted) {
  std::string body = "{\"x\":1";
  for (int i = 0; i < 20'000; ++i) body += ",\"k" + std::to_string(i) + "\":1";
  const auto read = read_await_body(body + "}", true, true);
  EXPECT_EQ(read.diags.error_count(), base::DiagList::kDefaultMaxErrors);
  EXPECT_EQ(read.diags.suppressed(), 20'001 - base::DiagList::kDefaultMaxErrors);
}

}  // namespace
}  // namespace ricochet::requestbin
