#include "match/matcher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "match_support.h"

namespace ricochet::match {
namespace {

struct MatcherCase {
  const char* matcher;
  Request request;
  bool match;
};

void run(const std::vector<MatcherCase>& cases) {
  for (const auto& c : cases)
    EXPECT_EQ(fits(c.matcher, c.request), c.match) << c.matcher << " on " << c.request.method << " "
                                                   << c.request.target << " " << c.request.body;
}

Request body(const std::string& text) { return request("POST /", {}, text); }

TEST(Matcher, RequestLine) {
  auto http10 = request("GET /");
  http10.version = "HTTP/1.0";
  run({
      {R"({"uri":"/foo"})", request("GET /foo"), true},
      {R"({"uri":"/foo"})", request("GET /foo?x=1"), true},
      {R"({"uri":"/foo"})", request("GET /Foo"), false},
      {R"({"uri":" /foo "})", request("GET /foo"), true},
      {R"({"uri":"/a b"})", request("GET /a%20b"), true},
      {R"({"uri":"/foo"})", request("GET http://host/foo"), true},
      {R"({"uri":{"match":"/\\w*/foo"}})", request("GET /bar/foo"), true},
      {R"({"uri":{"match":"/\\w*/foo"}})", request("GET /blah/foo/x"), false},
      {R"({"uri":{"startsWith":"/foo"}})", request("GET /foo/a"), true},
      {R"({"uri":{"endsWith":"foo"}})", request("GET /a/foo"), true},
      {R"({"uri":{"contain":"foo"}})", request("GET /a/foo/b"), true},
      {R"({"uri":{"path":"/path/{path}"}})", request("GET /path/path"), true},
      {R"({"uri":{"path":"/path/{path}"}})", request("GET /unknown/path"), false},
      {R"({"method":"get"})", request("GET /"), true},
      {R"({"method":"get"})", request("POST /"), false},
      {R"({"method":["get","put"]})", request("PUT /"), true},
      {R"({"method":["get","put"]})", request("POST /"), false},
      {R"({"method":{"match":"get|post"}})", request("POST /"), true},
      {R"({"version":"HTTP/1.0"})", http10, true},
      {R"({"version":"http/1.0"})", http10, true},
      {R"({"version":"HTTP/1.0"})", request("GET /"), false},
  });
}

TEST(Matcher, Headers) {
  const auto r =
      request("GET /", {{"Content-Type", "application/json"}, {"X-A", "1"}, {"x-a", "2"}});
  run({
      {R"({"headers":{"content-type":"application/json"}})", r, true},
      {R"({"headers":{"CONTENT-TYPE":{"match":"application/\\w*"}}})", r, true},
      {R"({"headers":{"content-type":{"startsWith":"application"}}})", r, true},
      {R"({"headers":{"content-type":{"endsWith":"json"}}})", r, true},
      {R"({"headers":{"content-type":{"contain":"xml"}}})", r, false},
      {R"({"headers":{"x-a":"2"}})", r, true},
      {R"({"headers":{"x-a":{"eq":"3"}}})", r, false},
      {R"({"headers":{"x-a":"1","x-b":"2"}})", r, false},
      {R"({"headers":{"x-b":{"exist":"false"}}})", r, true},
      {R"({"headers":{"x-a":{"exist":"false"}}})", r, false},
      {R"({"headers":{"x-a":{"exist":"true"}}})", r, true},
  });
}

TEST(Matcher, Queries) {
  run({
      {R"({"queries":{"param":"foo"}})", request("GET /?param=foo"), true},
      {R"({"queries":{"param":"foo"}})", request("GET /?param2=foo"), false},
      {R"({"queries":{"param":"foo"}})", request("GET /?param=foo2"), false},
      {R"({"queries":{"param":"foo"}})", request("GET /?PARAM=foo"), false},
      {R"({"queries":{"param":""}})", request("GET /empty-query?param"), true},
      {R"({"queries":{"a":"1","b":"2"}})", request("GET /?b=2&a=1&c=3"), true},
      {R"({"queries":{"a":"2"}})", request("GET /?a=1&a=2"), true},
      {R"({"queries":{"a":{"match":"b\\w*"}}})", request("GET /?a=bar"), true},
      {R"({"queries":{"a":{"exist":"false"}}})", request("GET /?a=1"), false},
      {R"({"queries":{"a":{"exist":"false"}}})", request("GET /"), true},
      {R"({"queries":{"a":"x y&z"}})", request("GET /?a=x+y%26z"), true},
  });
}

TEST(Matcher, CookiesAndForms) {
  const auto form = request("POST /", {{"Content-Type", "application/x-www-form-urlencoded"}},
                            "name=dreamhead&n=1&n=2");
  const auto part =
      request("POST /", {{"Content-Type", "multipart/form-data; boundary=B"}},
              "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ndreamhead\r\n--B--\r\n");
  run({
      {R"({"cookies":{"s":"1"}})", request("GET /", {{"Cookie", "t=0; s=1"}}), true},
      {R"({"cookies":{"s":"2"}})", request("GET /", {{"Cookie", "t=0; s=1"}}), false},
      {R"({"cookies":{"s":{"exist":"false"}}})", request("GET /"), true},
      {R"({"forms":{"name":"dreamhead"}})", form, true},
      {R"({"forms":{"name":"other"}})", form, false},
      {R"({"forms":{"n":"2"}})", form, true},
      {R"({"forms":{"name":"dreamhead"}})", part, true},
      {R"({"forms":{"name":"dreamhead"}})", body("name=dreamhead"), true},
      {R"({"forms":{"name":"dreamhead"}})", body(R"({"name":"dreamhead"})"), false},
  });
}

TEST(Matcher, Text) {
  run({
      {R"({"text":"text_request"})", body("text_request"), true},
      {R"({"text":"text_request"})", body("text_request "), false},
      {R"({"text":{"match":"\\w*foo"}})", body("barfoo"), true},
      {R"({"text":{"startsWith":"foo"}})", body("foobar"), true},
      {R"({"text":{"endsWith":"foo"}})", body("foobar"), false},
      {R"({"text":{"contain":"foo"}})", body("a foo b"), true},
      {R"({"text":{"exist":"true"}})", body("x"), true},
      {R"({"text":{"exist":"true"}})", body(""), false},
      {R"({"text":{"exist":"false"}})", body(""), true},
      {R"({"text":""})", body(""), false},
      {R"({"text":{"match":".*"}})", body(""), false},
      {R"({"text":{"contain":""}})", body(""), false},
  });
}

TEST(Matcher, Json) {
  run({
      {R"({"json":{"a":1,"b":[1,2]}})", body("{ \"b\": [1, 2],\n \"a\": 1 }"), true},
      {R"({"json":{"a":1}})", body(R"({"a":1,"b":2})"), false},
      {R"({"json":{"a":1}})", body(R"({"a":1.0})"), false},
      {R"({"json":[1,2]})", body("[2,1]"), false},
      {R"({"json":{"a":1}})", body("not json"), false},
      {R"({"json":{"a":1}})", body(""), false},
      {R"({"json":"{\"a\":1}"})", body(R"({"a":1})"), true},
      {R"({"json":"\"x\""})", body(R"("x")"), true},
      {R"({"text":{"json":"{\"a\":1}"}})", body("{ \"a\" : 1 }"), true},
      {R"({"text":{"json":"{\"a\":1}"}})", body("{}"), false},
      {R"({"text":{"json":{"a":1}}})", body(R"({"a":1})"), true},
      {R"({"json":false})", body("false"), true},
  });
}

