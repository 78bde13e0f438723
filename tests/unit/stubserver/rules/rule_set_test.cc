#include "stubserver/rules/rule_set.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/json/json.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

std::string places(const RuleSet& rules) {
  std::string out;
  for (const auto& rule : rules.rules()) out += rule->place() + (rule->any ? "*" : "") + " ";
  return out;
}

TEST(RuleSet, SessionsKnowWhereTheyStandAndWhoseTheyAre) {
  LoadOptions options;
  options.owner = "scenario";
  const auto rules = rules_from(
      "[\n  {\"description\":\"d\",\"response\":{}},\n  "
      "{\"request\":{\"method\":\"get\",\"uri\":\"/a\"},\"response\":{}}\n]",
      options);
  EXPECT_EQ(places(*rules), "stubs.json:3 stubs.json:2* ");
  EXPECT_EQ(rules->rules()[0]->describe(), "GET /a");
  EXPECT_EQ(rules->rules()[1]->describe(), "any request");
  EXPECT_EQ(rules->rules()[1]->description, "d");
  EXPECT_EQ(rules->rules()[0]->owner, "scenario");
}

TEST(RuleSet, ReadsSessionsInsideAnotherDocumentWithExpandedValues) {
  const std::string text =
      "{ \"scenario\": \"s\",\n  \"stubs\": { \"photos\": [\n    { \"request\": { \"uri\": "
      "\"/${id}\" }, \"response\": {} } ] } }";
  const auto document = base::JsonDocument::parse("scenario.json", text).value();
  base::DiagList diags;
  const auto sessions = base::JsonReader(document, diags, "scenario").find("stubs")->find("photos");
  ASSERT_TRUE(sessions);
  std::shared_ptr<const RuleSet> rules;
  {
    base::Json expanded = sessions->value();
    expanded[0]["request"]["uri"] = "/42";
    rules = RuleSet::parse(sessions->with_value(expanded));
  }
  ASSERT_TRUE(rules) << diags.render_all();
  EXPECT_EQ(places(*rules), "scenario.json:3 ");
  const auto request = make_request("GET", "/42");
  EXPECT_NE(rules->find(match::Subject(request)), nullptr);
}

TEST(RuleSet, FindingsInsideAnotherDocumentAreStubFindingsAtTheirPlace) {
  const auto document =
      base::JsonDocument::parse("scenario.json", "{ \"stubs\": [\n  { \"respons\": {} } ] }")
          .value();
  base::DiagList diags;
  EXPECT_EQ(RuleSet::parse(*base::JsonReader(document, diags, "scenario").find("stubs")), nullptr);
  ASSERT_FALSE(diags.all().empty());
  EXPECT_EQ(diags.all()[0].code, "stub/unknown-key");
  EXPECT_EQ(diags.all()[0].where.str(), "scenario.json:2:5");
}

TEST(RuleSet, SeveralFilesAreTriedInTheirOrder) {
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("stubs-" + base::secure_token(8))).string();
  base::write_file_atomic(
      folder + "/a.json",
      R"([{"request":{"uri":"/a"},"response":{"text":"1"}},{"response":{"text":"any"}}])")
      .value();
  base::write_file_atomic(folder + "/b.json",
                          R"([{"request":{"uri":{"startsWith":"/"}},"response":{"text":"2"}}])")
      .value();
  base::DiagList diags;
  const auto rules = RuleSet::load({folder + "/a.json", folder + "/b.json"}, {}, diags);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
  ASSERT_TRUE(rules);
  EXPECT_EQ(places(*rules), folder + "/a.json:1 " + folder + "/b.json:1 " + folder + "/a.json:1* ");

  EXPECT_EQ(RuleSet::load({folder + "/a.json", folder + "/none.json"}, {}, diags), nullptr);
  EXPECT_EQ(diags.all().at(0).code, "file/not-found");
  std::filesystem::remove_all(folder);
}

TEST(RuleSet, StackTriesEachSetAndThenTheAnySessions) {
  const auto upper = rules_from(
      R"([{"request":{"uri":"/a"},"response":{"text":"u"}},{"response":{"text":"any u"}}])");
  const auto lower = rules_from(
      R"([{"response":{"text":"any l"}},{"request":{"uri":{"startsWith":"/"}},"response":{"text":"l"}}])");
  const auto both = RuleSet::stack({upper, lower});
  EXPECT_EQ(both->size(), 4u);
  const auto request = make_request("GET", "/b");
  EXPECT_EQ(both->find(match::Subject(request)), lower->rules()[0]);
  const auto star = make_request("OPTIONS", "*");
  EXPECT_EQ(both->find(match::Subject(star)), upper->rules()[1]);
  EXPECT_EQ(RuleSet::join({upper, lower}, false)->size(), 2u);
}

TEST(RuleSet, EmptyArrayIsLegal) {
  EXPECT_EQ(rules_from("[]")->size(), 0u);
  EXPECT_EQ(Stub("[]").ask("GET", "/").kind, StubDecision::Kind::kUnmatched);
}

}  // namespace
}  // namespace ricochet::stubserver
