#include "stubserver/decide/decide.h"

#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// One line of Moco's own checks: a file, a request, and what comes back ("400" is not a match).
struct Vector {
  const char* name;
  std::string stubs;
  const char* method;
  const char* target;
  const char* body;
  std::vector<match::Field> headers;
  const char* expected;
};

void PrintTo(const Vector& v, std::ostream* out) { *out << v.name; }

class MocoVectors : public testing::TestWithParam<Vector> {};

TEST_P(MocoVectors, AnswersAsMocoDoes) {
  const Vector& v = GetParam();
  Stub stub(v.stubs);
  const StubDecision decision = stub.ask(v.method, v.target, v.body, v.headers);
  const std::string expected = v.expected;
  if (expected == "400") {
    EXPECT_EQ(decision.kind, StubDecision::Kind::kUnmatched) << brief(decision);
    EXPECT_EQ(decision.response.status, 400);
  } else {
    EXPECT_EQ(brief(decision), expected);
  }
}

/// A file with one session.
std::string one(const std::string& request, const std::string& text) {
  return "[{\"request\":" + request + ",\"response\":{\"text\":\"" + text + "\"}}]";
}

const std::vector<Vector> kBasics = {
    {"any", R"([{"response":{"text":"foo"}}])", "GET", "/", "", {}, "200 foo"},
    {"uri", one(R"({"uri":"/foo"})", "bar"), "GET", "/foo", "", {}, "200 bar"},
    {"uri_other", one(R"({"uri":"/foo"})", "bar"), "GET", "/fo", "", {}, "400"},
    {"uri_decoded", one(R"({"uri":"/a b"})", "bar"), "GET", "/a%20b", "", {}, "200 bar"},
    {"uri_with_query", one(R"({"uri":"/foo"})", "bar"), "GET", "/foo?a=1", "", {}, "200 bar"},
    {"text", one(R"({"text":"text_request"})", "yes"), "POST", "/", "text_request", {}, "200 yes"},
    {"text_other", one(R"({"text":"text_request"})", "yes"), "POST", "/", "other", {}, "400"},
    {"text_trimmed",
     R"([{"request":{"uri":" /foo "},"response":{"text":"  bar "}}])",
     "GET",
     "/foo",
     "",
     {},
     "200 bar"},
    {"method_get", one(R"({"method":"get","uri":"/get"})", "ok"), "GET", "/get", "", {}, "200 ok"},
    {"method_get_not_post",
     one(R"({"method":"get","uri":"/get"})", "ok"),
     "POST",
     "/get",
     "",
     {},
     "400"},
    {"method_post", one(R"({"method":"post"})", "ok"), "POST", "/x", "", {}, "200 ok"},
    {"method_post_not_get", one(R"({"method":"post"})", "ok"), "GET", "/x", "", {}, "400"},
    {"method_put", one(R"({"method":"put"})", "ok"), "PUT", "/x", "", {}, "200 ok"},
    {"method_delete", one(R"({"method":"delete"})", "ok"), "DELETE", "/x", "", {}, "200 ok"},
    {"header",
     one(R"({"headers":{"content-type":"application/json"}})", "ok"),
     "GET",
     "/",
     "",
     {{"Content-Type", "application/json"}},
     "200 ok"},
    {"header_absent",
     one(R"({"headers":{"content-type":"application/json"}})", "ok"),
     "GET",
     "/",
     "",
     {},
     "400"},
    {"query", one(R"({"queries":{"param":"foo"}})", "ok"), "GET", "/x?param=foo", "", {}, "200 ok"},
    {"query_other_name",
     one(R"({"queries":{"param":"foo"}})", "ok"),
     "GET",
     "/x?param2=foo",
     "",
     {},
     "400"},
    {"query_other_value",
     one(R"({"queries":{"param":"foo"}})", "ok"),
     "GET",
     "/x?param=foo2",
     "",
     {},
     "400"},
    {"query_empty",
     one(R"({"uri":"/empty-query","queries":{"param":""}})", "ok"),
     "GET",
     "/empty-query?param",
     "",
     {},
     "200 ok"},
    {"query_two",
     one(R"({"queries":{"a":"1","b":"2"}})", "ok"),
     "GET",
     "/x?b=2&a=1&c=3",
     "",
     {},
     "200 ok"},
    {"cookie",
     one(R"({"cookies":{"login":"true"}})", "ok"),
     "GET",
     "/",
     "",
     {{"Cookie", "a=b; login=true"}},
     "200 ok"},
    {"form",
     one(R"({"forms":{"name":"dreamhead"}})", "foobar"),
     "POST",
     "/",
     "name=dreamhead",
     {{"Content-Type", "application/x-www-form-urlencoded"}},
     "200 foobar"},
};
INSTANTIATE_TEST_SUITE_P(Basics, MocoVectors, testing::ValuesIn(kBasics),
                         [](const auto& i) { return i.param.name; });

