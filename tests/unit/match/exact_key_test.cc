// What an index may rely on when a matcher asks for exact values: what fits is always found.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "match/selective_key.h"
#include "match_support.h"

namespace ricochet::match {
namespace {

/// Whether an index that looks at the place would find the matcher by it.
bool is_found(const ExactKey& key, const Subject& subject) {
  const auto there = key.place->values_in(subject);
  if (!there) return true;
  return std::any_of(key.values.begin(), key.values.end(), [&](const std::string& value) {
    return std::find(there->begin(), there->end(), value) != there->end();
  });
}

std::string places(const std::string& matcher, Kind kind = Kind::kRequest) {
  CompileOptions options;
  options.kind = kind;
  const auto compiled = compile(matcher, options);
  if (!compiled.matcher) return compiled.errors();
  std::string out;
  for (const auto& key : compiled.matcher->selective_key().exact)
    out += (out.empty() ? "" : ", ") + key.place->name();
  return out;
}

TEST(ExactKey, PlacesOfMatchers) {
  EXPECT_EQ(places(R"({"headers":{"X-Id":"1"},"queries":{"Q":"1"}})"), "header x-id, query Q");
  EXPECT_EQ(places(R"({"cookies":{"c":"1"},"forms":{"f":{"eq":"1"}}})"), "cookie c, form f");
  EXPECT_EQ(places(R"({"json_paths":{"$.a":"1","$.b":2,"$.c":null,"$.d":{"in":["x","y"]}}})"),
            "json $.a, json $.b, json $.c, json $.d");
  EXPECT_EQ(places(R"({"key":"1","headers":{"X":"1"}})", Kind::kEvent), "key, event header X");
  EXPECT_EQ(places(R"({"key":7})", Kind::kEvent), "key");
}

TEST(ExactKey, WhatIsNoEqualityHasNone) {
  for (const char* test :
       {R"({"match":"1"})", R"({"exist":"false"})", R"({"not":"1"})", R"({"startsWith":"1"})",
        R"({"any":["1",{"exist":"false"}]})", R"({"any":["1",{"not":"2"}]})", R"({"eqNumber":1})",
        R"({"equalsIgnoreCase":"a"})"}) {
    EXPECT_EQ(places(R"({"headers":{"x":)" + std::string(test) + "}}"), "") << test;
    EXPECT_EQ(places(R"({"json_paths":{"$.x":)" + std::string(test) + "}}"), "") << test;
  }
  // The text of an object or a list is not looked up.
  EXPECT_EQ(places(R"({"json_paths":{"$.x":"{a=1}"}})"), "");
  EXPECT_EQ(places(R"({"json_paths":{"$.x":"[1]"}})"), "");
  EXPECT_EQ(places(R"({"not":{"headers":{"x":"1"}}})"), "");
  EXPECT_EQ(places(R"({"headers":{"x":null}})", Kind::kEvent), "");
}

TEST(ExactKey, OfOneOfSeveralThePlacesOfAll) {
  EXPECT_EQ(places(R"({"any":[{"headers":{"x":"1","y":"1"}},{"headers":{"X":"2"}}]})"), "header x");
  EXPECT_EQ(places(R"({"any":[{"headers":{"x":"1"}},{"headers":{"y":"2"}}]})"), "");
  EXPECT_EQ(places(R"({"all":[{"headers":{"x":"1"}},{"queries":{"q":"2"}}]})"),
            "header x, query q");
}

/// Else a wait would fail where it has no verdict: a search that gave up may have been the reason.
TEST(ExactKey, NothingBehindASearchThatMayGiveUp) {
  EXPECT_EQ(places(R"({"text":{"match":"a.*b"},"json_paths":{"$.a":"1"}})"), "");
  EXPECT_EQ(places(R"({"uri":{"match":"/a.*"},"headers":{"x":"1"}})"), "");
  EXPECT_EQ(places(R"({"headers":{"x":"1","y":{"match":"a"},"z":"1"}})"), "header x");
  EXPECT_EQ(places(R"({"json_paths":{"$.a":"1","$..b":"1","$.c":"1"}})"), "json $.a, json $..b");
  EXPECT_EQ(places(R"({"json":{"a":1},"json_paths":{"$.a":"1"}})"), "");
  EXPECT_EQ(places(R"({"uri":{"path":"/a/{id}"},"headers":{"x":"1"}})"), "header x");
  EXPECT_EQ(places(R"({"uri":{"path":"/a/{id:[0-9]+}"},"headers":{"x":"1"}})"), "");
}

struct Meeting {
  const char* matcher;
  Request request;
  bool fits;
  bool found;
};

TEST(ExactKey, IsFoundWhereverTheMatcherFits) {
  const auto body = [](const char* text) { return request("POST /", {}, text); };
  for (const auto& c : std::vector<Meeting>{
           {R"({"headers":{"X-Id":"2"}})", request("GET /", {{"x-id", "1"}, {"X-ID", "2"}}), true,
            true},
           {R"({"headers":{"X-Id":"3"}})", request("GET /", {{"x-id", "1"}, {"X-ID", "2"}}), false,
            false},
           {R"({"queries":{"q":"2"}})", request("GET /?q=1&q=2"), true, true},
           {R"({"queries":{"Q":"1"}})", request("GET /?q=1"), false, false},
           {R"({"cookies":{"c":"1"}})", request("GET /", {{"Cookie", "b=2; c=1"}}), true, true},
           {R"({"forms":{"f":"a b"}})", request("POST /", {}, "f=a+b"), true, true},
           {R"({"json_paths":{"$.a":"1"}})", body(R"({"a":1})"), true, true},
           {R"({"json_paths":{"$.a":"1"}})", body(R"({"a":"1"})"), true, true},
           {R"({"json_paths":{"$.a":1}})", body(R"({"a":1})"), true, true},
           {R"({"json_paths":{"$.a":1}})", body(R"({"a":"1"})"), false, false},
           // One key for all that are equal by value; the matcher tells them apart.
           {R"({"json_paths":{"$.a":1}})", body(R"({"a":1.0})"), false, true},
           {R"({"json_paths":{"$.a":1.0}})", body(R"({"a":1.00})"), true, true},
           {R"({"json_paths":{"$.a":1e2}})", body(R"({"a":100.0})"), true, true},
           {R"({"json_paths":{"$.a":-0.0}})", body(R"({"a":0.0})"), true, true},
           {R"({"json_paths":{"$.a":1e999}})", body(R"({"a":10e998})"), true, true},
           {R"({"json_paths":{"$.a":123456789012345678901234567890}})",
            body(R"({"a":123456789012345678901234567890})"), true, true},
           {R"({"json_paths":{"$.a":"1.50"}})", body(R"({"a":1.50})"), false, false},
           {R"({"json_paths":{"$.a":"1.5"}})", body(R"({"a":1.50})"), true, true},
           {R"({"json_paths":{"$.a":null}})", body(R"({"a":null})"), true, true},
           {R"({"json_paths":{"$.a":null}})", body(R"({"b":1})"), false, false},
           {R"({"json_paths":{"$.a":"null"}})", body(R"({"a":null})"), false, false},
           {R"({"json_paths":{"$.a":true}})", body(R"({"a":true})"), true, true},
           {R"({"json_paths":{"$.a":"true"}})", body(R"({"a":true})"), true, true},
           {R"({"json_paths":{"$.a":true}})", body(R"({"a":"true"})"), false, false},
           {R"({"json_paths":{"$.a":"x"}})", body(R"({"a":["y","x"]})"), true, true},
           {R"({"json_paths":{"$.a":"1"}})", body(R"({"a":[2,1]})"), true, true},
           {R"({"json_paths":{"$.a":1}})", body(R"({"a":[2,1]})"), false, true},
           {R"({"json_paths":{"$.l[*].s":"1"}})", body(R"({"l":[{"s":1},{"s":2}]})"), true, true},
           {R"({"json_paths":{"$..s":"2"}})", body(R"({"l":[{"s":1},{"s":2}]})"), true, true},
           {R"({"json_paths":{"$.a":"{x"}})", body(R"({"a":"{x"})"), true, true},
           {R"({"json_paths":{"$.a":"1"}})", body("not JSON"), false, false},
           {R"({"json_paths":{"$.a":"1"}})", body(""), false, false},
       }) {
    const auto compiled = compile(c.matcher);
    ASSERT_TRUE(compiled.matcher) << compiled.errors();
    const Subject subject(c.request);
    EXPECT_EQ(compiled.matcher->matches(subject), c.fits) << c.matcher << " " << c.request.body;
    const auto keys = compiled.matcher->selective_key().exact;
    const bool found = std::all_of(keys.begin(), keys.end(),
                                   [&](const ExactKey& key) { return is_found(key, subject); });
    EXPECT_EQ(found, c.found) << c.matcher << " " << c.request.body;
  }
}

TEST(ExactKey, APlaceWithTooManyValuesMayHaveAny) {
  std::string many = "[", target = "/?x=1";
  for (std::size_t i = 0; i < 3 * ValuePlace::kMostValues; ++i) {
    many += std::to_string(i) + ",";
    target += "&q=" + std::to_string(i);
  }
  const auto asked = request("POST " + target, {}, R"({"a":)" + many + "0]}");
  const Subject subject(asked);
  for (const char* matcher : {R"({"json_paths":{"$.a":"299"}})", R"({"queries":{"q":"299"}})"}) {
    const auto key = compile(matcher).matcher->selective_key().exact.at(0);
    EXPECT_EQ(key.place->values_in(subject), std::nullopt) << matcher;
  }
}

TEST(ExactKey, ASearchThatGivesUpMayHaveSeenAny) {
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += R"({"a":)";
  deep += "1" + std::string(400, '}');
  const auto asked = request("POST /", {}, deep);
  const Subject subject(asked);
  const auto key =
      compile(R"({"json_paths":{"$..a..a..a..a..a":"1"}})").matcher->selective_key().exact;
  ASSERT_EQ(key.size(), 1u);
  EXPECT_EQ(key[0].place->values_in(subject), std::nullopt);
}

}  // namespace
}  // namespace ricochet::match
