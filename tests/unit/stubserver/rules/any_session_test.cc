#include <gtest/gtest.h>

#include "stubserver/serve/favicon.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

TEST(AnySessions, AreMergedIntoOneAnswer) {
  Stub stub(R"([{"response":{"status":201,"headers":{"A":"1","B":"1"}}},
                {"request":{"uri":"/a"},"response":{"text":"a"}},
                {"response":{"text":"b","headers":{"B":"2"}}}])");
  const auto decision = stub.ask("GET", "/x");
  EXPECT_EQ(brief(decision), "201 b");
  EXPECT_EQ(header_of(decision, "A"), "1");
  EXPECT_EQ(headers_of(decision, "B"), "1|2") << "both are sent (Moco)";
  EXPECT_EQ(decision.rule->place(), "stubs.json:1");
  EXPECT_EQ(stub.get("/a"), "200 a");
}

TEST(AnySessions, FirstBodyWinsAndAWarningSaysSo) {
  const std::string text =
      R"([{"response":{"json":{"a":1}}},{"response":{"text":"b","status":404,"latency":5}}])";
  const auto findings = findings_in(text);
  EXPECT_NE(findings.find("warning[stub/two-bodies]"), std::string::npos) << findings;

  base::DiagList diags;
  const auto document = base::JsonDocument::parse("stubs.json", text).value();
  const auto rules = RuleSet::parse(base::JsonReader(document, diags, "test"));
  ASSERT_TRUE(rules);
  Stub stub("[]");
  stub.rules = rules;
  const auto decision = stub.ask("GET", "/x");
  EXPECT_EQ(brief(decision), R"(404 {"a":1})");
  EXPECT_EQ(header_of(decision, "Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(decision.delay, std::chrono::milliseconds(5));
}

TEST(AnySessions, KeepPositionsOfTheirOwn) {
  Stub stub(R"([{"response":{"seq":[{"status":201},{"status":202}]}},
                {"response":{"cycle":[{"text":"a"},{"text":"b"}]}}])");
  EXPECT_EQ(stub.get("/"), "201 a");
  EXPECT_EQ(stub.get("/"), "202 b");
  EXPECT_EQ(stub.get("/"), "202 a");
  for (const auto& rule : stub.rules->rules()) EXPECT_EQ(stub.state.hits(*rule), 3u);
}

TEST(AnySessions, OfAnotherOwnerStayOut) {
  LoadOptions one, two;
  one.owner = "one";
  two.owner = "two";
  Stub stub("[]");
  stub.rules = RuleSet::join({rules_from(R"([{"response":{"status":201}}])", one),
                              rules_from(R"([{"response":{"text":"two"}}])", two)});
  EXPECT_EQ(stub.get("/"), "201 ");
}

TEST(Favicon, IsAnsweredAfterTheUsersSessions) {
  Stub stub(R"([{"request":{"uri":"/a"},"response":{"text":"a"}},{"response":{"text":"any"}}])");
  stub.rules = RuleSet::stack({stub.rules, favicon_rules()});
  const auto decision = stub.ask("GET", "/favicon.ico");
  EXPECT_EQ(header_of(decision, "Content-Type"), "image/png");
  EXPECT_TRUE(decision.response.body.starts_with("\x89PNG"));
  EXPECT_EQ(stub.get("/b"), "200 any");

  Stub own(R"([{"request":{"uri":"/favicon.ico"},"response":{"text":"own"}}])");
  own.rules = RuleSet::stack({own.rules, favicon_rules()});
  EXPECT_EQ(own.get("/favicon.ico"), "200 own");
}

}  // namespace
}  // namespace ricochet::stubserver
