#include <gtest/gtest.h>

#include "base/file.h"
#include "match_support.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"

namespace ricochet::match {
namespace {

bool client_fits(const std::string& networks, const std::string& address) {
  auto r = request("GET /");
  r.peer_address = address;
  return fits("{\"client\":" + networks + "}", r);
}

TEST(Client, AddressesAndNetworks) {
  EXPECT_TRUE(client_fits(R"("127.0.0.1")", "127.0.0.1"));
  EXPECT_FALSE(client_fits(R"("127.0.0.1")", "127.0.0.2"));
  EXPECT_TRUE(client_fits(R"("10.0.0.0/8")", "10.200.3.4"));
  EXPECT_FALSE(client_fits(R"("10.0.0.0/8")", "11.0.0.0"));
  EXPECT_TRUE(client_fits(R"("10.128.0.0/9")", "10.129.0.1"));
  EXPECT_FALSE(client_fits(R"("10.128.0.0/9")", "10.127.0.1"));
  EXPECT_TRUE(client_fits(R"("0.0.0.0/0")", "1.2.3.4"));
  EXPECT_FALSE(client_fits(R"("0.0.0.0/0")", "::1"));
  EXPECT_TRUE(client_fits(R"("10.0.0.0/8")", "::ffff:10.1.2.3"));
  EXPECT_TRUE(client_fits(R"("fd00::/8")", "fdab::1"));
  EXPECT_FALSE(client_fits(R"("fd00::/8")", "fe80::1"));
  EXPECT_TRUE(client_fits(R"(["::1","127.0.0.0/8"])", "127.9.9.9"));
  EXPECT_TRUE(client_fits(R"("0.0.0.0/0")", "1.2.3.4"));
  EXPECT_FALSE(client_fits(R"("::/0")", "1.2.3.4")) << "a network of the other family";
  EXPECT_FALSE(client_fits(R"("127.0.0.1")", ""));
}

TEST(PathResource, LooksInTheFoldersInOrder) {
  const test::TempFolder one, two;
  base::write_file_atomic(two.path() + "/a.txt", "hello").value();
  base::write_file_atomic(two.path() + "/a.json", R"({"a":1})").value();
  CompileOptions options;
  options.resources = {one.path(), two.path()};
  const auto judge = [&](const std::string& matcher, const Request& r) {
    const auto compiled = compile(matcher, options);
    EXPECT_TRUE(compiled.matcher) << compiled.errors();
    return compiled.matcher != nullptr && compiled.matcher->matches(Subject(r));
  };
  EXPECT_TRUE(judge(R"({"path_resource":"a.txt"})", request("POST /", {}, "hello")));
  EXPECT_FALSE(judge(R"({"path_resource":"a.txt"})", request("POST /", {}, "bye")));
  EXPECT_TRUE(judge(R"({"path_resource":{"name":"a.txt","charset":"utf-8"}})",
                    request("POST /", {}, "hello")));
  EXPECT_TRUE(
      judge(R"({"path_resource":{"json":"a.json"}})", request("POST /", {}, R"({ "a": 1 })")));
  EXPECT_NE(
      compile(R"({"path_resource":"b.txt"})", options).errors().find("in any resource folder"),
      std::string::npos);
  EXPECT_NE(compile(R"({"path_resource":"a.txt"})").errors().find("no resource folder is known"),
            std::string::npos);
}

TEST(MatcherOurs, WhatCameOverTheNetworkNamesNoFiles) {
  CompileOptions options;
  options.may_read_machine = false;
  for (const char* m :
       {R"({"file":"/etc/passwd"})", R"({"file":{"name":"/etc/passwd"}})",
        R"({"file":{"json":"a"}})", R"({"path_resource":"a"})", R"({"schema":"/etc/passwd"})",
        R"({"multipart":{"a":{"file":"b"}}})", R"({"jwt":{"public_key":"/etc/passwd"}})",
        R"({"jwt":{"secret_env":"HOME"}})", R"({"not":{"file":"/etc/passwd"}})",
        R"({"any":[{"all":[{"schema":"x"}]}]})"}) {
    const auto compiled = compile(m, options);
    EXPECT_EQ(compiled.matcher, nullptr) << m;
    ASSERT_FALSE(compiled.diags.all().empty()) << m;
    EXPECT_EQ(compiled.diags.all()[0].code, "stub/no-file") << m;
  }
}

/// What Moco gets wrong in a request, and is right here.
TEST(MatcherOurs, MocosQuirksAreMended) {
  const auto text = request("POST /a", {}, "no XML, no JSON");
  // 4: a body that is not XML or JSON is not a match, and harms nobody else.
  EXPECT_FALSE(fits(R"({"text":{"xml":"<a/>"}})", text));
  EXPECT_FALSE(fits(R"({"json_paths":{"$.a":"1"}})", text));
  EXPECT_FALSE(fits(R"({"struct":{"xml":"<a/>"}})", text));
  // 5: the variables of a path do not need it to stand alone.
  const auto path =
      compile(R"({"uri":{"path":"/{x}"},"method":"post","headers":{"q":{"exist":"false"}}})");
  EXPECT_EQ(path.matcher->path_variables(Subject(text)).at("x"), "a");
  // 16: UTF-8 is what bodies are in, without a charset.
  EXPECT_TRUE(fits(R"({"json":{"n":"ä"}})", request("POST /", {}, "{\"n\":\"\xC3\xA4\"}")));
  EXPECT_TRUE(fits(R"({"text":"ä"})", request("POST /", {}, "\xC3\xA4")));
  // A repeated form field is not an error.
  EXPECT_TRUE(fits(R"({"forms":{"a":"2"}})", request("POST /", {}, "a=1&a=2")));
  // A regex for the method is not upper-cased.
  EXPECT_TRUE(fits(R"({"method":{"match":"\\w+"}})", request("GET /")));
  // 19: operands are trimmed.
  EXPECT_TRUE(fits(R"({"text":"  a "})", request("POST /", {}, "a")));
}

TEST(MatcherOurs, Errors) {
  std::string all;
  for (const char* m : {
           R"({"any":{"uri":"/a"}})",
           R"({"any":[]})",
           R"({"any":[{}]})",
           R"({"all":[{"uri":"/a"},{"methd":"get"}]})",
           R"({"not":[{"uri":"/a"}]})",
           R"({"not":{"uri":{"mtch":"/a"}}})",
           R"({"json_ignore":["$.a"]})",
           R"({"json":1,"json_ignore":["$.a["]})",
           R"({"json":1,"json_ignore":{"order":true}})",
           R"({"json":1,"json_ignore":{"array_order":"yes"}})",
           R"({"headers":{"a":{"gt":"five"}}})",
           R"({"headers":{"a":{"between":[2,1]}}})",
           R"({"headers":{"a":{"between":5}}})",
           R"({"headers":{"a":{"between":[1,"b"]}}})",
           R"({"headers":{"a":{"not":5}}})",
           R"({"headers":{"a":{"in":"a"}}})",
           R"({"headers":{"a":{"in":[]}}})",
           R"({"headers":{"a":{"in":[1]}}})",
           R"({"headers":{"a":{"any":[{"mtch":"a"}]}}})",
           R"({"headers":{"a":{"ignoreCase":"a"}}})",
           R"({"headers":{"a":{"ne":"a"}}})",
           R"({"headers":{"a":{"match":"(\\w+\\s?)*"}}})",
           R"({"multipart":"a"})",
           R"({"multipart":{"a":{}}})",
           R"({"multipart":{"a":{"name":"b"}}})",
           R"({"multipart":{"a":{"exist":false,"text":"b"}}})",
           R"({"multipart":{"a":{"exist":"no"}}})",
           R"({"multipart":{"a":{"size":-1}}})",
           R"({"multipart":{"a":{"file":"no such file"}}})",
           R"({"client":"10.0.0.0/33"})",
           R"({"client":"localhost"})",
           R"({"client":[]})",
           R"({"jwt":{"claim":{}}})",
           R"({"jwt":{"secret":"a","public_key":"b"}})",
           R"({"jwt":{"public_key":"no such file"}})",
           R"({"jwt":{"time":"now"}})",
           R"({"jwt":{"claims":{"$.a[":"x"}}})",
           R"({"jwt":{"secret_env":"RICOCHET_NO_SUCH_VARIABLE"}})",
           R"({"schema":5})",
           R"({"schema":{"type":"strng"}})",
           R"({"schema":"no such file"})",
       }) {
    const auto compiled = compile(m);
    EXPECT_EQ(compiled.matcher, nullptr) << m;
    all += "== " + std::string(m) + "\n" + compiled.diags.render_all() + "\n";
  }
  test::expect_golden("match/ours_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::match
