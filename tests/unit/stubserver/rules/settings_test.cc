#include "stubserver/rules/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "stubserver/rules/sources.h"
#include "tests/support/golden.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A folder that is the working directory, as it is for who starts the program.
class SettingsTest : public testing::Test {
 protected:
  SettingsTest() : before_(fs::current_path()) { fs::current_path(folder_.path()); }
  ~SettingsTest() override { fs::current_path(before_); }

  /// The sessions of settings.json; a finding fails the test.
  Stub stub(const std::string& settings, const std::string& env = {}) {
    folder_.write("settings.json", settings);
    Sources sources;
    sources.settings = "settings.json";
    sources.env = env;
    base::DiagList diags;
    auto loaded = load_sources(sources, diags);
    EXPECT_TRUE(diags.all().empty()) << diags.render_all();
    return Stub(loaded.rules != nullptr ? loaded.rules : RuleSet::empty());
  }
  std::string findings(const std::string& settings, const std::string& env = {}) {
    folder_.write("settings.json", settings);
    Sources sources;
    sources.settings = "settings.json";
    sources.env = env;
    base::DiagList diags;
    const auto loaded = load_sources(sources, diags);
    EXPECT_EQ(loaded.rules == nullptr, diags.has_errors());
    for (const auto& diag : diags.all()) {
      EXPECT_FALSE(diag.hint.empty()) << diag.message << " has no cure";
      EXPECT_TRUE(diag.where.known()) << diag.message << " has no place";
    }
    return diags.render_all();
  }
  static std::string status(Stub& stub, const std::string& target) {
    return stub.get(target).substr(0, 3);
  }

  test::TempFolder folder_;
  fs::path before_;
};

TEST_F(SettingsTest, FilesAreTriedInTheOrderOfTheirEntries) {
  folder_.write("a.json", R"([{"request":{"uri":"/x"},"response":{"text":"a"}}])");
  folder_.write("b.json", R"([{"request":{"uri":"/x","method":"get"},"response":{"text":"b"}},
                              {"request":{"uri":"/y"},"response":{"text":"y"}}])");
  auto both = stub(R"([{"include":"b.json"},{"include":"a.json"}])");
  EXPECT_EQ(both.get("/x"), "200 b");
  EXPECT_EQ(both.get("/y"), "200 y");
}

TEST_F(SettingsTest, AContextGoesBeforeEveryKindOfUri) {
  folder_.write("f.json", R"([
    {"request":{"uri":"/eq"},"response":{"text":"equal"}},
    {"request":{"uri":{"startsWith":"/st"}},"response":{"text":"starts"}},
    {"request":{"uri":{"match":"/m\\d+|/n"}},"response":{"text":"match"}},
    {"request":{"uri":{"path":"/p/{id}"}},"response":{"text":{"template":"path ${req.path.id}"}}},
    {"request":{"uri":{"contain":"mid"}},"response":{"text":"contain"}},
    {"request":{"uri":{"endsWith":".js"}},"response":{"text":"ends"}}])");
  auto s = stub(R"([{"include":"f.json","context":"/ctx"}])");
  EXPECT_EQ(s.get("/ctx/eq"), "200 equal");
  EXPECT_EQ(s.get("/ctx/start"), "200 starts");
  EXPECT_EQ(s.get("/ctx/m12"), "200 match");
  EXPECT_EQ(s.get("/ctx/n"), "200 match");
  EXPECT_EQ(s.get("/ctx/p/7"), "200 path 7");
  EXPECT_EQ(s.get("/ctx/a/mid/b"), "200 contain");
  EXPECT_EQ(s.get("/ctx/a.js"), "200 ends");
  for (const char* outside : {"/eq", "/start", "/m12", "/n", "/p/7", "/mid", "/a.js", "/other/a.js",
                              "/other/ctx/eq", "/ctx"}) {
    EXPECT_EQ(status(s, outside), "400") << outside;
  }
}

TEST_F(SettingsTest, SessionsWithoutUriAndAnySessionsStayBelowTheirContext) {
  folder_.write("a.json", R"([{"request":{"method":"post"},"response":{"text":"a post"}},
                              {"response":{"text":"a any"}}])");
  folder_.write("b.json", R"([{"response":{"text":"b any"}}])");
  auto s = stub(R"([{"include":"a.json","context":"/a/"},{"include":"b.json","context":"/b"}])");
  EXPECT_EQ(brief(s.ask("POST", "/a/x")), "200 a post");
  EXPECT_EQ(brief(s.ask("POST", "/a")), "200 a post");
  EXPECT_EQ(s.get("/a/x"), "200 a any");
  EXPECT_EQ(s.get("/b/x"), "200 b any");
  EXPECT_EQ(brief(s.ask("POST", "/b")), "200 b any");
  EXPECT_EQ(status(s, "/abc"), "400");
  EXPECT_EQ(status(s, "/"), "400");
}

