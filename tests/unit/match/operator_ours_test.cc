#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

/// Does the operator fit a header with these values?
bool header_fits(const std::string& test, const std::vector<std::string>& values) {
  std::vector<Field> headers;
  for (const auto& value : values) headers.push_back({"X", value});
  return fits("{\"headers\":{\"x\":" + test + "}}", request("GET /", headers));
}

struct OperatorOursCase {
  const char* test;
  std::vector<std::string> values;
  bool fits;
};

void run(const std::vector<OperatorOursCase>& cases) {
  for (const auto& c : cases) {
    std::string shown;
    for (const auto& value : c.values) shown += " [" + value + "]";
    EXPECT_EQ(header_fits(c.test, c.values), c.fits) << c.test << " on" << shown;
  }
}

TEST(OperatorOurs, WithoutCase) {
  run({{R"({"equalsIgnoreCase":"aBc"})", {"AbC"}, true},
       {R"({"equalsIgnoreCase":"abc"})", {"abcd"}, false},
       {R"({"equalsIgnoreCase":"ÄÖ"})", {"äö"}, true},
       {R"({"equalsIgnoreCase":"a.c"})", {"abc"}, false},
       {R"({"equalsIgnoreCase":"\\Q"})", {"\\q"}, true},
       {R"({"equalsIgnoreCase":""})", {""}, true},
       {R"({"containIgnoreCase":"JSON"})", {"application/json"}, true},
       {R"({"containIgnoreCase":"xml"})", {"application/json"}, false},
       {R"({"containIgnoreCase":"a"})", {}, false}});
}

TEST(OperatorOurs, NumbersToTheLastDigit) {
  run({{R"({"gt":5})", {"6"}, true},
       {R"({"gt":5})", {"5"}, false},
       {R"({"gte":5})", {"5.0"}, true},
       {R"({"lt":-1})", {"-1.5"}, true},
       {R"({"lt":10})", {"9"}, true},  // not as text
       {R"({"lte":1e3})", {"1000"}, true},
       {R"({"eqNumber":1})", {"1.00"}, true},
       {R"({"eqNumber":1})", {"+001"}, true},
       {R"({"eqNumber":0})", {"-0"}, true},
       {R"({"eqNumber":0.1})", {"0.1"}, true},
       {R"({"eqNumber":0.1})", {"0.10000000000000000001"}, false},
       {R"({"eqNumber":9007199254740993})", {"9007199254740992"}, false},
       {R"({"eqNumber":9007199254740993})", {"9007199254740993"}, true},
       {R"({"gt":9223372036854775806})", {"9223372036854775807"}, true},
       {R"({"lt":18446744073709551615})", {"18446744073709551614"}, true},
       {R"({"eqNumber":"123456789012345678901234567890"})",
        {"123456789012345678901234567891"},
        false},
       {R"({"between":[1,2]})", {"1"}, true},
       {R"({"between":[1,2]})", {"2"}, true},
       {R"({"between":[1,2]})", {"2.01"}, false},
       {R"({"gt":1})", {"two"}, false},
       {R"({"gt":1})", {""}, false},
       {R"({"gt":1})", {"0x10"}, false},
       {R"({"gt":1})", {}, false},
       {R"({"gt":1})", {"0", "2"}, true}});
}

TEST(OperatorOurs, NumbersAreUsableOnEveryEntry) {
  const auto r = request("POST /a?n=10", {{"Cookie", "c=3"}},
                         R"({"n":9007199254740993,"list":[1,5],"f":1.5})");
  EXPECT_TRUE(fits(R"({"queries":{"n":{"between":[9,11]}}})", r));
  EXPECT_TRUE(fits(R"({"cookies":{"c":{"lt":4}}})", r));
  EXPECT_TRUE(fits(R"({"json_paths":{"$.n":{"gt":9007199254740992}}})", r));
  EXPECT_FALSE(fits(R"({"json_paths":{"$.n":{"gt":9007199254740993}}})", r));
  EXPECT_TRUE(fits(R"({"json_paths":{"$.list":{"gte":5}}})", r));
  EXPECT_TRUE(fits(R"({"json_paths":{"$.f":{"eqNumber":1.5}}})", r));
}

TEST(OperatorOurs, NotIsTheOppositeOfTheWholeVerdict) {
  run({{R"({"not":"a"})", {"b"}, true},
       {R"({"not":"a"})", {"a"}, false},
       {R"({"not":"a"})", {"b", "a"}, false},  // some value is a
       {R"({"not":"a"})", {}, true},
       {R"({"not":{"exist":"true"}})", {}, true},
       {R"({"not":{"exist":"false"}})", {}, false},
       {R"({"not":{"match":"\\d+"}})", {"12"}, false},
       {R"({"not":{"not":"a"}})", {"a"}, true},
       {R"({"not":{"gt":5}})", {"five"}, true}});
}

TEST(OperatorOurs, AlternativesAndLists) {
  run({{R"({"in":["a","b"]})", {"b"}, true},
       {R"({"in":["a","b"]})", {"c"}, false},
       {R"({"in":["a","b"]})", {}, false},
       {R"({"any":["a",{"startsWith":"b"}]})", {"bc"}, true},
       {R"({"any":["a",{"exist":"false"}]})", {}, true},
       {R"({"any":["a",{"exist":"false"}]})", {"b"}, false},
       {R"({"not":{"in":["a","b"]}})", {"c", "d"}, true},
       {R"({"not":{"in":["a","b"]}})", {"c", "b"}, false}});
}

TEST(OperatorOurs, WorkOnUriMethodTextAndKey) {
  EXPECT_TRUE(fits(R"({"uri":{"in":["/a","/b"]}})", request("GET /b")));
  EXPECT_FALSE(fits(R"({"uri":{"not":{"startsWith":"/a"}}})", request("GET /ab")));
  EXPECT_TRUE(fits(R"({"method":{"not":"get"}})", request("PUT /")));
  EXPECT_TRUE(fits(R"({"method":{"in":["get","put"]}})", request("PUT /")));
  EXPECT_TRUE(
      fits(R"({"text":{"containIgnoreCase":"HELLO"}})", request("POST /", {}, "hello you")));
  EXPECT_TRUE(fits(R"({"text":{"not":{"contain":"x"}}})", request("POST /")));
  const auto compiled = compile(R"({"uri":{"any":[{"path":"/a/{id}"},{"path":"/b/{name}"}]}})");
  const auto r = request("GET /b/joe");
  EXPECT_EQ(compiled.matcher->path_variables(Subject(r)).at("name"), "joe");
}

TEST(OperatorOurs, APatternThatGaveUpHasNoVerdictAndNeitherHasItsOpposite) {
  const std::string pattern = R"({"match":"(?:a|aa)+b"})";
  const std::vector<Field> headers = {{"X", std::string(5000, 'a') + "bc"}};
  const auto r = request("GET /", headers);
  for (const std::string& m :
       {"{\"headers\":{\"x\":" + pattern + "}}", "{\"headers\":{\"x\":{\"not\":" + pattern + "}}}",
        "{\"not\":{\"headers\":{\"x\":" + pattern + "}}}"}) {
    const auto compiled = compile(m);
    ASSERT_TRUE(compiled.matcher) << compiled.errors();
    EXPECT_FALSE(compiled.matcher->matches(Subject(r))) << m;
    const auto conditions = compiled.matcher->explain(Subject(r));
    ASSERT_EQ(conditions.size(), 1u);
    EXPECT_NE(conditions[0].detail.find("gave up"), std::string::npos)
        << m << ": " << conditions[0].detail;
  }
}

}  // namespace
}  // namespace ricochet::match