const std::vector<Vector> kOperators = {
    {"match_uri",
     one(R"({"uri":{"match":"/\\w*/foo"}})", "ok"),
     "GET",
     "/blah/foo",
     "",
     {},
     "200 ok"},
    {"match_is_whole",
     one(R"({"uri":{"match":"/\\w*/foo"}})", "ok"),
     "GET",
     "/blah/foo2",
     "",
     {},
     "400"},
    {"match_method",
     one(R"({"method":{"match":"get|post"}})", "ok"),
     "POST",
     "/",
     "",
     {},
     "200 ok"},
    {"match_header",
     one(R"({"headers":{"content-type":{"match":"application/\\w*"}}})", "ok"),
     "GET",
     "/",
     "",
     {{"content-type", "application/json"}},
     "200 ok"},
    {"match_query",
     one(R"({"queries":{"foo":{"match":"b\\w*"}}})", "ok"),
     "GET",
     "/?foo=bar",
     "",
     {},
     "200 ok"},
    {"match_text",
     one(R"({"text":{"match":"\\w*foo"}})", "ok"),
     "POST",
     "/",
     "aafoo",
     {},
     "200 ok"},
    {"starts_with_uri",
     one(R"({"uri":{"startsWith":"/foo"}})", "ok"),
     "GET",
     "/foo/a",
     "",
     {},
     "200 ok"},
    {"starts_with_text",
     one(R"({"text":{"startsWith":"foo"}})", "ok"),
     "POST",
     "/",
     "foobar",
     {},
     "200 ok"},
    {"ends_with_uri",
     one(R"({"uri":{"endsWith":"foo"}})", "ok"),
     "GET",
     "/a/foo",
     "",
     {},
     "200 ok"},
    {"ends_with_header",
     one(R"({"headers":{"ct":{"endsWith":"json"}}})", "ok"),
     "GET",
     "/",
     "",
     {{"ct", "application/json"}},
     "200 ok"},
    {"contain_uri",
     one(R"({"uri":{"contain":"foo"}})", "ok"),
     "GET",
     "/req_foo_x",
     "",
     {},
     "200 ok"},
    {"contain_query",
     one(R"({"queries":{"foo":{"contain":"bar"}}})", "ok"),
     "GET",
     "/?foo=rebarx",
     "",
     {},
     "200 ok"},
    {"exist_header",
     one(R"({"headers":{"foo":{"exist":"true"}}})", "ok"),
     "GET",
     "/",
     "",
     {{"foo", "1"}},
     "200 ok"},
    {"exist_header_absent",
     one(R"({"headers":{"foo":{"exist":"true"}}})", "ok"),
     "GET",
     "/",
     "",
     {},
     "400"},
    {"exist_query_false",
     one(R"({"queries":{"foo":{"exist":"false"}}})", "ok"),
     "GET",
     "/",
     "",
     {},
     "200 ok"},
    {"exist_query_false_present",
     one(R"({"queries":{"foo":{"exist":"false"}}})", "ok"),
     "GET",
     "/?foo",
     "",
     {},
     "400"},
    {"path",
     one(R"({"uri":{"path":"/path/{id}/sub/{sub}"}})", "ok"),
     "GET",
     "/path/1/sub/2",
     "",
     {},
     "200 ok"},
    {"path_other",
     one(R"({"uri":{"path":"/path/{id}"}})", "ok"),
     "GET",
     "/unknown/path",
     "",
     {},
     "400"},
};
INSTANTIATE_TEST_SUITE_P(Operators, MocoVectors, testing::ValuesIn(kOperators),
                         [](const auto& i) { return i.param.name; });

const std::vector<Vector> kBodies = {
    {"json_reindented",
     one(R"({"json":{"foo":"bar","n":[1,2]}})", "ok"),
     "POST",
     "/",
     "{ \"n\" : [1, 2],\n \"foo\": \"bar\" }",
     {},
     "200 ok"},
    {"json_extra_key",
     one(R"({"json":{"foo":"bar"}})", "ok"),
     "POST",
     "/",
     R"({"foo":"bar","x":1})",
     {},
     "400"},
    {"json_not_json", one(R"({"json":{"foo":"bar"}})", "ok"), "POST", "/", "foo", {}, "400"},
    {"text_json",
     one(R"({"text":{"json":"{\"foo\":\"bar\"}"}})", "ok"),
     "POST",
     "/",
     "{\n\"foo\":\"bar\"}",
     {},
     "200 ok"},
    {"json_paths",
     one(R"({"json_paths":{"$.book.price":"1"}})", "ok"),
     "POST",
     "/",
     R"({"book":{"price":"1"}})",
     {},
     "200 ok"},
    {"json_paths_number_as_text",
     one(R"({"json_paths":{"$.book.price":"1"}})", "ok"),
     "POST",
     "/",
     R"({"book":{"price":1}})",
     {},
     "200 ok"},
    {"json_paths_other",
     one(R"({"json_paths":{"$.book.price":"1"}})", "ok"),
     "POST",
     "/",
     R"({"book":{"price":"2"}})",
     {},
     "400"},
    {"json_paths_not_json",
     one(R"({"json_paths":{"$.book.price":"1"}})", "ok"),
     "POST",
     "/",
     "price",
     {},
     "400"},
    {"struct_json",
     one(R"({"struct":{"json":{"foo":"bar"}}})", "ok"),
     "POST",
     "/",
     R"({"foo":"other"})",
     {},
     "200 ok"},
    {"struct_json_other_key",
     one(R"({"struct":{"json":{"foo":"bar"}}})", "ok"),
     "POST",
     "/",
     R"({"bar":"other"})",
     {},
     "400"},
    {"xpaths",
     one(R"x({"xpaths":{"/request/parameters/id/text()":"1"}})x", "ok"),
     "POST",
     "/",
     "<request>\n<parameters><id>1</id></parameters></request>",
     {},
     "200 ok"},
    {"text_xml",
     one(R"({"text":{"xml":"<a><b>1</b></a>"}})", "ok"),
     "POST",
     "/",
     "<a>\n  <b>1</b>\n</a>",
     {},
     "200 ok"},
};
INSTANTIATE_TEST_SUITE_P(Bodies, MocoVectors, testing::ValuesIn(kBodies),
                         [](const auto& i) { return i.param.name; });

