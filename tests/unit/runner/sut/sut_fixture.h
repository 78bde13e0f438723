#pragma once
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/asio_loop.h"
#include "runner/sut/process.h"

namespace ricochet::runner {

/// The deadline of every wait: reached only when something is broken.
inline constexpr base::Duration kDeadline = std::chrono::seconds(20);

/// A folder of its own, and the last of its members to go.
class TempFolder {
 public:
  TempFolder() : path_((std::filesystem::temp_directory_path() / "ricochet-sut-XXXXXX").string()) {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A shell script as the service.
class SutFixture : public testing::Test {
 protected:
  static SutCommand script(const std::string& text) {
    SutCommand command;
    command.name = "shop";
    command.argv = {"/bin/sh", "-c", text};
    command.watcher = RICOCHET_TEST_WATCHER;
    return command;
  }
  void start(const SutCommand& command, OutputLimits limits = {}) {
    process_ = std::make_unique<SutProcess>(loop_, limits);
    process_->start(command).value();
  }
  void start(const std::string& text) { start(script(text)); }

  /// Waits for the end of a process that is not our child; zombies, which its parent has yet to
  /// collect, count as gone: a pidfd says so. False: it is still there after the deadline.
  static bool is_gone(pid_t pid) {
    const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
    if (!pidfd) return errno == ESRCH;
    pollfd wait{pidfd.get(), POLLIN, 0};
    return ::poll(&wait, 1, 20'000) == 1;
  }

  bool wait_until(const std::function<bool()>& done) { return loop_.run_until(done, kDeadline); }
  bool wait_for_exit() {
    return wait_until([&] { return process_->exit_status().has_value(); });
  }
  bool wait_for_line(const std::string& text) {
    return wait_until([&] {
      for (const OutputLine& line : process_->output().lines()) {
        if (line.text == text) return true;
      }
      return false;
    });
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> found;
    for (const OutputLine& line : process_->output().lines()) found.push_back(line.text);
    return found;
  }

  base::AsioLoop loop_;
  TempFolder folder_;
  std::unique_ptr<SutProcess> process_;
};

}  // namespace ricochet::runner