TEST_F(SettingsTest, FileRootIsForIncludesAndForFilesInside) {
  folder_.write("data/f.json",
                R"([{"request":{"uri":"/a"},"response":{"file":"body.txt"}},
                    {"request":{"uri":"/b"},"response":{"file":{"name":"body.txt","charset":"UTF-8"}}},
                    {"request":{"file":"body.txt"},"response":{"text":"same"}}])");
  folder_.write("data/body.txt", "from data");
  auto s = stub(R"([{"include":"*.json","file_root":"data"}])");
  EXPECT_EQ(s.get("/a"), "200 from data");
  const auto with_charset = s.ask("GET", "/b");
  EXPECT_EQ(brief(with_charset), "200 from data");
  EXPECT_EQ(header_of(with_charset, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(brief(s.ask("POST", "/c", "from data")), "200 same");
}

TEST_F(SettingsTest, EnvironmentChoosesEntries) {
  folder_.write("a.json", R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])");
  folder_.write("b.json", R"([{"request":{"uri":"/b"},"response":{"text":"b"}}])");
  folder_.write("c.json", R"([{"request":{"uri":"/c"},"response":{"text":"c"}}])");
  const std::string settings =
      R"([{"env":"remote","include":"a.json"},{"env":"local","include":"b.json"},{"include":"c.json"}])";
  auto all = stub(settings);
  EXPECT_EQ(status(all, "/a") + status(all, "/b") + status(all, "/c"), "200200200");
  auto remote = stub(settings, "REMOTE");
  EXPECT_EQ(status(remote, "/a") + status(remote, "/b") + status(remote, "/c"), "200400400");
  EXPECT_THAT(findings(settings, "remot"), HasSubstr("did you mean \"remote\"?"));
}

TEST_F(SettingsTest, TheGlobalRequestMustHoldForEverySession) {
  folder_.write("a.json", R"([{"request":{"uri":"/a"},"response":{"text":"a"}},
                              {"response":{"text":"any"}}])");
  auto s = stub(R"([{"include":"a.json","request":{"headers":{"token":"t"}}}])");
  EXPECT_EQ(brief(s.ask("GET", "/a", "", {{"Token", "t"}})), "200 a");
  EXPECT_EQ(brief(s.ask("GET", "/b", "", {{"Token", "t"}})), "200 any");
  EXPECT_THAT(s.get("/a"), HasSubstr("header token"));
  EXPECT_EQ(status(s, "/b"), "400");
}

TEST_F(SettingsTest, TheGlobalResponseActsBeforeTheSessionsOwn) {
  folder_.write("a.json", R"([{"request":{"uri":"/a"},"response":{"text":"a"}},
                              {"request":{"uri":"/own"},"response":{"headers":{"x-g":"own"}}}])");
  auto s = stub(R"([{"include":"a.json","response":{"status":202,"headers":{"X-G":"global"}}}])");
  const auto a = s.ask("GET", "/a");
  EXPECT_EQ(brief(a), "202 a");
  EXPECT_EQ(header_of(a, "X-G"), "global");
  EXPECT_EQ(headers_of(s.ask("GET", "/own"), "X-G"), "global|own") << "both are sent (Moco)";
}

TEST_F(SettingsTest, AGlobalTypeIsThatOfBodiesWithoutOneOfTheirOwn) {
  folder_.write("a.json", R"([
      {"request":{"uri":"/a"},"response":{"text":"a"}},
      {"request":{"uri":"/own"},"response":{"text":"a","headers":{"content-type":"text/own"}}},
      {"request":{"uri":"/sse"},"response":{"sse":[{"data":"x"}]}},
      {"request":{"uri":"/sse-own"},"response":{"sse":[{"data":"x"}],
        "headers":{"Content-Type":"Text/Event-Stream; charset=utf-8"}}}])");
  auto s = stub(R"([{"include":"a.json","response":{"headers":{"Content-Type":"text/global"}}}])");
  EXPECT_EQ(headers_of(s.ask("GET", "/a"), "Content-Type"), "text/global");
  EXPECT_EQ(headers_of(s.ask("GET", "/own"), "Content-Type"), "text/own");
  EXPECT_EQ(headers_of(s.ask("GET", "/sse"), "Content-Type"), "text/event-stream");
  EXPECT_EQ(headers_of(s.ask("GET", "/sse-own"), "Content-Type"),
            "Text/Event-Stream; charset=utf-8");
}