TEST(Decide, FirstMatchWinsInFileOrder) {
  Stub stub(R"([{"request":{"uri":{"startsWith":"/a"}},"response":{"text":"first"}},
                {"request":{"uri":"/a"},"response":{"text":"second"}}])");
  EXPECT_EQ(stub.get("/a"), "200 first");
}

TEST(Decide, SessionWithoutRequestAnswersLastWhereverItStands) {
  Stub stub(R"([{"response":{"text":"any"}},{"request":{"uri":"/a"},"response":{"text":"a"}},
                {"request":{"uri":{"match":"/b.*"}},"response":{"text":"b"}}])");
  EXPECT_EQ(stub.get("/a"), "200 a");
  EXPECT_EQ(stub.get("/b1"), "200 b");
  EXPECT_EQ(stub.get("/c"), "200 any");
}

TEST(Decide, NullRequestIsNoRequest) {
  Stub stub(R"([{"request":null,"response":{"text":"any"}}])");
  EXPECT_EQ(stub.get("/c"), "200 any");
}

TEST(Decide, BodyOperatorDoesNotPoisonLaterSessions) {
  Stub stub(R"([{"request":{"text":{"xml":"<a/>"}},"response":{"text":"xml"}},
                {"request":{"json_paths":{"$.a":"1"}},"response":{"text":"json"}},
                {"request":{"uri":"/t"},"response":{"text":"t"}}])");
  EXPECT_EQ(brief(stub.ask("POST", "/t", "neither")), "200 t");
}

TEST(Decide, UnmatchedSaysWhyAndTakesTheStatusItIsTold) {
  Stub stub(R"([{"request":{"uri":"/a","method":"post"},"response":{"text":"a"}}])");
  const auto request = make_request("GET", "/a");
  const match::Subject subject(request);
  const StubDecision decision = decide(subject, *stub.rules, stub.state, {.status = 404});
  EXPECT_FALSE(decision.matched());
  EXPECT_EQ(decision.response.status, 404);
  EXPECT_EQ(decision.rule, nullptr);
  EXPECT_NE(decision.why_not.find("stubs.json:1"), std::string::npos) << decision.why_not;
  EXPECT_EQ(decision.response.body, decision.why_not + "\n");
  EXPECT_EQ(stub.state.unmatched(), 1u);
}

// The status says who is to blame: the client for a request that lacks what the session asks for,
// the file for all else.
TEST(Decide, TheKindOfAFailureSaysWhoIsToBlame) {
  Stub stub(R"([{"response":{"text":"a"}}])");
  using Kind = base::Diag::Kind;
  const struct {
    Kind kind;
    const char* code;
    int status;
  } cases[] = {
      {Kind::kRequest, "stub/bad-request", 400}, {Kind::kInput, "stub/bad-value", 500},
      {Kind::kInput, "stub/bad-request", 500},   {Kind::kInput, "stub/proxy-prefix", 500},
      {Kind::kNotFound, "file/not-found", 500},  {Kind::kEnvironment, "stub/proxy-failed", 500}};
  for (const auto& c : cases) {
    auto decision = stub.ask("GET", "/");
    fail(decision, base::Diag(c.kind, c.code, "the reason"));
    EXPECT_EQ(decision.response.status, c.status) << c.code;
    EXPECT_NE(decision.response.body.find("the reason"), std::string::npos) << c.code;
  }
}

TEST(Decide, CountsHitsPerSession) {
  Stub stub(
      R"([{"request":{"uri":"/a"},"response":{"text":"a"}},{"request":{"uri":"/b"},"response":{"text":"b"}}])");
  stub.get("/a");
  stub.get("/a");
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), 2u);
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[1]), 0u);
}

}  // namespace
}  // namespace ricochet::stubserver
