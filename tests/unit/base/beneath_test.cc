#include "base/beneath.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/program.h"

namespace ricochet::base {
namespace {

namespace fs = std::filesystem;

TEST(SafeName, TakesPlainNames) {
  for (const char* name :
       {"a", "a.txt", "a/b/c", "..a", "a..", ".hidden", "a b", "é", "50%", "..."}) {
    EXPECT_TRUE(is_safe_name(name)) << name;
  }
}

TEST(SafeName, RefusesWhatLeadsOutOrHides) {
  for (const std::string_view name :
       {std::string_view(""), std::string_view(".."), std::string_view("."),
        std::string_view("../a"), std::string_view("a/../b"), std::string_view("a/."),
        std::string_view("/a"), std::string_view("a//b"), std::string_view("a/"),
        std::string_view("a\\b"), std::string_view("a\0b", 3), std::string_view("%2e%2e/a"),
        std::string_view("a%2Fb"), std::string_view("a%5Cb"), std::string_view("a%00")}) {
    EXPECT_FALSE(is_safe_name(name)) << name;
  }
}

class Beneath : public testing::TestWithParam<BeneathWay> {
 protected:
  Beneath() {
    folder_.write("root/a.txt", "a");
    folder_.write("root/sub/b.txt", "b");
    folder_.write("outside.txt", "secret");
    fs::create_symlink("../outside.txt", root() + "/out");
    fs::create_symlink(folder_ / "outside.txt", root() + "/absolute");
    fs::create_directory_symlink("..", root() + "/up");
    fs::create_symlink("a.txt", root() + "/inside");
    ::mkfifo((root() + "/pipe").c_str(), 0600);
  }
  std::string root() const { return folder_ / "root"; }
  std::string read(const std::string& name, std::size_t max = kMaxFileBytes) const {
    const auto bytes = read_file_beneath(root(), name, max, GetParam());
    EXPECT_EQ(is_file_beneath(root(), name, GetParam()),
              bytes.has_value() || bytes.error().code == "file/too-large");
    return bytes ? *bytes : bytes.error().code;
  }
  test::TempFolder folder_;
};

TEST_P(Beneath, ReadsPlainFiles) {
  EXPECT_EQ(read("a.txt"), "a");
  EXPECT_EQ(read("sub/b.txt"), "b");
}

TEST_P(Beneath, NothingElseIsThere) {
  for (const char* name : {"none", "sub", "a.txt/x", "pipe", "../outside.txt", "out", "absolute",
                           "up/outside.txt", "up/root/a.txt"}) {
    EXPECT_EQ(read(name), "file/not-found") << name;
  }
}

TEST_P(Beneath, HeedsItsLimit) {
  EXPECT_EQ(read("a.txt", 1), "a");
  folder_.write("root/long", "abc");
  EXPECT_EQ(read("long", 2), "file/too-large");
}

TEST_P(Beneath, LinksAreFollowedInsideWhereTheKernelWatches) {
  const std::string got = read("inside");
  if (GetParam() == BeneathWay::kWalk) {
    EXPECT_EQ(got, "file/not-found");
  } else {
    // An old kernel walks, too.
    EXPECT_TRUE(got == "a" || got == "file/not-found") << got;
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, Beneath, testing::Values(BeneathWay::kBest, BeneathWay::kWalk),
                         [](const auto& i) {
                           return i.param == BeneathWay::kBest ? "Kernel" : "Walk";
                         });

TEST(BeneathFolder, EmptyIsTheWorkingDirectory) {
  const test::TempFolder folder;
  folder.write("a", "x");
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  const auto bytes = read_file_beneath("", "a");
  fs::current_path(before);
  EXPECT_EQ(bytes.value(), "x");
}

TEST(BeneathFolder, ThatIsMissingHasNoFiles) {
  EXPECT_FALSE(is_file_beneath("/no/such/folder", "a"));
}

}  // namespace
}  // namespace ricochet::base