TEST(Matcher, JsonPaths) {
  const auto book = body(
      R"({"book":{"price":1,"cost":1.0,"ok":true,"none":null,"name":"x","tags":["a","b"],"deep":{"k":1,"m":[1,"2"]}}})");
  run({
      {R"({"json_paths":{"$.book.price":"1"}})", book, true},
      {R"({"json_paths":{"$.book.price":"2"}})", book, false},
      {R"({"json_paths":{"$.book.cost":"1.0"}})", book, true},
      {R"({"json_paths":{"$.book.cost":"1"}})", book, false},
      {R"({"json_paths":{"$.book.ok":"true"}})", book, true},
      {R"({"json_paths":{"$.book.name":{"match":"[xyz]"}}})", book, true},
      {R"({"json_paths":{"$.book.tags":"b"}})", book, true},
      {R"({"json_paths":{"$.book.tags[*]":"b"}})", book, true},
      {R"({"json_paths":{"$.book.tags":"c"}})", book, false},
      {R"({"json_paths":{"$..price":"1"}})", book, true},
      {R"({"json_paths":{"$.book.none":{"exist":"false"}}})", book, true},
      {R"({"json_paths":{"$.book.none":{"exist":"true"}}})", book, false},
      {R"({"json_paths":{"$.book.missing":{"exist":"false"}}})", book, true},
      {R"({"json_paths":{"$.book.none":"null"}})", book, false},
      {R"({"json_paths":{"$.book.deep":"{k=1, m=[1,\"2\"]}"}})", book, true},
      {R"j({"json_paths":{"$.book.tags.length()":"2"}})j", book, true},
      {R"({"json_paths":{"$.a":"1"}})", body("not json"), false},
      {R"({"json_paths":{"$.a":{"exist":"false"}}})", body("not json"), true},
      // Operands with a JSON type are ours: they compare with the type.
      {R"({"json_paths":{"$.book.price":1}})", book, true},
      {R"({"json_paths":{"$.book.cost":1}})", book, false},
      {R"({"json_paths":{"$.book.name":1}})", book, false},
      {R"({"json_paths":{"$.book.ok":true}})", book, true},
      {R"({"json_paths":{"$.book.ok":false}})", book, false},
      {R"({"json_paths":{"$.book.none":null}})", book, true},
      {R"({"json_paths":{"$.book.missing":null}})", book, false},
      {R"({"json_paths":{"$.book.missing":1}})", body("x"), false},
      {R"({"json_paths":{"$.book.price":"1","$.book.name":"y"}})", book, false},
  });
}

