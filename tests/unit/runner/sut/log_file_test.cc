// What a service prints, in a file: every byte, and how many were left out where the disk is too
// slow.
#include "runner/sut/log_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/fake_loop.h"
#include "tests/support/program.h"

namespace ricochet::runner {
namespace {

class LogFileTest : public testing::Test {
 protected:
  void open() {
    auto opened = LogFile::open(loop_, path_);
    ASSERT_TRUE(opened) << opened.error().message;
    log_ = std::move(*opened);
  }
  /// What is in the file when all is over.
  std::string written() {
    log_.reset();
    loop_.worker().release();
    loop_.run_ready();
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// The bytes of a service that fill all that may wait.
  void fill() {
    loop_.worker().hold();
    log_->on_output("a");  // on its way to the disk
    log_->on_output(std::string(LogFile::kMaxWaiting - 1, 'b') + "\n");
  }

  const test::TempFolder folder_;
  const std::string path_ = folder_ / "logs/shop.log";
  test::FakeLoop loop_;
  std::unique_ptr<LogFile> log_;
};

TEST_F(LogFileTest, NotesStandOnLinesOfTheirOwn) {
  open();
  log_->note("started as process 1");
  log_->on_output("up\nready");
  log_->note("started as process 2");
  log_->on_output("");
  EXPECT_EQ(written(),
            "ricochet: started as process 1\nup\nready\nricochet: started as process 2\n");
}

TEST_F(LogFileTest, OpeningEmptiesTheFile) {
  open();
  log_->on_output("old\n");
  written();
  open();
  log_->on_output("new\n");
  EXPECT_EQ(written(), "new\n");
}

TEST_F(LogFileTest, WhatADiskIsTooSlowForIsCountedWhereItIsMissing) {
  open();
  fill();
  log_->on_output("lost");
  log_->on_output(" too");
  loop_.worker().release_one();
  loop_.run_ready();  // there is room again
  log_->on_output("seen\n");
  const std::string all = written();
  EXPECT_EQ(all.substr(LogFile::kMaxWaiting + 1),
            "\nricochet: 8 bytes left out here: the disk is too slow\nseen\n");
}

TEST_F(LogFileTest, SoItIsWhenNothingIsPrintedBehindIt) {
  open();
  fill();
  log_->on_output("lost");
  EXPECT_EQ(written().substr(LogFile::kMaxWaiting + 1),
            "\nricochet: 4 bytes left out here: the disk is too slow\n");
}

TEST_F(LogFileTest, WhatCannotBeMadeIsRefusedWithItsName) {
  folder_.write("logs", "a file");
  const auto refused = LogFile::open(loop_, path_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "sut/log-file");
  EXPECT_NE(refused.error().message.find(path_), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace ricochet::runner
