#include "base/file.h"
#include "base/reach.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace ricochet::base {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "ricochet-file-XXXXXX";
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  std::string folder_;
};

TEST_F(FileTest, ReadsWhatWasWritten) {
  const std::string bytes("a\0b\r\n\xFF", 6);
  ASSERT_TRUE(write_file_atomic(path("x"), bytes).has_value());
  EXPECT_EQ(read_file(path("x")).value(), bytes);
  ASSERT_TRUE(write_file_atomic(path("x"), "").has_value());
  EXPECT_EQ(read_file(path("x")).value(), "");
  EXPECT_EQ(entries(), 1u);  // no temporary file stays
}

TEST_F(FileTest, LargeFilesComeBackWhole) {
  std::string bytes(300'000, 'x');
  for (std::size_t i = 0; i < bytes.size(); i += 7) bytes[i] = static_cast<char>(i);
  ASSERT_TRUE(write_file_atomic(path("x"), bytes).has_value());
  EXPECT_EQ(read_file(path("x")).value(), bytes);
}

/// What a shell makes of `<(command)`, and what an open without care waits for for ever.
TEST_F(FileTest, APipeIsReadToItsEnd) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::thread writer([this] {
    const int fd = ::open(path("pipe").c_str(), O_WRONLY);
    EXPECT_EQ(::write(fd, "[]", 2), 2);
    ::close(fd);
  });
  EXPECT_EQ(read_file(path("pipe")).value(), "[]");
  writer.join();
}

TEST_F(FileTest, WhatMayKeepOthersWaitingIsNotRead) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const auto result = read_file(path("pipe"), kMaxFileBytes, FileKind::kPlain);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file/unreadable");
  EXPECT_EQ(result.error().message, "cannot read \"" + path("pipe") + "\": it is not a plain file");
}

TEST_F(FileTest, MissingFileSaysSo) {
  const auto result = read_file(path("none"));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file/not-found");
  EXPECT_EQ(result.error().where.file, path("none"));
  EXPECT_FALSE(result.error().hint.empty());
}

TEST_F(FileTest, FolderIsNoFile) {
  const auto result = read_file(folder_);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file/unreadable");
  EXPECT_EQ(result.error().hint, "name a file, not a folder");
}

TEST_F(FileTest, FileAsFolderIsUnreadable) {
  ASSERT_TRUE(write_file_atomic(path("x"), "").has_value());
  EXPECT_EQ(read_file(path("x/y")).error().code, "file/unreadable");
}

TEST_F(FileTest, LimitIsInTheText) {
  ASSERT_TRUE(write_file_atomic(path("x"), std::string(2049, 'x')).has_value());
  EXPECT_TRUE(read_file(path("x"), 2049).has_value());
  const auto result = read_file(path("x"), 2048);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, "file/too-large");
  EXPECT_NE(result.error().message.find("2.0 KiB"), std::string::npos);
}

TEST_F(FileTest, WriteMakesFolders) {
  ASSERT_TRUE(write_file_atomic(path("a/b/c.txt"), "x").has_value());
  EXPECT_EQ(read_file(path("a/b/c.txt")).value(), "x");
}

TEST_F(FileTest, WriteFailuresSayWhyAndLeaveNothingBehind) {
  ASSERT_TRUE(write_file_atomic(path("file"), "old").has_value());
  fs::create_directory(path("folder"));
  const std::string cases[] = {path("file/below.txt"), path("folder"), path(std::string(300, 'n')),
                               ""};
  for (const auto& c : cases) {
    const auto status = write_file_atomic(c, "new");
    ASSERT_FALSE(status.has_value()) << c;
    EXPECT_EQ(status.error().code, "file/unwritable") << c;
    EXPECT_NE(status.error().message.find("cannot write"), std::string::npos);
    EXPECT_FALSE(status.error().hint.empty());
  }
  EXPECT_EQ(read_file(path("file")).value(), "old");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(FileTest, AFullDiskKeepsTheOldFile) {
  // A size limit of this process stands in for a full disk; SIGXFSZ is ignored so that write()
  // reports it.
  ASSERT_TRUE(write_file_atomic(path("x"), "old").has_value());
  auto write_too_much = [&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100, 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto status = write_file_atomic(path("x"), std::string(5000, 'x'));
    const bool reported = !status.has_value() && status.error().code == "file/unwritable";
    ::_exit(reported && read_file(path("x")).value() == "old" && entries() == 1 ? 0 : 1);
  };
  EXPECT_EXIT(write_too_much(), ::testing::ExitedWithCode(0), "");
}

TEST_F(FileTest, ADeviceOrPipeIsWrittenToNotReplaced) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  ASSERT_TRUE(write_file_atomic(path("pipe"), "through").has_value());
  char buffer[16] = {};
  EXPECT_EQ(::read(reader, buffer, sizeof buffer), 7);
  EXPECT_STREQ(buffer, "through");
  ::close(reader);
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(FileTest, WhatCannotBeReachedIsNotSaidToBeMissing) {
  EXPECT_FALSE(out_of_reach(path("nowhere/x")).has_value());
  ASSERT_TRUE(write_file_atomic(path("file"), "").has_value());
  EXPECT_FALSE(out_of_reach(path("file")).has_value());
  EXPECT_FALSE(out_of_reach(path("file/x")).has_value());
  fs::create_symlink("circle", path("circle"));  // as a folder without rights, but for root, too
  const auto why = out_of_reach(path("circle/x"));
  ASSERT_TRUE(why.has_value());
  EXPECT_EQ(why->code, "file/unreadable");
  EXPECT_EQ(why->message,
            "cannot read \"" + path("circle/x") + "\": Too many levels of symbolic links");
}

TEST_F(FileTest, ALinkStaysALink) {
  ASSERT_TRUE(write_file_atomic(path("real/report.xml"), "old").has_value());
  fs::create_symlink("real/report.xml", path("latest.xml"));
  ASSERT_TRUE(write_file_atomic(path("latest.xml"), "new").has_value());
  EXPECT_TRUE(fs::is_symlink(path("latest.xml")));
  EXPECT_EQ(read_file(path("real/report.xml")).value(), "new");
}

TEST_F(FileTest, AModeThatWasSetStays) {
  ASSERT_TRUE(write_file_atomic(path("x"), "old").has_value());
  ASSERT_EQ(::chmod(path("x").c_str(), 0600), 0);
  ASSERT_TRUE(write_file_atomic(path("x"), "new").has_value());
  struct stat info {};
  ASSERT_EQ(::stat(path("x").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace ricochet::base