TEST_F(SettingsTest, PositionsOfAGlobalSequenceAreEachSessionsOwn) {
  folder_.write("a.json",
                R"([{"request":{"uri":"/a"},"response":{"cycle":[{"text":"1"},{"text":"2"}]}},
                    {"request":{"uri":"/b"},"response":{"text":"b"}}])");
  auto s = stub(R"([{"include":"a.json","response":{"seq":[{"status":201},{"status":202}]}}])");
  EXPECT_EQ(s.get("/a"), "201 1");
  EXPECT_EQ(s.get("/a"), "202 2");
  EXPECT_EQ(s.get("/a"), "202 1");
  EXPECT_EQ(s.get("/b"), "201 b");
}

TEST_F(SettingsTest, TwoBodiesAreFoundWhenTheyAreLoaded) {
  folder_.write("a.json", R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])");
  const auto text = findings(R"([{"include":"a.json","response":{"text":"g"}}])");
  EXPECT_THAT(text, HasSubstr("error[stub/two-bodies]"));
  EXPECT_THAT(text, HasSubstr("a.json:1:2"));
}

TEST_F(SettingsTest, SessionsOfDifferentContextsDoNotShadowEachOther) {
  folder_.write("a.json", R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])");
  auto s = stub(R"([{"include":"a.json","context":"/x"},{"include":"a.json","context":"/y"}])");
  EXPECT_EQ(status(s, "/x/a") + status(s, "/y/a"), "200200");
  EXPECT_THAT(findings(R"([{"include":"a.json"},{"include":"a.json"}])"), HasSubstr("unreachable"));
}

TEST_F(SettingsTest, MistakesAreTheGoldenText) {
  folder_.write("ok.json", R"([{"response":{"text":"a"}}])");
  folder_.write("broken.json", R"([{"respons":{"text":"a"}}])");
  std::string all;
  for (const char* settings :
       {R"({"include":"ok.json"})", R"([{"context":"/a"}])", R"([{"include":" "}])",
        R"([{"include":["ok.json"]}])", R"([{"include":"nowhere.json"}])",
        R"([{"include":"stubs/*.json"}])", R"([{"include":"{ok.json"}])",
        R"([{"include":"ok.json","context":"foo"}])", R"([{"include":"ok.json","contex":"/foo"}])",
        R"([{"include":"ok.json","request":{"urii":"/"},"response":{"statuss":1}}])",
        R"([{"include":"broken.json"}])", R"([{"request":{"uri":"/a"},"response":{"text":"a"}}])",
        R"([{"include":"ok.json","include":"broken.json"}])", R"([ { "include": "ok.json" )"}) {
    all += std::string(settings) + "\n\n" + findings(settings);
  }
  all += "-e pro\n\n" + findings(R"([{"include":"ok.json"}])", "pro");
  test::expect_golden("stub-settings/mistakes.txt", all);
}

TEST_F(SettingsTest, ASettingsFileGivenAsAStubFileIsNamedSo) {
  folder_.write("settings.json", R"([{"include":"ok.json","context":"/a"}])");
  base::DiagList diags;
  RuleSet::load({"settings.json"}, {}, diags);
  EXPECT_THAT(diags.render_all(), HasSubstr("-g instead of -c"));
}

TEST_F(SettingsTest, FilesMayBePatterns) {
  folder_.write("s/b.json", R"([{"request":{"uri":"/x"},"response":{"text":"b"}}])");
  folder_.write("s/a.json", R"([{"request":{"uri":"/x"},"response":{"text":"a"}}])");
  EXPECT_EQ(files_of("s/{b,a}.json").value(), (std::vector<std::string>{"s/b.json", "s/a.json"}));
  EXPECT_EQ(files_of("s/*.json").value(), (std::vector<std::string>{"s/a.json", "s/b.json"}));
  EXPECT_EQ(files_of("s/*.txt").error().code, "stub/no-file");
  folder_.write("odd[1].json", "[]");
  EXPECT_EQ(files_of("odd[1].json").value(), (std::vector<std::string>{"odd[1].json"}));
}

}  // namespace
}  // namespace ricochet::stubserver
