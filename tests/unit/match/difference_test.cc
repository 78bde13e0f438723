#include "match/difference.h"

#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

TEST(Difference, OfTwoTexts) {
  const struct {
    const char *wanted, *value;
    Difference difference;
  } cases[] = {
      {"PAID", "PAID", Difference::kNone},
      {"PAID", "paid", Difference::kCase},
      {"/a", "/a/", Difference::kSlashTooMany},
      {"/a/", "/a", Difference::kSlashMissing},
      {"/", "", Difference::kNone},
      {"/a b", "/a%20b", Difference::kPercentEncoding},
      {"a%2Fb", "a/b", Difference::kPercentEncoding},
      {"100%", "100", Difference::kNone},
      {"a", " a\t", Difference::kSpaceAround},
      {"a b", "ab", Difference::kSpace},
      {"a", "b", Difference::kNone},
      {"", "a", Difference::kNone},
  };
  for (const auto& c : cases)
    EXPECT_EQ(difference_of(c.wanted, c.value), c.difference) << c.wanted << " | " << c.value;
}

TEST(Difference, LongTextsAreNotLookedAt) {
  const std::string longest(kMaxDifferenceBytes, 'a');
  EXPECT_EQ(difference_of(longest, std::string(longest.size(), 'A')), Difference::kCase);
  EXPECT_EQ(difference_of(longest + "a", longest + "A"), Difference::kNone);
}

/// The difference of the last condition, and its aspect.
struct Seen {
  Difference difference = Difference::kNone;
  Aspect aspect = Aspect::kOther;
};
Seen last(const std::string& matcher, const Request& r) {
  const auto compiled = compile(matcher);
  EXPECT_TRUE(compiled.matcher) << compiled.errors();
  if (!compiled.matcher) return {};
  const auto conditions = compiled.matcher->explain(Subject(r));
  return {conditions.back().difference, conditions.back().aspect};
}

TEST(Difference, EachOperatorKnowsItsOwn) {
  const auto get = request("GET /A/b/", {{"X-A", "Text"}});
  const struct {
    const char* matcher;
    Difference difference;
  } cases[] = {
      {R"({"uri":"/A/b"})", Difference::kSlashTooMany},
      {R"({"uri":"/a/b/"})", Difference::kCase},
      {R"({"uri":"/A/b/c"})", Difference::kNone},
      {R"({"uri":"/A/b/"})", Difference::kNone},
      {R"({"uri":{"path":"/A/{id}"}})", Difference::kSlashTooMany},
      {R"({"uri":{"path":"/other/{id}"}})", Difference::kNone},
      {R"({"uri":{"match":"/a/b/"}})", Difference::kCase},
      {R"({"uri":{"match":"/x.*"}})", Difference::kNone},
      {R"({"uri":{"startsWith":"/a"}})", Difference::kCase},
      {R"({"uri":{"endsWith":"/B/"}})", Difference::kCase},
      {R"({"uri":{"contain":"/x"}})", Difference::kNone},
      {R"({"uri":{"equalsIgnoreCase":"/a/B"}})", Difference::kNone},
      {R"({"uri":{"in":["/x","/A/b"]}})", Difference::kSlashTooMany},
      {R"({"uri":{"any":["/x",{"startsWith":"/a/"}]}})", Difference::kCase},
      {R"({"uri":{"not":"/A/b/"}})", Difference::kNone},
      {R"({"headers":{"x-a":"text"}})", Difference::kCase},
      {R"({"headers":{"x-a":{"gt":5}}})", Difference::kNone},
      {R"({"headers":{"x-b":"text"}})", Difference::kNone},
      {R"({"headers":{"x-a":{"exist":"false"}}})", Difference::kNone},
  };
  for (const auto& c : cases) EXPECT_EQ(last(c.matcher, get).difference, c.difference) << c.matcher;
}

TEST(Difference, PathOfAPatternLacksItsSlash) {
  EXPECT_EQ(last(R"({"uri":{"path":"/a/{id}/"}})", request("GET /a/7")).difference,
            Difference::kSlashMissing);
}

TEST(Difference, OfValuesInsideABody) {
  const auto post = request("POST /", {}, R"({"s":"PENDING","n":42,"t":"42","b":"true"})");
  const struct {
    const char* matcher;
    Difference difference;
  } cases[] = {
      {R"({"json_paths":{"$.s":"pending"}})", Difference::kCase},
      {R"({"json_paths":{"$.t":42}})", Difference::kNumberOrText},
      {R"({"json_paths":{"$.b":true}})", Difference::kType},
      {R"({"json_paths":{"$.n":43}})", Difference::kNone},
      {R"({"json_paths":{"$.none":"x"}})", Difference::kNone},
      {R"({"json":{"s":"pending","n":42,"t":"42","b":"true"}})", Difference::kCase},
      {R"({"json":{"s":"PENDING","n":"42","t":"42","b":"true"}})", Difference::kNumberOrText},
      {R"({"json":{"s":"pending","n":"42","t":"42","b":"true"}})",
       Difference::kNone},  // two places
  };
  for (const auto& c : cases)
    EXPECT_EQ(last(c.matcher, post).difference, c.difference) << c.matcher;
  EXPECT_EQ(last(R"j({"xpaths":{"/a/text()":"X"}})j", request("POST /", {}, "<a>x</a>")).difference,
            Difference::kCase);
}

TEST(Difference, WhatAConditionLooksAt) {
  const auto post = request("POST /", {{"h", "1"}}, "{}");
  EXPECT_EQ(last(R"({"uri":"/x"})", post).aspect, Aspect::kPath);
  EXPECT_EQ(last(R"({"method":"get"})", post).aspect, Aspect::kMethod);
  EXPECT_EQ(last(R"({"version":"HTTP/1.0"})", post).aspect, Aspect::kOther);
  EXPECT_EQ(last(R"({"headers":{"h":"2"}})", post).aspect, Aspect::kOther);
  EXPECT_EQ(last(R"({"text":"x"})", post).aspect, Aspect::kContent);
  EXPECT_EQ(last(R"({"json":[]})", post).aspect, Aspect::kContent);
  EXPECT_EQ(last(R"({"json_paths":{"$.a":"1"}})", post).aspect, Aspect::kContent);
  EXPECT_EQ(last(R"({"xpaths":{"/a":"1"}})", post).aspect, Aspect::kContent);
}

}  // namespace
}  // namespace ricochet::match
