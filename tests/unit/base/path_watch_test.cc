#include "base/path_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "base/asio_loop.h"
#include "base/file.h"
#include "tests/support/program.h"

namespace ricochet::base {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;

constexpr Duration kWatchDeadline = std::chrono::seconds(20);  // none is meant to take it

class PathWatchTest : public testing::Test {
 protected:
  /// True once something was told; the count starts again.
  bool told() {
    const bool in_time = loop_.run_until([this] { return changes_ > 0; }, kWatchDeadline);
    changes_ = 0;
    return in_time;
  }
  /// What inotify has for us so far is there at once: one turn of the loop shows it.
  int told_by_now() {
    bool turned = false;
    loop_.post([&] { loop_.post([&] { turned = true; }); });
    loop_.run_until([&] { return turned; }, kWatchDeadline);
    return std::exchange(changes_, 0);
  }

  test::TempFolder folder_;
  AsioLoop loop_;
  int changes_ = 0;
  PathWatch watch_{loop_, [this] { ++changes_; }};
};

TEST_F(PathWatchTest, TellsOfWritesRenamesAndRemovals) {
  ASSERT_TRUE(watch_.watch({folder_.path()}, {}));
  folder_.write("a", "1");
  EXPECT_TRUE(told());
  fs::rename(folder_ / "a", folder_ / "b");
  EXPECT_TRUE(told());
  fs::remove(folder_ / "b");
  EXPECT_TRUE(told());
}

TEST_F(PathWatchTest, TellsOfWritesIntoAFileThatStaysOpenOnlyIfTheFileIsWatched) {
  std::ofstream open(folder_ / "a");
  ASSERT_TRUE(watch_.watch({folder_.path()}, {}));
  open << "line\n" << std::flush;
  EXPECT_EQ(told_by_now(), 0);
  ASSERT_TRUE(watch_.watch({folder_.path()}, {folder_ / "a"}));
  open << "line\n" << std::flush;
  EXPECT_TRUE(told());
}

TEST_F(PathWatchTest, AFolderThatWasReplacedIsWatchedAfterAskingAgain) {
  fs::create_directory(folder_ / "c");
  ASSERT_TRUE(watch_.watch({folder_ / "c"}, {}));
  fs::rename(folder_ / "c", folder_ / "old");
  EXPECT_TRUE(told());
  fs::create_directory(folder_ / "c");
  ASSERT_TRUE(watch_.watch({folder_ / "c"}, {}));
  folder_.write("c/x", "");
  EXPECT_TRUE(told());
  folder_.write("old/x", "");
  EXPECT_EQ(told_by_now(), 0);
}

TEST_F(PathWatchTest, WhatIsWatchedNoMoreIsSilent) {
  fs::create_directory(folder_ / "c");
  fs::create_directory(folder_ / "d");
  ASSERT_TRUE(watch_.watch({folder_ / "c"}, {}));
  ASSERT_TRUE(watch_.watch({folder_ / "d"}, {}));
  told_by_now();
  folder_.write("c/x", "");
  EXPECT_EQ(told_by_now(), 0);
  folder_.write("d/x", "");
  EXPECT_TRUE(told());
}

TEST_F(PathWatchTest, FoldersBehindAPathAreThoseOfItsLinksToo) {
  folder_.write("v1/f.json", "");
  fs::create_symlink("v1", folder_ / "..data");
  fs::create_symlink("..data/f.json", folder_ / "f.json");
  const auto folders = folders_behind(folder_ / "f.json");
  EXPECT_THAT(folders, Contains(folder_.path()));
  EXPECT_THAT(folders, Contains(folder_ / "v1"));
}

TEST_F(PathWatchTest, OfWhatDoesNotExistTheNearestFolderIsWatched) {
  EXPECT_THAT(folders_behind(folder_ / "x/y/z.json"), ElementsAre(folder_.path()));
  EXPECT_THAT(folders_behind("nowhere-at-all.json"), ElementsAre("."));
}

TEST_F(PathWatchTest, ACircleOfLinksHasAnEnd) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  EXPECT_THAT(folders_behind(folder_ / "a"), ElementsAre(folder_.path()));
}

/// While it lives no descriptor can be opened.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(PathWatchTest, SaysWhatToRaiseWhenTheSystemGivesNoWatch) {
  const NoDescriptors none;
  const auto status = watch_.watch({folder_.path()}, {});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "watch/unavailable");
  EXPECT_EQ(status.error().kind, Diag::Kind::kEnvironment);
  EXPECT_NE(status.error().hint.find("fs.inotify.max_user_instances"), std::string::npos);
}

}  // namespace
}  // namespace ricochet::base
