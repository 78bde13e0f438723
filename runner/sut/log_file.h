#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/loop.h"
#include "base/result.h"
#include "base/worker.h"
#include "runner/sut/process.h"

namespace ricochet::runner {

/// Everything that a service prints, over all its starts, byte by byte in a file. Written by the
/// loop's worker; what was seen is written also when this is gone. On the loop's thread.
class LogFile final : public SutObserver {
 public:
  /// What may wait for a disk that is too slow; beyond it output is left out, and the file says so.
  /// A part of what the loop's worker takes (base::Worker), which the logs of a suite share.
  static constexpr std::size_t kMaxWaiting = 16u << 20;

  /// Makes the folders that are missing, empties the file. Error: sut/log-file.
  static base::Result<std::unique_ptr<LogFile>> open(base::Loop& loop, const std::string& path);
  ~LogFile() override;

  const std::string& path() const { return path_; }
  void on_output(std::string_view bytes) override;
  /// A line of ours between what the service prints: "ricochet: started as process 4711".
  void note(const std::string& text);

 private:
  struct File;
  LogFile(base::Loop& loop, std::string path, std::shared_ptr<File> file);
  void write();
  void tell_left_out();

  base::Loop& loop_;
  std::string path_;
  std::shared_ptr<File> file_;
  std::string waiting_;
  std::uint64_t left_out_ = 0;
  bool writing_ = false;
  bool in_line_ = false;  ///< what was printed last has no line end
  base::Worker::Ticket ticket_;
};

}  // namespace ricochet::runner