TEST(Matcher, Xml) {
  const auto xml = body(
      "<request>\n  <parameters>\n    <id n='7'>1</id><id>2</id>\n  </parameters>\n</request>");
  run({
      {R"j({"xpaths":{"/request/parameters/id/text()":"1"}})j", xml, true},
      {R"j({"xpaths":{"/request/parameters/id/text()":"2"}})j", xml, true},
      {R"j({"xpaths":{"/request/parameters/id/text()":"3"}})j", xml, false},
      {R"({"xpaths":{"//id/@n":"7"}})", xml, true},
      {R"({"xpaths":{"//id[1]":"1"}})", xml, false},  // Moco: an element has no value
      {R"({"xpaths":{"//id[1]":{"exist":"true"}}})", xml, true},
      {R"({"xpaths":{"//id[1]":{"not":"1"}}})", xml, true},
      {R"({"xpaths":{"//id[1]":{"any":["1",{"exist":"true"}]}}})", xml, true},
      {R"j({"xpaths":{"count(//id)":"2"}})j", xml, false},
      {R"j({"xpaths":{"count(//id)":{"exist":"false"}}})j", xml, true},
      {R"({"xpaths":{"//missing":{"exist":"false"}}})", xml, true},
      {R"({"xpaths":{"//id":{"exist":"true"}}})", body("no xml"), false},
      {R"({"text":{"xml":"<request><parameters><id n='7'>1</id><id>2</id></parameters></request>"}})",
       xml, true},
      {R"({"text":{"xml":"<request/>"}})", xml, false},
      {R"({"text":{"xml":"<request/>"}})", body("{}"), false},
      {R"({"text":{"xml":"<request/>"}})", body(""), false},
      {R"({"struct":{"xml":"<request><parameters><id n=''>x</id><id>y</id></parameters></request>"}})",
       xml, true},
      {R"({"struct":{"xml":"<request><name/></request>"}})", xml, false},
      {R"({"struct":{"xml":"<request/>"}})", body("x"), false},
      {R"({"struct":{"json":{"foo":"bar"}}})", body(R"({"foo":"any","more":1})"), true},
      {R"({"struct":{"json":{"foo":"bar"}}})", body(R"({"other":"any"})"), false},
      {R"({"struct":{"json":{"foo":"bar"}}})", body("x"), false},
  });
}

TEST(Matcher, Files) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("ricochet-match-" + std::to_string(::getpid()));
  CompileOptions options;
  options.file_root = folder.string();
  ASSERT_TRUE(base::write_file_atomic((folder / "foo.req").string(), "foo request"));
  ASSERT_TRUE(base::write_file_atomic((folder / "a.json").string(), R"({"a": 1})"));
  ASSERT_TRUE(base::write_file_atomic((folder / "a.xml").string(), "<a>1</a>"));
  const auto verdict = [&](const std::string& matcher, const std::string& text) {
    const auto compiled = compile(matcher, options);
    EXPECT_TRUE(compiled.matcher) << compiled.errors();
    const auto r = body(text);
    const Subject subject(r);
    EXPECT_EQ(compiled.matcher->explain(subject).front().ok, compiled.matcher->matches(subject));
    return compiled.matcher->matches(subject);
  };
  EXPECT_TRUE(verdict(R"({"file":"foo.req"})", "foo request"));
  EXPECT_FALSE(verdict(R"({"file":"foo.req"})", "foo"));
  EXPECT_FALSE(verdict(R"({"file":"foo.req"})", ""));
  EXPECT_TRUE(verdict(R"({"file":{"name":"foo.req","charset":"utf-8"}})", "foo request"));
  EXPECT_TRUE(verdict(R"({"file":{"json":"a.json"}})", R"({"a":1})"));
  EXPECT_FALSE(verdict(R"({"file":{"json":"a.json"}})", R"({"a":2})"));
  EXPECT_TRUE(verdict(R"({"file":{"xml":"a.xml"}})", "<a>1</a>"));

  const auto live = compile(R"({"file":"foo.req"})", options);
  ASSERT_TRUE(base::write_file_atomic((folder / "foo.req").string(), "edited"));
  const auto r = body("edited");
  EXPECT_TRUE(live.matcher->matches(Subject(r)));
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(live.matcher->matches(Subject(r)));
  EXPECT_NE(live.matcher->explain(Subject(r)).front().detail, "");
  EXPECT_NE(compile(R"({"file":"foo.req"})", options).errors().find("m.json:1:9: "),
            std::string::npos);
}

TEST(Matcher, AllPartsMustHold) {
  const char* matcher = R"({"method":"post","uri":"/a","headers":{"x":"1"},"json":{"n":1}})";
  EXPECT_TRUE(fits(matcher, request("POST /a", {{"X", "1"}}, R"({"n":1})")));
  EXPECT_FALSE(fits(matcher, request("GET /a", {{"X", "1"}}, R"({"n":1})")));
  EXPECT_FALSE(fits(matcher, request("POST /b", {{"X", "1"}}, R"({"n":1})")));
  EXPECT_FALSE(fits(matcher, request("POST /a", {{"X", "2"}}, R"({"n":1})")));
  EXPECT_FALSE(fits(matcher, request("POST /a", {{"X", "1"}}, R"({"n":2})")));
}

TEST(Matcher, AnyMatchesEverything) {
  const auto r = request("GET /");
  const Event e;
  const auto any = Matcher::any();
  EXPECT_TRUE(any->matches(Subject(r)));
  EXPECT_TRUE(any->matches(Subject(e)));
  EXPECT_TRUE(any->explain(Subject(r)).empty());
  EXPECT_EQ(any->describe(), "anything");
  EXPECT_FALSE(any->needs_body());
  EXPECT_EQ(any->selective_key().paths, std::nullopt);
}

TEST(Matcher, NullIsTheSameAsAbsent) {
  EXPECT_TRUE(fits(R"({"uri":"/a","json":null,"headers":null})", request("GET /a")));
}

TEST(Matcher, PathVariables) {
  const auto compiled = compile(R"({"method":"get","uri":{"path":"/a/{id}/{name}"}})");
  const auto hit = request("GET /a/7/x%20y");
  const auto miss = request("GET /b");
  EXPECT_EQ(compiled.matcher->path_variables(Subject(hit)),
            (std::map<std::string, std::string>{{"id", "7"}, {"name", "x y"}}));
  EXPECT_TRUE(compiled.matcher->path_variables(Subject(miss)).empty());
  EXPECT_TRUE(compile(R"({"uri":"/a"})").matcher->path_variables(Subject(hit)).empty());
  EXPECT_TRUE(compile(R"({"text":"a"})").matcher->path_variables(Subject(hit)).empty());
}

TEST(Matcher, NeedsTheBodyOnlyForBodies) {
  EXPECT_FALSE(
      compile(R"({"uri":"/a","headers":{"a":"b"},"queries":{"a":"b"},"cookies":{"a":"b"}})")
          .matcher->needs_body());
  for (const char* m :
       {R"({"text":"a"})", R"({"json":1})", R"({"json_paths":{"$":"1"}})",
        R"({"xpaths":{"/a":"1"}})", R"({"struct":{"json":{}}})", R"({"struct":{"xml":"<a/>"}})",
        R"({"forms":{"a":"b"}})", R"({"text":{"xml":"<a/>"}})"}) {
    EXPECT_TRUE(compile(m).matcher->needs_body()) << m;
  }
}

}  // namespace
}  // namespace ricochet::match
