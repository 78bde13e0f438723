#pragma once
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::runner {

/// Where a report goes: a file, or a stream that is not its own (stdout). What could not be written
/// is told once, by status(), and nothing more is tried then. Error: file/unwritable.
class ReportFile {
 public:
  /// Opened by the first writing call; missing folders are made, what stood there is gone.
  explicit ReportFile(std::string path) : path_(std::move(path)) {}
  /// Must outlive this.
  explicit ReportFile(std::ostream& out) : out_(&out) {}
  ~ReportFile();
  ReportFile(ReportFile&& other) noexcept;
  ReportFile& operator=(ReportFile&&) = delete;

  /// Behind what was written, and on its way to the disk when this returns.
  void append(std::string_view text);
  /// Behind what others have written there: a file that several programs share.
  void append_to_shared(std::string_view text);
  /// Puts the text at this place, over what stands there. Only where can_write_at().
  void write_at(std::size_t offset, std::string_view text);
  /// A stream, a pipe and a device only go on.
  bool can_write_at();
  const base::Status& status() const { return status_; }
  const std::string& path() const { return path_; }

 private:
  bool open(int flags);
  void fail(int error);

  std::string path_;
  std::ostream* out_ = nullptr;
  int fd_ = -1;
  bool plain_ = false;
  base::Status status_ = {};
};

}  // namespace ricochet::runner
