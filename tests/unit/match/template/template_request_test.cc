#include "match/template/request.h"

#include <gtest/gtest.h>

#include "template_support.h"

namespace ricochet::match {
namespace {

std::string render(const Request& r, const std::string& text,
                   std::map<std::string, std::string> path = {}) {
  const Subject subject(r);
  const World world(R"({"v":"var"})");
  const RequestScope scope(subject, std::move(path), &world.scope);
  const auto parsed = Template::parse(text, Dialect::kMoco).value();
  const auto out = parsed.render(scope);
  return out ? *out : World::show(out.error(), text);
}

TEST(RequestScope, WhatTheRequestLacksIsItsOwnFault) {
  const Request r = request("POST /", {}, "no JSON");
  const Subject subject(r);
  const RequestScope scope(subject, {}, nullptr);
  const auto kind = [&](const char* text) {
    return Template::parse(text, Dialect::kMoco).value().render(scope).error().kind;
  };
  for (const char* text : {"${req.json}", "${req.json.a}", "${req.xml}", "${req.queries.q}",
                           "<#if req.headers['x'] == 'y'></#if>"})
    EXPECT_EQ(kind(text), base::Diag::Kind::kRequest) << text;
  for (const char* text : {"${req.jsn}", "${nothing}", "${'a' * 2}"})
    EXPECT_EQ(kind(text), base::Diag::Kind::kInput) << text;
}

TEST(RequestScope, ACodedBodyIsDecoded) {
  // {"n":1} in gzip: a stored block of seven bytes.
  const std::string gzip =
      std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x01\x07\x00\xf8\xff", 15) +
      R"({"n":1})" + std::string("\x7e\x3b\x4b\xd4\x07\x00\x00\x00", 8);
  const auto r = request("POST /", {{"Content-Encoding", "gzip"}}, gzip);
  EXPECT_EQ(render(r, "${req.content}|${req.json.n}"), R"({"n":1}|1)");
}

// 100,000 different names: looked for one by one they took minutes.
TEST(RequestScope, XmlAndFormsOfManyNames) {
  std::string xml = "<a>", attributes = "<a><b", form;
  for (int i = 0; i < 100'000; ++i) {
    const auto n = std::to_string(i);
    xml += "<b" + n + ">1</b" + n + ">";
    attributes += " a" + n + "='2'";
    if (i < 9000) form += "k" + n + "=3&";
  }
  const std::vector<Field> type = {{"Content-Type", "text/xml"}};
  EXPECT_EQ(render(request("POST /", type, xml + "</a>"),
                   "${req.xml.b99999} <#list 1..1000 as i>${req.xml['b' + i]!}</#list>")
                .substr(0, 5),
            "1 111");
  EXPECT_EQ(render(request("POST /", type, attributes + "/></a>"), "${req.xml.b.a99999}"), "2");
  const std::vector<Field> urlencoded = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(
      render(request("POST /", urlencoded, form),
             "${req.forms?keys?size?c} ${req.forms?values?size?c} ${(req.forms + {})?size?c}"),
      "9000 9000 9000");
}

struct TemplateRequestCase {
  const char* text;
  const char* result;
};

TEST(RequestScope, Variables) {
  auto r = request("PUT /a%20b?q=1&q=2&r", {{"X-Trace", "t"}, {"Cookie", "s=9"}},
                   R"({"foo":{"bar":"baz","n":1.5,"list":[1,2]}})");
  r.peer_address = "127.0.0.1";
  r.peer_port = 4711;
  for (const auto& c : std::vector<TemplateRequestCase>{
           {"${req.method}", "PUT"},
           {"${req.uri}", "/a b"},
           {"${req.version}", "HTTP/1.1"},
           {"${req.content?length}", "42"},
           {"${req.headers['x-trace']}${req.headers['X-TRACE']}", "tt"},
           {"${req.queries['q']}|${req.queries.r}|", "1||"},
           {"${req.cookies['s']}", "9"},
           {"${req.json.foo.bar}", "baz"},
           {"<#list req.json.foo.list as x>${x};</#list>", "1;2;"},
           {"${req.path.id}", "7"},
           {"${req.client.address}:${req.client.port?c}", "127.0.0.1:4711"},
           {"${req.headers?size}", "2"},
           {"<#list req.queries?keys as k>${k} </#list>", "q r "},
           {"${req.headers['nope']!'none'}", "none"},
           {"${v} ${uuid()?length}", "var 36"},
       }) {
    EXPECT_EQ(render(r, c.text, {{"id", "7"}}), c.result) << c.text;
  }
}

TEST(RequestScope, FormsAndXml) {
  const auto form = request("POST /", {}, "name=dreamhead&name=x");
  EXPECT_EQ(render(form, "${req.forms['name']}"), "dreamhead");
  const auto xml =
      request("POST /", {}, "<r id='1'><foo>bar</foo><x>1</x><x>2</x><y a='b'>t</y><z/></r>");
  EXPECT_EQ(render(xml,
                   "${req.xml.foo} ${req.xml.id} ${req.xml.x[1]} ${req.xml.y.a} ${req.xml.y['']} "
                   "[${req.xml.z}]"),
            "bar 1 2 b t []");
}

TEST(RequestScope, WhatTheRequestLacksIsTheCallersFault) {
  const auto r = request("POST /?query=1", {}, "text");
  for (const auto& c : std::vector<TemplateRequestCase>{
           {"${req.json.foo}",
            "template/request@2: the body of the request is not JSON: byte 1: got text, a "
            "value is expected (send JSON, "
            "or select such requests away with a matcher)"},
           {"${req.xml.foo}",
            "template/request@2: the body of the request is not XML (send XML, or select such "
            "requests away with a matcher)"},
           {"${req.queries.qery}",
            "template/request@2: req.queries.qery is not defined (did you mean \"query\"?)"},
           {"${req.headers['x']}",
            "template/request@2: req.headers['x'] is not defined (give a default: "
            "req.headers['x']!'...')"},
           {"${req.queries['query']?number}", "1"},
           {"${req.content?trim?number}",
            "template/request@2: ?number needs digits, got \"text\" (as in \"12.5\"?number)"},
           {"${req.content?boolean?c}",
            "template/request@2: ?boolean needs \"true\" or \"false\", got \"text\" (compare it: x "
            "== 'yes')"},
           {"${(req.content + '')?number}",
            "template/wrong-type@2: ?number needs digits, got \"text\" (as in \"12.5\"?number)"},
           {"${req.metod}",
            "template/undefined@2: req.metod is not defined (did you mean \"method\"?)"},
           {"${rq.method}", "template/undefined@2: rq is not defined (did you mean \"req\"?)"},
       }) {
    EXPECT_EQ(render(r, c.text), c.result) << c.text;
  }
  EXPECT_EQ(render(r, "${req}").substr(0, 19), "template/wrong-type");
}

TEST(RequestScope, WithoutAnOuterScopeAndForEvents) {
  Event e;
  e.body = R"({"a":1})";
  const Subject subject(e);
  const RequestScope scope(subject, {});
  EXPECT_EQ(*Template::parse("${req.json.a} ${req.content}", Dialect::kMoco)->render(scope),
            "1 {\"a\":1}");
  EXPECT_FALSE(Template::parse("${req.method}", Dialect::kMoco)->render(scope));
  EXPECT_FALSE(Template::parse("${uuid()}", Dialect::kMoco)->render(scope));
  EXPECT_EQ(scope.names(), std::vector<std::string>{"req"});
}

}  // namespace
}  // namespace ricochet::match
