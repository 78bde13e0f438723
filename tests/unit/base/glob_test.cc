#include "base/glob.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/program.h"

namespace ricochet::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool fits(const std::string& pattern, const std::string& path) {
  return Glob::compile(pattern).value().matches(path);
}

TEST(Glob, StarStaysInItsFolder) {
  EXPECT_TRUE(fits("*.json", "a.json"));
  EXPECT_TRUE(fits("*.json", ".json"));
  EXPECT_FALSE(fits("*.json", "a.jsonx"));
  EXPECT_FALSE(fits("*.json", "b/a.json"));
  EXPECT_TRUE(fits("b/*", "b/a.json"));
  EXPECT_TRUE(fits("*/a*.json", "b/ab.json"));
  EXPECT_FALSE(fits("*/a", "b/c/a"));
}

TEST(Glob, TwoStarsCrossFolders) {
  EXPECT_TRUE(fits("s/**", "s/a/b.json"));
  EXPECT_TRUE(fits("s/**/x.json", "s/a/b/x.json"));
  EXPECT_TRUE(fits("s/**/x.json", "s/x.json"));
  EXPECT_FALSE(fits("s/**/x.json", "s/ax.json"));
  EXPECT_FALSE(fits("s/**/x.json", "s/a/bx.json"));
  EXPECT_TRUE(fits("**/x.json", "x.json"));
  EXPECT_TRUE(fits("**.json", "a/b/x.json"));
}

TEST(Glob, OneCharacterAndSets) {
  EXPECT_TRUE(fits("a?.json", "ab.json"));
  EXPECT_FALSE(fits("a?.json", "a.json"));
  EXPECT_FALSE(fits("a?b", "a/b"));
  EXPECT_TRUE(fits("[a-c]x", "bx"));
  EXPECT_FALSE(fits("[a-c]x", "dx"));
  EXPECT_TRUE(fits("[!a-c]x", "dx"));
  EXPECT_FALSE(fits("[!a]x", "/x"));
  EXPECT_TRUE(fits("[]]x", "]x"));
  EXPECT_TRUE(fits("[a-]x", "-x"));
}

TEST(Glob, BracesAreAlternativesAndMayNest) {
  EXPECT_TRUE(fits("{a,b}.json", "a.json"));
  EXPECT_TRUE(fits("{a,b}.json", "b.json"));
  EXPECT_FALSE(fits("{a,b}.json", "c.json"));
  EXPECT_TRUE(fits("{a,b{1,2}}.json", "b2.json"));
  EXPECT_TRUE(fits("a{,x}", "a"));
}

TEST(Glob, BackslashTakesTheCharacterItself) {
  EXPECT_TRUE(fits("a\\*", "a*"));
  EXPECT_FALSE(fits("a\\*", "ab"));
  EXPECT_TRUE(fits("\\{a", "{a"));
}

TEST(Glob, NoPatternTakesExponentialTime) {
  std::string pattern, path(2000, 'a');
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(fits(pattern + "b", path));
}

TEST(Glob, BadPatternsSayWhyAndHowToMendThem) {
  for (const char* pattern : {"", "{a", "[a", "a\\", "{a,{b}"}) {
    const auto glob = Glob::compile(pattern);
    ASSERT_FALSE(glob) << pattern;
    EXPECT_EQ(glob.error().code, "glob/bad-pattern");
    EXPECT_NE(glob.error().hint, "");
  }
  std::string many;
  for (int i = 0; i < 12; ++i) many += "{a,b}";
  EXPECT_FALSE(Glob::compile(many));
  EXPECT_FALSE(Glob::compile(std::string(Glob::kMaxBytes + 1, 'a')));
}

class GlobOnDisk : public testing::Test {
 protected:
  GlobOnDisk() {
    for (const char* name : {"b.json", "a.json", "c.txt", "s/d.json", "s/t/e.json", ".h/f.json"})
      folder_.write(name, "[]");
  }
  std::vector<std::string> files(const std::string& pattern) const {
    auto out = Glob::compile(folder_ / pattern).value().expand().value().files;
    for (auto& file : out) file.erase(0, folder_.path().size() + 1);
    return out;
  }
  test::TempFolder folder_;
};

TEST_F(GlobOnDisk, FindsFilesInOrder) {
  EXPECT_THAT(files("*.json"), ElementsAre("a.json", "b.json"));
  EXPECT_THAT(files("{b,a,b}.json"), ElementsAre("b.json", "a.json"));
  EXPECT_THAT(files("**/*.json"), ElementsAre("a.json", "b.json", "s/d.json", "s/t/e.json"));
  EXPECT_THAT(files("*/*.json"), ElementsAre("s/d.json"));
  EXPECT_THAT(files(".h/*"), ElementsAre(".h/f.json"));
  EXPECT_THAT(files("*.xml"), IsEmpty());
  EXPECT_THAT(files("nowhere/*.xml"), IsEmpty());
}

TEST_F(GlobOnDisk, LinksToFilesCountCirclesOfLinksDoNot) {
  std::filesystem::create_symlink("c.txt", folder_ / "l.json");
  std::filesystem::create_symlink("..", folder_ / "s/up");
  EXPECT_THAT(files("*.json"), ElementsAre("a.json", "b.json", "l.json"));
  EXPECT_THAT(files("s/**"), ElementsAre("s/d.json", "s/t/e.json"));
}

TEST_F(GlobOnDisk, NamesTheFoldersWhereOneMoreFileCouldFit) {
  const auto deep = Glob::compile(folder_ / "s/**.json").value().expand().value();
  EXPECT_THAT(deep.folders, UnorderedElementsAre(folder_ / "s/", folder_ / "s/t/"));
  const auto flat = Glob::compile(folder_ / "s/*.json").value().expand().value();
  EXPECT_THAT(flat.folders, ElementsAre(folder_ / "s/"));
}

TEST(Glob, LooksAtABoundedNumberOfNames) {
  const test::TempFolder folder;
  // Each of 230 alternatives looks at each of 450 names.
  for (int i = 0; i < 450; ++i) folder.write("f" + std::to_string(i), "");
  std::string pattern = folder.path() + "/{";
  for (int i = 0; i < 230; ++i)
    pattern += (i == 0 ? "*" : ",*") + std::string(1, static_cast<char>('a' + i / 26)) +
               static_cast<char>('a' + i % 26);
  const auto glob = Glob::compile(pattern + "}");
  ASSERT_TRUE(glob) << glob.error().message;
  const auto found = glob->expand();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "glob/too-many");
}

}  // namespace
}  // namespace ricochet::base
