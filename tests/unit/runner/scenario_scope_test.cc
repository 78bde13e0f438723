#include "runner/world/scenario_scope.h"

#include <gtest/gtest.h>

#include "base/json/json.h"
#include "match/template/template.h"
#include "runner/world/facts.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

/// Defines the vars of a scenario and expands the value under its "steps" or "stubs".
class ScenarioScopeTest : public testing::Test {
 protected:
  /// `body`: the keys beside "scenario".
  void open(const std::string& body, std::uint64_t seed = 1, const std::string& name = "s") {
    scope_.reset();
    diags_ = base::DiagList();
    scenario_ = make_scenario("{ \"scenario\": \"" + name + "\",\n" + body + " }", suite_, diags_);
    ASSERT_NE(scenario_, nullptr) << diags_.render_all();
    scope_ = std::make_unique<ScenarioScope>(*scenario_, facts_for_check(*suite_, "/opt/bin"), seed,
                                             base::WallTime(std::chrono::seconds(86400)));
    defined_ = scope_->define_vars(scenario_->reader(diags_));
  }
  base::Json expand(const char* key, bool stub_sessions = false) {
    const auto value = scope_->expand(*scenario_->reader(diags_).find(key), stub_sessions);
    return value == nullptr ? base::Json("(refused)") : *value;
  }
  /// What one string among the steps becomes.
  base::Json filled(const std::string& vars, const std::string& text, std::uint64_t seed = 1,
                    const std::string& name = "s") {
    open("\"vars\": " + vars + ",\n\"steps\": [ " + base::Json(text).dump() + " ]", seed, name);
    EXPECT_TRUE(defined_) << diags_.render_all();
    const base::Json steps = expand("steps");
    EXPECT_TRUE(steps.is_array()) << diags_.render_all();
    return steps.is_array() ? steps[0] : steps;
  }
  /// What the text of a Moco template becomes in the sessions of a stub.
  std::string in_template(const std::string& vars, const std::string& text) {
    open("\"vars\": " + vars +
         ",\n\"stubs\": { \"photos\": [ { \"response\": { \"text\": { \"template\": " +
         base::Json(text).dump() + " } } } ] },\n\"steps\": [ {} ]");
    EXPECT_TRUE(defined_) << diags_.render_all();
    const base::Json stubs = expand("stubs", true);
    EXPECT_TRUE(stubs.is_object()) << diags_.render_all();
    return stubs["photos"][0]["response"]["text"]["template"].get<std::string>();
  }

  WorkFolder folder_;
  std::shared_ptr<const Suite> suite_ = steps_suite(folder_);
  base::DiagList diags_;
  std::shared_ptr<const Scenario> scenario_;
  std::unique_ptr<ScenarioScope> scope_;
  bool defined_ = false;
};

TEST_F(ScenarioScopeTest, AVarMayUseThoseBeforeIt) {
  EXPECT_EQ(filled(R"({ "z": "1", "a": "${z}2", "m": { "deep": ["${a}3"] } })", "${m.deep[0]}"),
            "123");
}

TEST_F(ScenarioScopeTest, AWholeExpressionKeepsItsType) {
  const std::string vars =
      R"({ "n": 7, "b": true, "nothing": null, "list": [1, "x"], "object": { "k": 1.5 }, "s": "7" })";
  EXPECT_EQ(filled(vars, "${n}"), base::Json(7));
  EXPECT_EQ(filled(vars, "${b}"), base::Json(true));
  EXPECT_EQ(filled(vars, "${list}"), base::Json::parse(R"([1, "x"])"));
  EXPECT_EQ(filled(vars, "${object}"), base::Json::parse(R"({ "k": 1.5 })"));
  EXPECT_EQ(filled(vars, "${s}"), base::Json("7"));
  EXPECT_EQ(filled(vars, "n=${n}"), base::Json("n=7"));
}

TEST_F(ScenarioScopeTest, FactsOfTheSuiteAreThere) {
  EXPECT_EQ(filled("{}", "${bus.kafka}"), "127.0.0.1:9092");
  EXPECT_EQ(filled("{}", "${stubs.photos.url}/a"), "http://127.0.0.1:1/a");
  EXPECT_EQ(filled("{}", "${stubs.photos.port}"), 1);
  EXPECT_EQ(filled("{}", "${bins.webhooks.url}"), "http://127.0.0.1:1/webhooks");
  EXPECT_EQ(filled("{}", "${env.RICOCHET_BIN_DIR}"), "/opt/bin");
  EXPECT_EQ(filled("{}", "${scenario.name}"), "s");
  EXPECT_EQ(filled("{}", "${scenario.id}").get<std::string>().size(), 8u);
}

