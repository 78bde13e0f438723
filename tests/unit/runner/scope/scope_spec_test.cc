#include "runner/model/scope_spec.h"

#include <gtest/gtest.h>

#include "runner/model/suite.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

std::string described(const std::string& scope) {
  const WorkFolder folder;
  const auto suite =
      make_suite(folder, R"({ "topics": { "orders": {} }, "scope": )" + scope + " }");
  return suite && suite->scope ? suite->scope->describe() : "(none)";
}

TEST(ScopeSpec, ReadsEveryPlace) {
  EXPECT_EQ(described("true"), "header traceparent");
  EXPECT_EQ(described(R"({ "header": "X-Test" })"), "header X-Test");
  EXPECT_EQ(described(R"({ "header": "Traceparent" })"), "header traceparent");
  EXPECT_EQ(described(R"({ "key": true })"), "the key of records");
  EXPECT_EQ(described(R"({ "json_path": "$.order.tenant-1" })"), "$.order.tenant-1");
  EXPECT_EQ(described(R"x({ "uri": "^/t/([^/]+)", "key": true })x"),
            "the key of records or the URI (^/t/([^/]+))");
}

TEST(ScopeSpec, WithoutOneThereIsNone) {
  const WorkFolder folder;
  EXPECT_FALSE(make_suite(folder, "{}")->scope);
  EXPECT_FALSE(make_suite(folder, "{}")->per_worker);
}

TEST(ScopeSpec, NamesOfAPath) {
  EXPECT_EQ(names_of_path("$.a.b_1"), (std::vector<std::string>{"a", "b_1"}));
  for (const char* other : {"$", "$.", "a", "$.a[0]", "$..a", "$.a.", "$['a']", "$.*"})
    EXPECT_TRUE(names_of_path(other).empty()) << other;
}

constexpr Case kBadSuites[] = {
    {"a number", R"({ "scope": 1 })"},
    {"false", R"({ "scope": false })"},
    {"no place", R"({ "scope": {} })"},
    {"a misspelt place", R"({ "scope": { "heder": "X-Test" } })"},
    {"a header with a blank", R"({ "scope": { "header": "X Test" } })"},
    {"a header that is taken", R"({ "scope": { "header": "Content-Type" } })"},
    {"a path with a list", R"({ "scope": { "json_path": "$.a[0]" } })"},
    {"a pattern that cannot be read", R"({ "scope": { "uri": "^/(" } })"},
    {"a pattern without a group", R"({ "scope": { "uri": "^/tenants/" } })"},
    {"a pattern with two groups", R"x({ "scope": { "uri": "(a)(b)" } })x"},
    {"the key without topics", R"({ "scope": { "key": true } })"},
    {"the key alone beside a stub",
     R"({ "topics": { "orders": {} }, "stubs": { "photos": [] }, "scope": { "key": true } })"},
    {"the URI alone beside a topic",
     R"x({ "topics": { "orders": {} }, "scope": { "uri": "^/(.*)" } })x"},
    {"the key is false", R"({ "topics": { "orders": {} }, "scope": { "key": false } })"},
    {"a fresh service for each scenario",
     R"({ "sut": { "shop": { "command": ["./shop"], "per_scenario": true } }, "scope": true })"},
    {"a port that is there once",
     R"({ "bus": { "kafka": "embedded", "port": 9092 }, "per_worker": true })"},
    {"a bus of somebody else", R"({ "bus": { "kafka": "broker:9092" }, "per_worker": true })"},
    {"ports of stubs, bins and services",
     R"({ "stubs": { "photos": { "port": 8081 } }, "bins": { "names": ["hooks"], "port": 8090 },
  "sut": { "shop": { "command": ["./shop"], "ports": { "http": 8080 } } }, "per_worker": true })"},
    {"a service of somebody else",
     R"({ "sut": { "shop": { "external": true } }, "per_worker": true })"},
    {"a bus that is emptied beside others",
     R"({ "bus": { "kafka": "embedded", "reset": true }, "topics": { "t": {} }, "scope": true })"},
    {"per_worker is a word", R"({ "per_worker": "yes" })"},
};

TEST(ScopeSpec, EveryMistakeHasAPlaceAndACure) {
  std::string all;
  for (const auto& c : kBadSuites) {
    const WorkFolder folder;
    folder.write("ricochet.json", c.text);
    base::DiagList diags;
    EXPECT_EQ(load_suite("ricochet.json", diags), nullptr) << c.name;
    all += golden_entry(c.name, diags);
  }
  test::expect_golden("runner/scope_spec_errors.txt", all);
}

TEST(ScopeSpec, WithWorkersAServiceMayBeFresh) {
  const WorkFolder folder;
  const auto suite = make_suite(
      folder,
      R"({ "sut": { "shop": { "command": ["./shop"], "per_scenario": true, "ports": ["http"] } },
           "per_worker": true, "scope": true })");
  ASSERT_NE(suite, nullptr);
  EXPECT_TRUE(suite->per_worker && suite->scope);
}

}  // namespace
}  // namespace ricochet::runner
