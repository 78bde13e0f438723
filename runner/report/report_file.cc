#include "runner/report/report_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <utility>

#include "base/text/printable.h"

namespace ricochet::runner {

ReportFile::ReportFile(ReportFile&& other) noexcept
    : path_(std::move(other.path_)),
      out_(other.out_),
      fd_(std::exchange(other.fd_, -1)),
      plain_(other.plain_),
      status_(std::move(other.status_)) {}

ReportFile::~ReportFile() {
  if (fd_ >= 0) ::close(fd_);
}

void ReportFile::fail(int error) {
  const std::string place = out_ != nullptr ? "to standard output" : base::in_quotes(path_);
  base::Diag diag(base::Diag::Kind::kEnvironment, "file/unwritable",
                  "cannot write " + place + ": " + std::strerror(error),
                  out_ != nullptr ? "let what reads it read on, or name a file"
                                  : "name a place that exists and may be written");
  diag.where.file = path_;
  status_ = diag;
}

bool ReportFile::open(int flags) {
  if (!status_) return false;
  if (fd_ >= 0 || out_ != nullptr) return true;
  std::error_code ec;
  const auto folder = std::filesystem::path(path_).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ec);
  if (ec) {
    fail(ec.value());
    return false;
  }
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
  if (fd_ < 0) {
    fail(errno);
    return false;
  }
  struct stat file {};
  plain_ = ::fstat(fd_, &file) == 0 && S_ISREG(file.st_mode);
  return true;
}

bool ReportFile::can_write_at() { return open(O_TRUNC) && out_ == nullptr && plain_; }

void ReportFile::append(std::string_view text) {
  if (!open(O_TRUNC)) return;
  if (out_ != nullptr) {
    if (!(*out_ << text << std::flush)) fail(errno != 0 ? errno : EIO);
    return;
  }
  while (!text.empty()) {
    const ssize_t n = ::write(fd_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void ReportFile::append_to_shared(std::string_view text) {
  if (open(O_APPEND)) append(text);
}

void ReportFile::write_at(std::size_t offset, std::string_view text) {
  if (!can_write_at()) return;
  while (!text.empty()) {
    const ssize_t n = ::pwrite(fd_, text.data(), text.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno);
    text.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::size_t>(n);
  }
}

}  // namespace ricochet::runner
