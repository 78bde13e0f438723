#include "runner/model/discover.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScenario = R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })";

/// "file of suite folder", in order.
std::vector<std::string> scenarios(const Discovery& found) {
  std::vector<std::string> out;
  for (const auto& s : found.scenarios) out.push_back(s->file + " of " + s->suite->folder);
  return out;
}

std::string broken(const Discovery& found) {
  std::string out;
  for (const auto& b : found.broken) out += golden_entry(b.file, b.diags);
  return out;
}

using Strings = std::vector<std::string>;

TEST(Discover, WhatIsIncludedNeedsNoWord) {
  WorkFolder folder;
  folder.write("all/ricochet.json", R"({ "include": "vars.json" })");
  folder.write("all/vars.json", R"({ "shared": "vars", "vars": { "a": 1 } })");
  folder.write("all/a.json",
               R"({ "scenario": "s", "steps": [ { "include": "shared/log-in.json" } ] })");
  folder.write("all/shared/log-in.json",
               R"({ "shared": "log in", "steps": [ { "include": "deeper.json" } ] })");
  folder.write("all/shared/deeper.json",
               R"({ "shared": "deeper", "steps": [ { "pause": "1ms" } ] })");
  folder.write("all/shared/unused.json",
               R"({ "shared": "unused", "steps": [ { "pause": "1ms" } ] })");
  const Discovery found = discover({"all"});
  EXPECT_EQ(broken(found), "");
  ASSERT_EQ(found.others.size(), 1u);
  EXPECT_EQ(found.others[0].file, "all/shared/unused.json");
}

TEST(Discover, TheNearestSuiteUpwardsIsTheSuite) {
  WorkFolder folder;
  folder.write("all/ricochet.json", "{}");
  folder.write("all/b.json", kScenario);
  folder.write("all/a.json", kScenario);
  folder.write("all/deep/er/c.json", kScenario);
  folder.write("all/inner/ricochet.json", R"({ "bins": ["x"] })");
  folder.write("all/inner/d.json", kScenario);
  folder.write("all/inner/more/e.json", kScenario);
  const Discovery found = discover({"all"});
  EXPECT_EQ(broken(found), "");
  EXPECT_EQ(scenarios(found),
            (Strings{"all/a.json of all", "all/b.json of all", "all/deep/er/c.json of all",
                     "all/inner/d.json of all/inner", "all/inner/more/e.json of all/inner"}));
  ASSERT_EQ(found.suites.size(), 2u);
  EXPECT_EQ(found.suites[0]->file, "all/ricochet.json");
  EXPECT_EQ(found.suites[1]->file, "all/inner/ricochet.json");
  EXPECT_EQ(found.scenarios[3]->suite, found.suites[1]);
}

TEST(Discover, ASuiteAboveTheNamedPathIsFound) {
  WorkFolder folder;
  folder.write("ricochet.json", "{}");
  folder.write("a/b/s.json", kScenario);
  for (const char* path : {"a/b/s.json", "a/b", "./a/b/", "a", "."}) {
    EXPECT_EQ(scenarios(discover({path})), Strings{"a/b/s.json of ."}) << path;
  }
  EXPECT_EQ(scenarios(discover({folder.path() + "/a/b/s.json"})),
            Strings{folder.path() + "/a/b/s.json of " + folder.path()});
  fs::current_path("a/b");
  EXPECT_EQ(scenarios(discover({"s.json"})), Strings{"s.json of ../.."});
}

TEST(Discover, WithoutASuiteTheFolderIsTheSuite) {
  WorkFolder folder;
  folder.write("a/s.json", kScenario);
  folder.write("a/t.json", kScenario);
  const Discovery found = discover({"a"});
  EXPECT_EQ(scenarios(found), (Strings{"a/s.json of a", "a/t.json of a"}));
  ASSERT_EQ(found.suites.size(), 1u);
  EXPECT_EQ(found.suites[0]->file, "");
}

TEST(Discover, NamingTheSuiteFileMeansItsFolder) {
  WorkFolder folder;
  folder.write("a/ricochet.json", "{}");
  folder.write("a/s.json", kScenario);
  EXPECT_EQ(scenarios(discover({"a/ricochet.json"})), Strings{"a/s.json of a"});
  fs::current_path("a");
  EXPECT_EQ(scenarios(discover({"ricochet.json"})), Strings{"s.json of ."});
}

