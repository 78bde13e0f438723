#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

/// The answer to POST /p/1?q=a&q=b with a header, a cookie and a JSON body.
StubDecision fill(const std::string& response,
                  const std::string& body = R"({"foo":"bar","list":[1,2]})") {
  Stub stub(R"([{"request":{"uri":{"path":"/p/{id}"},"method":"post"},"response":)" + response +
            "}]");
  return stub.ask("POST", "/p/1?q=a&q=b", body, {{"X-A", "h"}, {"Cookie", "c=v"}, {"Host", "h"}});
}
std::string text(const std::string& source) {
  return brief(fill("{\"text\":{\"template\":\"" + source + "\"}}"));
}

TEST(Template, KnowsTheRequest) {
  EXPECT_EQ(text("${req.method} ${req.uri} ${req.version}"), "200 POST /p/1 HTTP/1.1");
  EXPECT_EQ(text("${req.headers['x-a']} ${req.cookies['c']} ${req.queries['q']}"), "200 h v a");
  EXPECT_EQ(text("${req.json.foo} ${req.json.list[1]}"), "200 bar 2");
  EXPECT_EQ(text("${req.path.id} ${req.client.address}"), "200 1 127.0.0.1");
  EXPECT_EQ(text("${now('yyyy')?length}"), "200 4");
}

TEST(Template, VariablesAreTextOrTakenFromTheRequest) {
  const auto var = [](const std::string& with, const std::string& vars) {
    return brief(fill("{\"text\":{\"template\":{\"with\":\"" + with + "\",\"vars\":{\"v\":" + vars +
                      "}}}}"));
  };
  EXPECT_EQ(var("${v}", "\"x\""), "200 x");
  EXPECT_EQ(var("${v}", R"({"json_path":"$.foo"})"), "200 bar");
  EXPECT_EQ(var("${v[1]}", R"({"jsonPaths":"$.list[*]"})"), "200 2");
  EXPECT_EQ(var("${v[0]}", R"({"header":"x-a"})"), "200 h");
  EXPECT_EQ(var("<#list v as x>[${x}]</#list>", R"({"queries":"q"})"), "200 [a][b]");
  EXPECT_EQ(var("${v}", R"({"cookie":"c"})"), "200 v");
}

TEST(Template, FormAndXPathVariables) {
  const auto var = [](const std::string& with, const std::string& vars, const std::string& body) {
    return brief(
        fill("{\"text\":{\"template\":{\"with\":\"" + with + "\",\"vars\":{\"v\":" + vars + "}}}}",
             body));
  };
  EXPECT_EQ(var("${v}", R"({"form":"f"})", "f=1&g=2"), "200 1");
  EXPECT_EQ(var("${v[0]}", R"x({"xpath":"/a/b/text()"})x", "<a><b>1</b></a>"), "200 1");
  EXPECT_EQ(var("${v[1]}", R"({"xpaths":"/a/b"})", "<a><b>1</b><b>2</b></a>"), "200 2");
}

TEST(Template, WorksInHeadersCookiesVersionAndRedirect) {
  EXPECT_EQ(
      header_of(fill(R"({"headers":{"X":{"template":{"with":"${m}","vars":{"m":"1"}}}}})"), "X"),
      "1");
  EXPECT_EQ(header_of(fill(R"({"cookies":{"s":{"template":"${req.method}"}}})"), "Set-Cookie"),
            "s=POST");
  EXPECT_EQ(fill(R"({"version":{"template":"${req.version}"}})").response.version, "HTTP/1.1");
  Stub stub(R"([{"request":{"uri":"/r"},"redirectTo":{"template":"/to?${req.queries['a']}"}}])");
  EXPECT_EQ(header_of(stub.ask("GET", "/r?a=1"), "Location"), "/to?1");
}

TEST(Template, WhatTheRequestLacksIs400ThatSaysSo) {
  const auto decision = fill(R"({"text":{"template":"${req.json.foo}"}})", "no json");
  EXPECT_EQ(decision.kind, StubDecision::Kind::kBadRequest);
  EXPECT_EQ(decision.response.status, 400);
  EXPECT_NE(decision.response.body.find("stubs.json:1"), std::string::npos)
      << decision.response.body;
  EXPECT_NE(decision.response.body.find("JSON"), std::string::npos) << decision.response.body;
  EXPECT_EQ(fill(R"({"text":{"template":{"with":"${v}","vars":{"v":{"cookie":"none"}}}}})").kind,
            StubDecision::Kind::kBadRequest);
}

