#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

StubDecision post(const std::string& response, const std::string& body,
                  const std::string& target = "/") {
  Stub stub("[{\"response\":" + response + "}]");
  return stub.ask("POST", target, body);
}

TEST(JsonTemplate, FillsStringsAndKeysAndKeepsTypes) {
  const auto decision =
      post(R"({"json":{"id":"${req.json.id}","all":"${req.json}","text":"no ${req.json.id}!",
               "list":["${req.json.tags}",1,null],"${req.method}":true,"fixed":{"a":2.50}},
               "template":true})",
           R"({"id":7,"tags":["x","y"]})");
  EXPECT_EQ(brief(decision), R"(200 {"id":7,"all":{"id":7,"tags":["x","y"]},"text":"no 7!",)"
                             R"("list":[["x","y"],1,null],"POST":true,"fixed":{"a":2.5}})");
  EXPECT_EQ(header_of(decision, "Content-Type"), "application/json; charset=utf-8");
}

/// Every way through a template that is not arithmetic: alone, in a tree, a list, a variable, text.
TEST(JsonTemplate, LongNumbersLeaveAsTheyCame) {
  const std::string body =
      R"({"v":[1e400,-1E-400,0.12345678901234567890,18446744073709551616,1e5]})";
  const std::string same =
      R"([1e400,-1E-400,0.12345678901234567890,18446744073709551616,100000.0])";
  for (const std::string way :
       {R"("${req.json.v}")",
        R"(["${req.json.v[0]}","${req.json.v[1]}","${req.json.v[2]}",)"
        R"("${req.json.v[3]}","${req.json.v[4]}"])",
        R"("${req.json.v?reverse?reverse}")", R"("${[req.json.v[0]] + req.json.v[1..]}")"}) {
    EXPECT_EQ(brief(post(R"({"json":{"a":)" + way + R"(},"template":true})", body)),
              R"(200 {"a":)" + same + "}")
        << way;
  }
  EXPECT_EQ(brief(post(R"({"json":"${req.json}","template":true})", body)),
            R"(200 {"v":)" + same + "}");
  EXPECT_EQ(brief(post(R"({"json":{"a":"${req.json.v[0]?abs == req.json.v[0]}"},"template":true})",
                       body)),
            R"(200 {"a":true})");
}

TEST(JsonTemplate, TakesVariables) {
  EXPECT_EQ(brief(post(R"({"json":{"who":"${name}"},
                           "template":{"vars":{"name":{"json_path":"$.user"}}}})",
                       R"({"user":"Ann"})")),
            R"(200 {"who":"Ann"})");
}

TEST(JsonTemplate, OneStringSendsTheValueItself) {
  EXPECT_EQ(brief(post(R"({"json":"${req.json.a}","template":true})", R"({"a":[1,2]})")),
            "200 [1,2]");
  EXPECT_EQ(brief(post(R"json({"json":"{\"n\": ${req.queries['n']}}","template":true})json", "",
                       "/?n=3")),
            R"(200 {"n": 3})");
}

TEST(JsonTemplate, WorksInElementsOfASequence) {
  Stub stub(R"([{"response":{"seq":[{"json":{"a":"${req.method}"},"template":true},
                                    {"json":{"a":"${req.method}"},"template":false}]}}])");
  EXPECT_EQ(stub.get("/"), R"(200 {"a":"GET"})");
  EXPECT_EQ(stub.get("/"), R"(200 {"a":"${req.method}"})");
}

TEST(JsonTemplate, IsOffUnlessAskedFor) {
  const std::string text = R"([{"response":{"json":{"a":"${req.method}"}}}])";
  EXPECT_NE(findings_in(text).find("warning[stub/looks-like-template]"), std::string::npos);
}

TEST(JsonTemplate, WhatTheRequestLacksIs400) {
  const auto decision = post(R"({"json":{"id":"${req.json.id}"},"template":true})", "no json");
  EXPECT_EQ(decision.kind, StubDecision::Kind::kBadRequest);
  EXPECT_EQ(decision.response.status, 400);
  EXPECT_NE(decision.response.body.find("not JSON"), std::string::npos) << decision.response.body;
}

TEST(JsonTemplate, KeysThatBecomeEqualAre400) {
  const auto decision = post(R"({"json":{"a":1,"${req.content}":2},"template":true})", "a");
  EXPECT_EQ(decision.response.status, 400);
  EXPECT_NE(decision.response.body.find("two keys of the json become \"a\""), std::string::npos);
}

TEST(JsonTemplate, BytesThatAreNoTextDoNotBreakTheJson) {
  EXPECT_EQ(brief(post(R"({"json":{"a":"${req.content}"},"template":true})", "\xff")),
            "200 {\"a\":\"\xEF\xBF\xBD\"}");
}

TEST(HeaderValues, ListSendsOneLineEach) {
  Stub stub(
      R"([{"response":{"headers":{"Link":["<a>",{"template":"<${req.method}>"}],"X":"1"}}}])");
  const auto decision = stub.ask("GET", "/");
  ASSERT_EQ(decision.response.headers.size(), 3u);
  EXPECT_EQ(decision.response.headers[0], (match::Field{"Link", "<a>"}));
  EXPECT_EQ(decision.response.headers[1], (match::Field{"Link", "<GET>"}));
  EXPECT_EQ(decision.response.headers[2], (match::Field{"X", "1"}));
}

}  // namespace
}  // namespace ricochet::stubserver