TEST_F(ScenarioScopeTest, TheSeedDecidesWhatIsRandom) {
  const std::string vars = R"({ "id": "${uuid()}" })";
  const auto first = filled(vars, "${id} ${scenario.id}", 1);
  EXPECT_EQ(filled(vars, "${id} ${scenario.id}", 1), first);
  EXPECT_NE(filled(vars, "${id} ${scenario.id}", 2), first);
  EXPECT_NE(filled(vars, "${id} ${scenario.id}", 1, "another scenario"), first);
  EXPECT_NE(filled("{}", "${uuid()}"), filled("{}", "${uuid()}${uuid()}"));
}

TEST_F(ScenarioScopeTest, WhatIsRandomDoesNotDependOnHowThePathWasTyped) {
  const auto drawn = [this](const std::string& name) {
    const auto document =
        base::JsonDocument::parse(name, R"({ "scenario": "s", "steps": [ {} ] })").value();
    const auto scenario = load_scenario(document, suite_, diags_);
    const ScenarioScope scope(*scenario, facts_for_check(*suite_, "/opt/bin"), 1, base::WallTime());
    static const base::Json text = "${scenario.id}";
    return *scope.expand(scenario->reader(diags_).with_value(text));
  };
  EXPECT_EQ(drawn("./s.json"), drawn("s.json"));
  EXPECT_EQ(drawn(folder_.path() + "/s.json"), drawn("s.json"));
  EXPECT_NE(drawn("other.json"), drawn("s.json"));
}

TEST_F(ScenarioScopeTest, AVarIsEvaluatedOnce) {
  const auto both = filled(R"({ "id": "${uuid()}" })", "${id}|${id}").get<std::string>();
  const auto bar = both.find('|');
  EXPECT_EQ(both.substr(0, bar), both.substr(bar + 1));
}

TEST_F(ScenarioScopeTest, NamesThatEveryScenarioHasAreReserved) {
  std::string all;
  for (const char* name : {"bus", "stubs", "bins", "env", "scenario"}) {
    open("  \"vars\": { \"" + std::string(name) + "\": 1, \"fine\": 2 },\n  \"steps\": [ {} ]");
    EXPECT_FALSE(defined_) << name;
    all += golden_entry(name, diags_);
  }
  test::expect_golden("runner/scope_reserved.txt", all);
}

TEST_F(ScenarioScopeTest, EveryErrorHasItsPlaceAndCure) {
  const std::vector<Case> cases = {
      {"undefined in a var", R"(  "vars": { "product": 1, "b": "x ${prodct}" }, "steps": [ {} ])"},
      {"a var that comes later", R"(  "vars": { "a": "${b}", "b": 1 }, "steps": [ {} ])"},
      {"two bad vars", R"(  "vars": { "a": "${x1}", "b": ["${x2}"] }, "steps": [ {} ])"},
      {"syntax", R"(  "vars": { "a": "${" }, "steps": [ {} ])"},
      {"undefined in a step", R"(  "vars": { "product": 1 },
  "steps": [ { "publish": { "json": { "id": [ "ok", "id ${prodct}" ] } } } ])"},
      {"undefined member", R"(  "steps": [ "${stubs.photo.url}" ])"},
      {"undefined in a key", R"(  "steps": [ { "${nope}": 1 } ])"},
      {"unknown function", R"(  "steps": [ "${uid()}" ])"},
      {"env that the suite does not list", R"(  "steps": [ "${env.HOME}" ])"},
      {"the request, outside a template", R"(  "steps": [ "${req.method}" ])"},
  };
  std::string all;
  for (const auto& c : cases) {
    open(c.text);
    if (defined_) expand("steps");
    EXPECT_TRUE(diags_.has_errors()) << c.name;
    all += golden_entry(c.name, diags_);
  }
  open(R"(  "stubs": { "photos": [ { "response": { "text": "${prodct}" } } ] }, "steps": [ {} ])");
  expand("stubs", true);
  all += golden_entry("undefined in a stub session, outside a template", diags_);
  open(R"(  "stubs": { "photos": [ { "${nope}": 1 } ] }, "steps": [ {} ])");
  expand("stubs", true);
  all += golden_entry("undefined in a key of a stub session", diags_);
  open(R"(  "stubs": { "photos": [ { "response": { "text": { "template": {
    "with": "${a}", "vars": { "a": "${nope}" } } } } } ] }, "steps": [ {} ])");
  expand("stubs", true);
  all += golden_entry("undefined in a variable of a template", diags_);
  test::expect_golden("runner/scope_errors.txt", all);
}

