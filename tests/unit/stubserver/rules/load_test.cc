#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "stubserver/rules/rule_set.h"
#include "tests/support/golden.h"

namespace ricochet::stubserver {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test::golden_path("stubserver"))) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Each folder in tests/golden/stubserver holds a stub file and what is found in it.
class Findings : public testing::TestWithParam<std::string> {};

TEST_P(Findings, AreTheGoldenText) {
  const fs::path before = fs::current_path();
  fs::current_path(
      test::golden_path("stubserver/" + GetParam()));  // the texts must not name our folders
  base::DiagList diags;
  const auto rules = RuleSet::load({"in.json"}, {}, diags);
  fs::current_path(before);
  EXPECT_EQ(rules == nullptr, diags.has_errors());
  for (const auto& diag : diags.all()) {
    EXPECT_FALSE(diag.hint.empty()) << diag.code << ": " << diag.message << " has no cure";
    EXPECT_TRUE(diag.where.known()) << diag.code << ": " << diag.message << " has no place";
  }
  test::expect_golden("stubserver/" + GetParam() + "/expected.txt", diags.render_all());
}
INSTANTIATE_TEST_SUITE_P(Stubs, Findings, testing::ValuesIn(cases()), [](const auto& i) {
  std::string name = i.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace ricochet::stubserver
