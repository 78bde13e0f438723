// The JSON Schema test suite (Debian: json-schema-test-suite): draft 7, which docs/stubs.md names.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "base/json/json.h"
#include "match/json/schema.h"

namespace ricochet {
namespace {

using base::Json;

constexpr const char* kFolder = "/usr/share/json-schema-test-suite/tests/draft7";

/// What we do otherwise, by "file: group" or "file: group: test", and why.
const std::map<std::string, std::string> kExplained = {
    // A $ref leads to places of the same schema: nothing is fetched, and no $id is a base.
    {"definitions.json: valid definition", "a reference to the schema of schemas"},
    {"definitions.json: invalid definition", "the same"},
    {"ref.json: remote ref, containing refs itself", "the same"},
    {"ref.json: Recursive references between schemas", "a reference to an $id"},
    {"refRemote.json: remote ref", "a reference to another document"},
    {"refRemote.json: fragment within remote ref", "the same"},
    {"refRemote.json: ref within remote ref", "the same"},
    {"refRemote.json: base URI change", "the same"},
    {"refRemote.json: base URI change - change folder", "the same"},
    {"refRemote.json: base URI change - change folder in subschema", "the same"},
    {"refRemote.json: root ref in remote ref", "the same"},
    {"ref.json: escaped pointer ref", "keywords that are not known are errors"},
    {"ref.json: ref overrides any sibling keywords: ref valid, maxItems ignored",
     "what stands beside a $ref counts, as since 2019-09"},
    {"ecmascript-regex.json: ECMA 262 regex non-compliance: ECMA 262 has no support for \\Z anchor "
     "from .NET",
     "a pattern is Java's, which has \\Z"}};

std::shared_ptr<const match::JsonSchema> compile(const Json& schema, std::string& why_not) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("schema.json", base::compact_json(schema));
  if (!document) {
    why_not = document.error().message;
    return nullptr;
  }
  auto out = match::JsonSchema::compile(base::JsonReader(*document, diags, "match"));
  if (out == nullptr && !diags.all().empty()) why_not = diags.all().front().message;
  return out;
}

class Suite {
 public:
  void file(const std::filesystem::path& path) {
    std::ifstream in(path);
    const auto groups = Json::parse(in);
    for (const auto& group : groups) {
      const auto name =
          path.filename().string() + ": " + group.at("description").get<std::string>();
      std::string why_not;
      const auto schema = compile(group.at("schema"), why_not);
      if (schema == nullptr) {
        differ(name, "the schema is refused: " + why_not);
        tests += group.at("tests").size();
        continue;
      }
      for (const auto& test : group.at("tests")) {
        ++tests;
        const auto verdict = schema->check(test.at("data"));
        const bool expected = test.at("valid").get<bool>();
        if (!verdict.gave_up && verdict.valid == expected) continue;
        differ(name + ": " + test.at("description").get<std::string>(),
               std::string("should be ") + (expected ? "valid" : "invalid"));
      }
    }
  }

  void differ(const std::string& name, const std::string& how) {
    ++different;
    if (kExplained.contains(name))
      seen.insert(name);
    else
      ADD_FAILURE() << name << ": " << how;
  }

  std::size_t tests = 0, different = 0;
  std::set<std::string> seen;
};

TEST(JsonSchemaBesideItsSuite, EveryTestOfDraft7) {
  if (!std::filesystem::is_directory(kFolder))
    GTEST_SKIP() << "json-schema-test-suite (Debian) is missing";
  Suite suite;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".json") suite.file(entry.path());
  }
  for (const char* optional :
       {"bignum.json", "ecmascript-regex.json", "zeroTerminatedFloats.json"}) {
    const auto path = std::filesystem::path(kFolder) / "optional" / optional;
    if (std::filesystem::exists(path)) suite.file(path);
  }
  for (const auto& [name, reason] : kExplained)
    EXPECT_TRUE(suite.seen.contains(name)) << name << " is as the suite has it: strike it out";
  std::printf("%zu tests, %zu otherwise and explained\n", suite.tests, suite.different);
  EXPECT_GT(suite.tests, 400u);
}

}  // namespace
}  // namespace ricochet