TEST_F(ScenarioScopeTest, StubTemplatesKeepWhatBelongsToTheRequest) {
  const std::string vars = R"({ "product": "p-1", "n": 2 })";
  const std::pair<const char*, const char*> cases[] = {
      {"${req.method} ${product}", "${req.method} p-1"},
      {"${product}", "p-1"},
      {"${n}", "2"},
      {"${scenario.name} ${bus.kafka}", "s 127.0.0.1:9092"},
      {"${req.queries['${product}']}", "${req.queries['${product}']}"},
      {"${product + req.method}", "${product + req.method}"},
      {"${uuid()}", "${uuid()}"},
      {"${unknown}", "${unknown}"},
      {"${'}'}", "${'}'}"},
      {"${product", "${product"},
      {"plain $ { } text", "plain $ { } text"},
      {"<#if req.method == 'GET'>${product}</#if>", "<#if req.method == 'GET'>p-1</#if>"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(in_template(vars, text), expected) << text;
}

TEST_F(ScenarioScopeTest, OtherPartsOfASessionAreFilledIn) {
  open(R"(  "vars": { "product": "p-1", "n": 201 },
  "stubs": { "photos": [ { "request": { "uri": "/${product}", "headers": { "${product}": "1" } },
    "response": { "status": "${n}", "text": { "template": { "with": "${req.method} ${product}", "vars": { "a": { "text": "x" } } } } } } ] },
  "steps": [ {} ])");
  const base::Json stubs = expand("stubs", true);
  EXPECT_EQ(
      stubs["photos"][0].dump(),
      R"({"request":{"uri":"/p-1","headers":{"p-1":"1"}},"response":{"status":201,"text":{"template":)"
      R"({"with":"${req.method} p-1","vars":{"a":{"text":"x"}}}}}})");
}

TEST_F(ScenarioScopeTest, VariablesOfATemplateAreFilledInAndComeFirst) {
  open(R"(  "vars": { "product": "p-1", "list": "items" },
  "stubs": { "photos": [ { "response": { "text": { "template": {
    "with": "${product} ${own} ${found} ${list}",
    "vars": { "own": "of ${product}", "found": { "json_path": "$.${list}[0]" }, "list": "mine" } } } } } ] },
  "steps": [ {} ])");
  const base::Json stubs = expand("stubs", true);
  ASSERT_TRUE(stubs.is_object()) << diags_.render_all();
  EXPECT_EQ(
      stubs["photos"][0]["response"]["text"]["template"].dump(),
      R"({"with":"p-1 ${own} ${found} ${list}","vars":{"own":"of p-1","found":{"json_path":"$.items[0]"},"list":"mine"}})");
}

/// Renders what a session's template became as the stub server would.
std::string as_moco_sees(const std::string& text) {
  const base::Json nothing = base::Json::object();
  const match::JsonScope scope(nothing);
  return match::Template::parse(text, match::Dialect::kMoco).value().render(scope).value();
}

TEST_F(ScenarioScopeTest, AValueInAStubTemplateIsNeverTakenForATemplate) {
  const std::string values[] = {"${req.method}", "a ${x} b", "$", "{x}",    "<#if x>",
                                "<#-- c -->",    "</#if>",   "<", "r\"$\"", "$${x}"};
  for (const auto& value : values) {
    const base::Json source = "<#noparse>" + value + "</#noparse>";
    const std::string vars = "{ \"v\": " + source.dump() + ", \"dollar\": \"$\" }";
    EXPECT_EQ(as_moco_sees(in_template(vars, "[${v}]")), "[" + value + "]");
    EXPECT_EQ(as_moco_sees(in_template(vars, "${v}{x}#if x>")), value + "{x}#if x>");
    EXPECT_EQ(as_moco_sees(in_template(vars, "${dollar}${v}")), "$" + value);
    EXPECT_EQ(as_moco_sees(in_template(vars, "$${v}")), "$" + value);
  }
}

TEST_F(ScenarioScopeTest, EachRoundInAWorldHasAMarkOfItsOwnAndTheSameValues) {
  open(R"("vars": { "order": "${uuid()}" }, "steps": [ "${order}" ])");
  const std::string mark = scope_->mark(), order = expand("steps")[0].get<std::string>();
  auto again = std::make_shared<Scenario>(*scenario_);
  again->round = 1;
  scope_ = std::make_unique<ScenarioScope>(*again, facts_for_check(*suite_, "/opt/bin"), 1,
                                           base::WallTime(std::chrono::seconds(86400)));
  ASSERT_TRUE(scope_->define_vars(again->reader(diags_)));
  EXPECT_NE(scope_->mark(), mark);
  EXPECT_EQ(scope_->mark().size(), mark.size());
  EXPECT_EQ(expand("steps")[0], order);
}

}  // namespace
}  // namespace ricochet::runner
