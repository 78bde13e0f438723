// The schemas of files, by our own matcher of schemas; tests/docs/schema_test.py asks another one.
#include "runner/file_schemas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/json/json.h"
#include "base/json/reader.h"
#include "match/json/schema.h"
#include "match/operator/compile.h"
#include "runner/steps/common/step.h"
#include "tests/support/golden.h"

namespace ricochet::runner {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const match::JsonSchema> compiled(const std::string& kind) {
  base::DiagList diags;
  const auto document =
      base::JsonDocument::parse(kind + ".schema.json", file_schema(kind).dump()).value();
  auto schema = match::JsonSchema::compile(base::JsonReader(document, diags, "match"));
  EXPECT_EQ(diags.render_all(false), "");
  return schema;
}

std::string kind_of(const base::Json& root) {
  if (root.is_array()) return "stub";
  if (root.contains("shared")) return "include";
  return root.contains("scenario") ? "scenario" : "suite";
}

std::string misfit(const match::JsonSchema& schema, const base::Json& value) {
  const auto verdict = schema.check(value);
  EXPECT_FALSE(verdict.gave_up);
  if (verdict.valid) return {};
  return verdict.failures.empty() ? "invalid"
                                  : verdict.failures[0].pointer + " " + verdict.failures[0].message;
}

TEST(FileSchemas, EveryExampleFits) {
  std::size_t count = 0;
  for (const auto& kind : file_kinds()) {
    const auto schema = compiled(kind);
    ASSERT_NE(schema, nullptr);
    for (fs::recursive_directory_iterator it(test::golden_path("../../scenarios")), end; it != end;
         ++it) {
      const auto name = it->path().filename();
      if (name == "service" || name == "node_modules") it.disable_recursion_pending();
      if (it->path().extension() != ".json") continue;
      const auto document = base::JsonDocument::load(it->path().string());
      ASSERT_TRUE(document) << it->path();
      if (kind_of((*document)->root()) != kind) continue;
      ++count;
      EXPECT_EQ(misfit(*schema, (*document)->root()), "") << it->path();
    }
  }
  EXPECT_GT(count, 30u);
}

TEST(FileSchemas, SaysWhatDoesNotFit) {
  const auto schema = compiled("scenario");
  ASSERT_NE(schema, nullptr);
  const auto judge = [&](const std::string& step) {
    return misfit(*schema, base::Json::parse(R"({ "scenario": "s", "steps": [ )" + step + " ] }"));
  };
  EXPECT_EQ(judge(R"({ "expect": { "calls": "a", "exactly": 2 } })"), "");
  EXPECT_EQ(judge(R"({ "expect": { "calls": "a", "exactly": "${n}", "within": "${w}" } })"), "");
  EXPECT_EQ(judge(R"({ "repeat": { "times": 2, "steps": [ { "pause": "1s" } ] } })"), "");
  for (const char* wrong :
       {R"({ "expect": { "calls": "a", "exactly": "two" } })",
        R"({ "expect": { "calls": "a", "exactlly": 2 } })",
        R"({ "expect": { "calls": "a", "exactly": 2, "at_least": 1 } })",
        R"({ "expect": { "calls": "a", "tolerance": "20%" } })",
        R"({ "expect": { "calls": "a", "request": { "urii": "/a" } } })",
        R"({ "expect": { "calls": "a", "request": { "uri": { "startWith": "/a" } } } })",
        R"({ "publish": { "topic": "t", "text": "a", "json": 1 } })",
        R"({ "publish": { "text": "a" } })", R"({ "publish": {}, "pause": "1s" })",
        R"({ "pause": 200 })", R"({ "pause": "200" })", R"({})",
        R"({ "repeat": { "times": 2, "steps": [ { "paus": "1s" } ] } })",
        R"({ "bus": { "delay": "1s" } })", R"({ "sut": { "kill": "a", "stop": "a" } })",
        R"({ "sut": { "start": "a", "at": { "calls": "b" } } })"}) {
    EXPECT_NE(judge(wrong), "") << wrong;
  }
}

TEST(FileSchemas, HaveEveryStep) {
  const auto step = file_schema("scenario").at("$defs").at("step");
  for (const auto& kind : step_kinds()) EXPECT_TRUE(step.at("properties").contains(kind.key));
  EXPECT_EQ(step.at("properties").size(), step_kinds().size());
}

/// tests/docs/schema_test.py finds out with it whether schemas and loaders agree.
TEST(FileSchemas, TheExampleOfEveryKeyHasEveryStepAndOperator) {
  std::string all;
  for (const char* file : {"everything.json", "stubs/bank.json"})
    all += base::read_file(test::golden_path(std::string("../docs/every_key/") + file)).value();
  auto names = match::operator_names(match::Place::kUri);
  for (const auto& kind : step_kinds()) names.emplace_back(kind.key);
  for (const auto& name : names) EXPECT_THAT(all, testing::HasSubstr("\"" + name + "\": ")) << name;
}

}  // namespace
}  // namespace ricochet::runner