TEST(Discover, LeavesOutWhatIsNoScenario) {
  WorkFolder folder;
  for (const char* name :
       {"s.json", ".hidden/s.json", ".s.json", "node_modules/s.json", "a/node_modules/b/s.json",
        "a/venv/lib/s.json", "s.json.orig", "s.txt"}) {
    folder.write(name, kScenario);
  }
  folder.write("a/venv/pyvenv.cfg", "home = /usr/bin\n");
  folder.write("stubs.json", R"([ { "response": { "text": "no \"scenario\" here" } } ])");
  folder.write("data.json", R"({ "deep": { "scenario": 1, "steps": [] } })");
  folder.write("package.json", R"({ "name": "x" })");
  folder.write("broken-data.json", R"({ "name": )");
  const Discovery found = discover({"."});
  EXPECT_EQ(scenarios(found), Strings{"s.json of ."});
  EXPECT_EQ(broken(found), "");
}

TEST(Discover, AHiddenFolderThatIsNamedIsSearched) {
  WorkFolder folder;
  folder.write(".ci/s.json", kScenario);
  EXPECT_EQ(scenarios(discover({".ci"})), Strings{".ci/s.json of .ci"});
}

TEST(Discover, AVirtualEnvironmentThatIsNamedIsSearched) {
  WorkFolder folder;
  folder.write("venv/pyvenv.cfg", "home = /usr/bin\n");
  folder.write("venv/s.json", kScenario);
  EXPECT_EQ(scenarios(discover({"venv"})), Strings{"venv/s.json of venv"});
}

TEST(Discover, AFileNamedTwiceRunsOnce) {
  WorkFolder folder;
  folder.write("ricochet.json", "{}");
  folder.write("a/s.json", kScenario);
  const Discovery found =
      discover({"a/s.json", "a", "./a/../a/s.json", folder.path() + "/a/s.json", "a/s.json"});
  EXPECT_EQ(scenarios(found), Strings{"a/s.json of ."});
  EXPECT_EQ(found.suites.size(), 1u);
}

TEST(Discover, OriginIsTheSameHoweverThePathIsTyped) {
  WorkFolder folder;
  folder.write("shop/ricochet.json", "{}");
  folder.write("shop/sub/s.json", kScenario);
  folder.write("bare/s.json", kScenario);
  const auto origin = [](const std::string& path) {
    const Discovery found = discover({path});
    return found.scenarios.size() == 1 ? found.scenarios[0]->origin : "not found";
  };
  for (const char* path : {"shop", "./shop", "shop/sub", "shop/sub/s.json", "./shop/sub/s.json",
                           "shop/../shop/sub/../sub/s.json"}) {
    EXPECT_EQ(origin(path), "shop/sub/s.json") << path;
  }
  EXPECT_EQ(origin(folder.path() + "/shop/sub/s.json"), "shop/sub/s.json");
  EXPECT_EQ(origin("bare/s.json"), "bare/s.json") << "without a suite file";
  fs::current_path("shop/sub");
  for (const char* path : {".", "s.json", "../sub/s.json", "../../shop"})
    EXPECT_EQ(origin(path), "shop/sub/s.json") << path;
  fs::current_path(folder.path());
}

TEST(Discover, ScenariosOfOneSuiteStandTogether) {
  WorkFolder folder;
  for (const char* name : {"a/ricochet.json", "b/ricochet.json"}) folder.write(name, "{}");
  for (const char* name : {"a/1.json", "a/2.json", "b/1.json"}) folder.write(name, kScenario);
  EXPECT_EQ(scenarios(discover({"a/2.json", "b", "a/1.json"})),
            (Strings{"a/2.json of a", "a/1.json of a", "b/1.json of b"}));
}

TEST(Discover, BrokenFilesAreNamedWithTheirFindings) {
  WorkFolder folder;
  folder.write("no-json.json", R"({ "scenario": "s", "steps": [ )");
  folder.write("no-name.json", R"({ "steps": [ {} ] })");
  folder.write("suite/ricochet.json", R"({ "bin": [] })");
  folder.write("suite/s.json", kScenario);
  folder.write("suite/t.json", kScenario);
  const Discovery found = discover({"."});
  EXPECT_EQ(scenarios(found), Strings{});
  test::expect_golden("runner/discover_broken.txt", broken(found));
}

TEST(Discover, WhatIsNamedMustBeAScenario) {
  WorkFolder folder;
  folder.write("object.json", R"({ "name": "x" })");
  folder.write("stubs.json", R"([ { "response": { "text": "x" } } ])");
  folder.write("broken.json", "{ ");
  folder.write("notes.txt", "hello");
  const Discovery found = discover({"object.json", "stubs.json", "broken.json", "notes.txt"});
  EXPECT_EQ(scenarios(found), Strings{});
  test::expect_golden("runner/discover_named.txt", broken(found));
}

