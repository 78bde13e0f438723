#include "runner/model/stable_path.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/program.h"

namespace ricochet::runner {
namespace {

namespace fs = std::filesystem;

class StablePath : public testing::Test {
 protected:
  StablePath() : before_(fs::current_path()), root_(folder_.path()) {
    fs::create_directories(root_ / "project/scenarios/photo");
    fs::create_directories(root_ / "elsewhere");
  }
  ~StablePath() override { fs::current_path(before_); }
  std::string named(const std::string& from, const std::string& file) const {
    fs::current_path(root_ / from);
    return stable_path(file, "photo/a.json");
  }
  const ::ricochet::test::TempFolder folder_;
  const fs::path before_, root_;
};

TEST_F(StablePath, IsThatWithinTheRepositoryHoweverItWasTyped) {
  fs::create_directory(root_ / "project/.git");
  const std::string want = "scenarios/photo/a.json";
  EXPECT_EQ(named("project", "scenarios/photo/a.json"), want);
  EXPECT_EQ(named("project", "./scenarios/../scenarios/photo/a.json"), want);
  EXPECT_EQ(named("project/scenarios", "photo/a.json"), want);
  EXPECT_EQ(named("elsewhere", "../project/scenarios/photo/a.json"), want);
  EXPECT_EQ(named("elsewhere", (root_ / "project/scenarios/photo/a.json").string()), want);
}

TEST_F(StablePath, WithoutARepositoryItIsThatBelowTheWorkingFolder) {
  EXPECT_EQ(named("project", "scenarios/photo/a.json"), "scenarios/photo/a.json");
  EXPECT_EQ(named("project", (root_ / "project/scenarios/photo/a.json").string()),
            "scenarios/photo/a.json");
}

TEST_F(StablePath, ElsewhereItIsTheNameOfTheSuiteAndTheFile) {
  EXPECT_EQ(named("elsewhere", "../project/scenarios/photo/a.json"), "photo/a.json");
  EXPECT_EQ(named("elsewhere", ""), "photo/a.json");
}

}  // namespace
}  // namespace ricochet::runner
