// Tables of keys: what a reader makes of them, and what a JSON Schema.
#include "base/json/json_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::base {
namespace {

const Shape& tree() {
  static const Shape kShape = Shape::object(
      {required("name", Shape::nonempty(), "what it is called"),
       {"size", Shape::integer(1, 9), "how large it is", "3"},
       {"colour", Shape::word({"red", "green"}), "its colour"},
       {"children", Shape::list(Shape::named("tree", tree)), "trees"},
       {"at", Shape::either({Shape::text(), Shape::object({{"x", Shape::number(), "x"}})}),
        "where"},
       {"notes", Shape::map(Shape::boolean()), "notes"}},
      {KeyRule::at_most_one_of({"size", "colour"}), KeyRule::needs("at", {"size", "colour"})});
  return kShape;
}

/// What the reader finds in `text`: "code pointer" of each finding.
std::string findings_of(const std::string& text,
                        const std::function<void(const JsonReader&)>& read) {
  DiagList diags;
  const auto document = JsonDocument::parse("x.json", text).value();
  read(JsonReader(document, diags, "x").as(tree()));
  std::string out;
  for (const auto& diag : diags.all())
    out += (out.empty() ? "" : "\n") + diag.code + " " + diag.where.pointer + ": " + diag.message;
  return out;
}

TEST(ReaderWithATable, KnowsItsKeysAndWhichMustBeThere) {
  const auto object = [](const JsonReader& reader) { reader.object(); };
  EXPECT_EQ(findings_of(R"({ "name": "a", "size": 1 })", object), "");
  EXPECT_EQ(findings_of(R"({ "size": 1, "sise": 2 })", object),
            "x/unknown-key /sise: unknown key \"sise\"\n"
            "x/missing-key : the key \"name\" is missing");
  EXPECT_EQ(findings_of(R"({ "nam": "a" })", object), "x/unknown-key /nam: unknown key \"nam\"")
      << "one mistake is told once";
  EXPECT_EQ(findings_of("[]", object), "x/wrong-type : this must be an object, got an array");
}

TEST(ReaderWithATable, BoundsAndWordsAreThoseOfTheTableAtWhateverDepth) {
  const auto read = [](const JsonReader& reader) {
    for (const auto& child : reader.find("children")->elements()) {
      child.object();
      if (const auto size = child.find("size")) size->integer();
      if (const auto colour = child.find("colour")) colour->word();
      if (const auto at = child.find("at")) at->object();
      if (const auto notes = child.find("notes")) notes->object();
    }
  };
  EXPECT_EQ(
      findings_of(R"({ "children": [ { "name": "b", "size": 10 }, { "name": "c", "colour": "blue" },
                                           { "name": "d", "at": { "y": 1 }, "notes": { "any": true } } ] })",
                  read),
      "x/out-of-range /children/0/size: \"size\" is 10, out of range\n"
      "x/unknown-value /children/1/colour: \"colour\" cannot be \"blue\"\n"
      "x/unknown-key /children/2/at/y: unknown key \"y\"");
}

TEST(ReaderWithATable, ALoaderThatAsksForWhatItsTableLacksIsABug) {
  DiagList diags;
  const auto document = JsonDocument::parse("x.json", R"({ "name": "a", "else": 1 })").value();
  const JsonReader root = JsonReader(document, diags, "x").as(tree());
  EXPECT_THROW(root.find("name")->integer(), std::logic_error);
  EXPECT_THROW(root.find("else")->integer(), std::logic_error);
  EXPECT_THROW(root.find("name")->object(), std::logic_error);
  EXPECT_THROW(JsonReader(document, diags, "x").object(), std::logic_error);
}

TEST(JsonSchemaOfATable, HasEveryRow) {
  const Json schema = json_schema(tree(), "A tree");
  EXPECT_EQ(schema.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema.at("title"), "A tree");
  EXPECT_EQ(schema.at("required"), Json({"name"}));
  EXPECT_EQ(schema.at("additionalProperties"), false);
  const auto property = [&](const char* name) { return schema.at("properties").at(name).dump(); };
  EXPECT_EQ(property("name"),
            R"({"type":"string","minLength":1,"description":"what it is called"})");
  EXPECT_EQ(
      property("size"),
      R"j({"type":"integer","minimum":1,"maximum":9,"description":"how large it is (default: 3)"})j");
  EXPECT_EQ(property("colour"), R"({"enum":["red","green"],"description":"its colour"})");
  EXPECT_EQ(property("children"),
            R"({"type":"array","items":{"$ref":"#/$defs/tree"},"description":"trees"})");
  EXPECT_TRUE(schema.at("$defs").at("tree").at("properties").contains("children"));
}

TEST(JsonSchemaOfATable, RulesNeedNothingThatDraft07Lacks) {
  const Json schema = json_schema(tree(), "A tree");
  EXPECT_EQ(
      schema.at("allOf").dump(),
      R"([{"not":{"required":["size","colour"]}},)"
      R"({"if":{"required":["at"]},"then":{"anyOf":[{"required":["size"]},{"required":["colour"]}]}}])");
}

TEST(JsonSchemaOfATable, WhatIsFilledInLaterMayBeATemplate) {
  static const Shape kShape = Shape::object({{"a", tree().filled(), "a"},
                                             {"b", Shape::named("tree", tree), "b"},
                                             {"t", Shape::time().filled(), "t"}});
  const Json schema = json_schema(kShape, "x");
  const auto& filled = schema.at("properties").at("a");
  EXPECT_EQ(filled.at("type"), Json({"object", "string"}));
  EXPECT_EQ(filled.at("properties").at("size").at("type"), Json({"integer", "string"}));
  EXPECT_EQ(filled.at("properties").at("size").at("pattern"), "\\$\\{");
  EXPECT_EQ(filled.at("properties").at("children").at("items").at("$ref"), "#/$defs/tree");
  EXPECT_EQ(schema.at("properties").at("b").at("$ref"), "#/$defs/tree-plain")
      << "the same name without templates is another definition";
  EXPECT_TRUE(schema.at("properties")
                  .at("t")
                  .at("anyOf")
                  .at(0)
                  .at("pattern")
                  .get<std::string>()
                  .ends_with("|\\$\\{"));
}

}  // namespace
}  // namespace ricochet::base
