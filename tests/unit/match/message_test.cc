#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "match_support.h"

namespace ricochet::match {
namespace {

TEST(Message, HeaderNamesIgnoreCaseAndTheFirstCounts) {
  Message m;
  m.headers = {{"X-A", "1"}, {"x-a", "2"}};
  ASSERT_NE(m.header("x-A"), nullptr);
  EXPECT_EQ(*m.header("x-A"), "1");
  EXPECT_EQ(m.header("x-b"), nullptr);
}

TEST(Request, TargetIsTakenApart) {
  Request r;
  r.set_target("/a%20b?x=1&x=2+3&flag&=e&y=a%26b");
  EXPECT_EQ(r.path, "/a b");
  EXPECT_EQ(r.query, "x=1&x=2+3&flag&=e&y=a%26b");
  const std::vector<Field> expected = {
      {"x", "1"}, {"x", "2 3"}, {"flag", ""}, {"", "e"}, {"y", "a&b"}};
  EXPECT_EQ(r.queries, expected);
}

TEST(Request, AbsoluteFormLosesItsAuthority) {
  Request r;
  r.set_target("http://host:80/a?b=c");
  EXPECT_EQ(r.path, "/a");
  EXPECT_EQ(r.query, "b=c");
  r.set_target("http://host");
  EXPECT_EQ(r.path, "/");
}

TEST(Subject, JsonIsParsedOnceAndTheProblemIsKnown) {
  const auto good = request("POST /", {}, R"({"a": 1})");
  const Subject s(good);
  ASSERT_NE(s.json(), nullptr);
  EXPECT_EQ(s.json(), s.json());
  EXPECT_EQ(s.json_problem(), "");

  const auto bad = request("POST /", {}, "{a}");
  EXPECT_EQ(Subject(bad).json(), nullptr);
  EXPECT_NE(Subject(bad).json_problem().find("byte 2"), std::string::npos);
  const auto empty = request("POST /");
  EXPECT_EQ(Subject(empty).json(), nullptr);
  EXPECT_EQ(Subject(empty).json_problem(), "the body is empty");
}

TEST(Subject, DeepJsonIsNoJson) {
  const auto deep = request("POST /", {}, std::string(1001, '[') + std::string(1001, ']'));
  EXPECT_EQ(Subject(deep).json(), nullptr);
  EXPECT_EQ(Subject(deep).json_problem(), "nested deeper than 1000 levels");
}

TEST(Subject, Xml) {
  const auto good = request("POST /", {}, "<?xml version='1.0'?><a><b>1</b></a>");
  EXPECT_NE(Subject(good).xml(), nullptr);
  std::string deep;
  for (int i = 0; i < 1001; ++i) deep += "<a>";
  for (int i = 0; i < 1001; ++i) deep += "</a>";
  for (const auto& body :
       {std::string("text"), std::string("<a>"), std::string("<a/><b/>"), std::string(), deep}) {
    const auto bad = request("POST /", {}, body);
    EXPECT_EQ(Subject(bad).xml(), nullptr) << body;
  }
}

TEST(Subject, OutsideEntitiesAreNeverRead) {
  const auto hostile =
      request("POST /", {}, "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>");
  const Subject s(hostile);
  ASSERT_NE(s.xml(), nullptr);
  EXPECT_STREQ(s.xml()->document_element().text().get(), "&x;");
}

TEST(Subject, Cookies) {
  const auto r =
      request("GET /", {{"Cookie", "a=1; b=\"two\";c = 3 ; broken; =x"}, {"cookie", "a=4"}});
  const std::vector<Field> expected = {{"a", "1"}, {"b", "two"}, {"c", "3"}, {"a", "4"}};
  EXPECT_EQ(Subject(r).cookies(), expected);
}

TEST(Subject, UrlencodedForms) {
  const auto r = request("POST /", {}, "name=a+b&x=%41&x=2&empty");
  const std::vector<Field> expected = {{"name", "a b"}, {"x", "A"}, {"x", "2"}, {"empty", ""}};
  EXPECT_EQ(Subject(r).forms(), expected);
}

TEST(Subject, AnEventHasNoRequestAndTheOtherWayRound) {
  const Event e;
  const auto r = request("GET /");
  EXPECT_EQ(Subject(e).request(), nullptr);
  EXPECT_EQ(Subject(e).event(), &e);
  EXPECT_EQ(Subject(r).event(), nullptr);
}

}  // namespace
}  // namespace ricochet::match
