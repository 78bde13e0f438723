// The JSONPath compliance test suite (github.com/jsonpath-standard), a file that is not ours:
// RICOCHET_JSONPATH_CTS says where its cts.json is.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "judge.h"
#include "match/json/jsonpath.h"

namespace ricochet {
namespace {

using base::Json;

/// What RFC 9535 refuses and we take, as Jayway does: docs/stubs.md has the table.
const std::vector<std::string> kTakenAsWell = {"$.1"};

std::string list(const std::vector<const Json*>& nodes) {
  Json out = Json::array();
  for (const auto* node : nodes) out.push_back(*node);
  return nlohmann::json(out).dump();  // by sorted keys
}

TEST(JsonPathBesideTheComplianceSuite, EveryRow) {
  const auto path = judge::environment("RICOCHET_JSONPATH_CTS");
  std::ifstream file(path);
  if (!file) GTEST_SKIP() << "RICOCHET_JSONPATH_CTS does not name a cts.json";
  const auto suite = Json::parse(file);
  std::size_t rows = 0, taken = 0;
  for (const auto& row : suite.at("tests")) {
    ++rows;
    const auto selector = row.at("selector").get<std::string>();
    const auto query = match::JsonPath::parse(selector);
    if (row.value("invalid_selector", false)) {
      if (query &&
          std::find(kTakenAsWell.begin(), kTakenAsWell.end(), selector) != kTakenAsWell.end())
        ++taken;
      else
        EXPECT_FALSE(query) << row.at("name") << ": " << selector;
      continue;
    }
    if (!query) {
      ADD_FAILURE() << row.at("name") << ": " << selector << ": " << query.error().message;
      continue;
    }
    const auto nodes = query->evaluate(row.at("document"));
    ASSERT_FALSE(nodes.gave_up);
    const auto actual = list(nodes.values);
    std::vector<std::string> expected;
    if (row.contains("result")) expected.push_back(nlohmann::json(row.at("result")).dump());
    if (row.contains("results"))
      for (const auto& one : row.at("results")) expected.push_back(nlohmann::json(one).dump());
    EXPECT_NE(std::find(expected.begin(), expected.end(), actual), expected.end())
        << row.at("name") << ": " << selector << " gives " << actual << ", not "
        << expected.front();
  }
  std::printf("%zu rows, %zu refused by the RFC taken on purpose\n", rows, taken);
  EXPECT_GT(rows, 500u);
}

}  // namespace
}  // namespace ricochet