TEST(Template, CannotPutASecondHeaderIntoTheAnswer) {
  Stub stub(
      R"([{"request":{"uri":"/"},"response":{"headers":{"X":{"template":"${req.queries['q']}"}}}},
                {"request":{"uri":"/c"},"response":{"cookies":{"s":{"template":"${req.queries['q']}"}}}},
                {"request":{"uri":"/r"},"redirectTo":{"template":"${req.queries['q']}"}}])");
  for (const char* path : {"/", "/c", "/r"}) {
    EXPECT_EQ(stub.ask("GET", std::string(path) + "?q=a%0D%0AEvil:%201").kind,
              StubDecision::Kind::kBadRequest)
        << path;
  }
}

// One place, where the mistake is: that of `at` in the session.
TEST(TemplateErrors, SayWhereInTheStubFile) {
  struct Case {
    const char* rest;
    const char* at;
  };
  const Case cases[] = {
      {R"("response":{"text":{"template":"a ${req.json.a}"}})", "req.json"},
      {R"("response":{"headers":{"X":{"template":"${req.queries['q']}"}}})", "req.queries"},
      {R"("response":{"text":{"template":"   ${random(req.uri?length - 9)}"}})", "random"},
      {R"("response":{"text":{"template":"\n ${random(req.uri?length - 9)}"}})", R"("\n)"},
      {R"("response":{"json":{"a":["b",{"c":"${req.json.a}"}]},"template":true})", "req.json"},
      {R"("response":{"json":{"${req.json.a}":1},"template":true})", "req.json"},
      {R"("response":{"cookies":{"c":{"template":"${req.json.a}"}}})", "req.json"},
      {R"("redirectTo":{"template":"${req.json.a}"})", "req.json"}};
  for (const auto& c : cases) {
    const std::string session = std::string(R"([{"request":{"uri":"/"},)") + c.rest + "}]";
    const std::string column = std::to_string(session.find(c.at) + 1);
    Stub stub(session);
    const std::string body = stub.ask("GET", "/").response.body;
    EXPECT_TRUE(body.starts_with("stubs.json:1:" + column + " (/) cannot answer"))
        << session << "\n"
        << body;
    EXPECT_EQ(body.find(":1:", 13), std::string::npos) << "one place only: " << body;
  }
}

class TemplateFile : public testing::Test {
 protected:
  TemplateFile()
      : root_(std::filesystem::temp_directory_path() / ("tpl-" + base::secure_token(8))) {
    write("in/a.ftl", "one ${req.method}");
    write("in/x.json", "{}");
    write("secret.json", "secret");
    options_.file_root = (root_ / "in").string();
  }
  ~TemplateFile() override { std::filesystem::remove_all(root_); }
  void write(const std::string& name, const std::string& content) const {
    base::write_file_atomic((root_ / name).string(), content).value();
  }
  std::filesystem::path root_;
  LoadOptions options_;
};

TEST_F(TemplateFile, ContentIsFilledInAndReadAnew) {
  Stub stub(R"([{"request":{"uri":"/"},"response":{"file":{"template":"a.ftl"}}}])", options_);
  EXPECT_EQ(stub.get("/"), "200 one GET");
  write("in/a.ftl", "two ${req.uri}");
  EXPECT_EQ(stub.get("/"), "200 two /");
  write("in/a.ftl", "one\ntwo ${req.json.a}");
  const std::string body = stub.ask("GET", "/").response.body;
  EXPECT_TRUE(body.starts_with("stubs.json:1 (/) cannot answer this request: a.ftl:2:7: ")) << body;
}

TEST_F(TemplateFile, NameMayComeFromTheRequestButNotLeadOut) {
  Stub stub(
      R"([{"request":{"uri":"/"},"response":{"file":{"name":{"template":"${req.queries['n']}.json"}}}}])",
      options_);
  const auto found = stub.ask("GET", "/?n=x");
  EXPECT_EQ(brief(found), "200 {}");
  EXPECT_EQ(header_of(found, "Content-Type"), "application/json");
  std::filesystem::create_symlink(root_ / "secret.json", root_ / "in" / "link.json");
  for (const std::string& n : {std::string("../secret"), std::string("link"), std::string("none"),
                               (root_ / "secret").string()}) {
    EXPECT_EQ(stub.ask("GET", "/?n=" + n).kind, StubDecision::Kind::kBadRequest) << n;
  }
}

}  // namespace
}  // namespace ricochet::stubserver