TEST(Discover, PathsThatLeadNowhere) {
  WorkFolder folder;
  const Discovery found = discover({"gone", "gone/s.json"});
  EXPECT_TRUE(found.broken.empty());
  test::expect_golden("runner/discover_paths.txt", golden_entry("paths", found.bad_paths));
}

TEST(Discover, LinksDoNotLeadRoundInCircles) {
  WorkFolder folder;
  folder.write("a/s.json", kScenario);
  fs::create_directory_symlink("..", "a/up");
  fs::create_directory_symlink(".", "a/here");
  fs::create_symlink("loop.json", "a/loop.json");
  fs::create_symlink("gone", "a/dangling.json");
  const Discovery found = discover({"a"});
  EXPECT_EQ(scenarios(found), Strings{"a/s.json of a"});
  EXPECT_EQ(broken(found), "");
  ASSERT_EQ(found.others.size(), 2u);
  for (const auto& other : found.others) EXPECT_EQ(other.what, "a link that leads nowhere");
}

std::string others(const Discovery& found) {
  std::string out;
  for (const auto& other : found.others) out += other.file + ": " + other.what + "\n";
  return out;
}

TEST(Discover, WhatIsNotTakenIsTold) {
  WorkFolder folder;
  folder.write("all/ricochet.json", R"({ "stubs": { "photos": "stubs/photos.json" } })");
  folder.write("all/stubs/photos.json", "[]");
  folder.write("all/stubs/old.json", "[]");
  folder.write("all/UPPER.JSON", kScenario);
  folder.write("all/data.json", R"({ "a": 1 })");
  folder.write("all/half.json", R"({ "a": )");
  folder.write("all/large.json", "[" + std::string(2u << 20, ' ') + "]");
  folder.write("all/login.json", R"({ "shared": "log in", "steps": [] })");
  fs::create_symlink("nowhere.json", fs::path(folder.path()) / "all/link.json");
  ASSERT_EQ(::mkfifo((folder.path() + "/all/pipe.json").c_str(), 0600), 0);
  const Discovery found = discover({"all"});
  EXPECT_EQ(broken(found), "");
  EXPECT_EQ(scenarios(found), Strings{"all/UPPER.JSON of all"});
  EXPECT_EQ(others(found),
            "all/data.json: an object without \"scenario\" and \"steps\"\n"
            "all/half.json: not JSON: " +
                found.others[1].what.substr(10) +
                "\n"
                "all/large.json: data of more than 1 MiB\n"
                "all/link.json: a link that leads nowhere\n"
                "all/login.json: steps and vars to include\n"
                "all/pipe.json: not a file but a pipe or a device\n"
                "all/stubs/old.json: a list, as stub files are\n");
}

TEST(Discover, WhatWasMeantToBeAScenarioIsAnError) {
  WorkFolder folder;
  folder.write("all/a.json", R"({ "scenarios": "s", "step": [] })");
  folder.write("all/b.json", R"({ "stepps": [] })");
  folder.write("all/c.json", std::string_view("\xFF\xFE{\0}\0", 6));
  folder.write("all/d.json", std::string_view("{\0\"\0s\0", 6));
  const Discovery found = discover({"all"});
  EXPECT_EQ(found.scenarios.size(), 0u);
  test::expect_golden("runner/discover_meant.txt", broken(found));
}

TEST(Discover, APipeThatIsNamedIsRefusedAtOnce) {
  WorkFolder folder;
  folder.write("in/s.json", kScenario);
  ASSERT_EQ(::mkfifo((folder.path() + "/pipe.json").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((folder.path() + "/in/ricochet.json").c_str(), 0600), 0);
  test::expect_golden("runner/discover_pipes.txt", broken(discover({"pipe.json", "in"})));
}

TEST(Discover, AFolderThatCannotBeReadIsAnError) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  WorkFolder folder;
  folder.write("all/shut/s.json", kScenario);
  fs::permissions("all/shut", fs::perms::none);
  const Discovery found = discover({"all"});
  fs::permissions("all/shut", fs::perms::owner_all);
  ASSERT_EQ(found.broken.size(), 1u);
  EXPECT_EQ(codes(found.broken[0].diags), "run/unreadable-folder");
}

}  // namespace
}  // namespace ricochet::runner
