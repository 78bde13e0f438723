#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::base {

namespace {

Diag file_diag(Diag::Kind kind, std::string code, const std::string& path, const std::string& what,
               std::string hint) {
  Diag d(kind, std::move(code), what, std::move(hint));
  d.where.file = path;
  return d;
}

/// 0 or the errno.
int write_all(int fd, std::string_view rest) {
  while (!rest.empty()) {
    const ssize_t n = ::write(fd, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const int error = errno;
    if (error == ENOENT) {
      return file_diag(Diag::Kind::kNotFound, "file/not-found", path,
                       "there is no file " + in_quotes(path),
                       "relative paths count from the working directory");
    }
    return file_diag(Diag::Kind::kInput, "file/unreadable", path,
                     "cannot read " + in_quotes(path) + ": " + std::strerror(error),
                     "check its permissions");
  }
  std::string out;
  char buffer[65536];
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)) {
    if (n > 0) out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > max_bytes) break;
  }
  const int error = errno;
  ::close(fd);
  if (n < 0) {
    return file_diag(Diag::Kind::kInput, "file/unreadable", path,
                     "cannot read " + in_quotes(path) + ": " + std::strerror(error),
                     error == EISDIR ? "name a file, not a folder" : "check the disk");
  }
  if (out.size() > max_bytes) {
    return file_diag(Diag::Kind::kInput, "file/too-large", path,
                     in_quotes(path) + " is larger than " + format_bytes(max_bytes), "split it");
  }
  return out;
}

Status write_file_atomic(const std::string& path, std::string_view content) {
  namespace fs = std::filesystem;
  auto fail = [&](const std::string& why) {
    return file_diag(Diag::Kind::kEnvironment, "file/unwritable", path,
                     "cannot write " + in_quotes(path) + ": " + why,
                     "name a place that exists and may be written");
  };
  std::error_code ec;
  // What a link points to is replaced, not the link.
  std::string target = path;
  if (fs::is_symlink(path, ec)) {
    const fs::path real = fs::weakly_canonical(path, ec);
    if (!ec) target = real.string();
  }
  struct stat existing {};
  const bool exists = ::stat(target.c_str(), &existing) == 0;
  if (exists && !S_ISREG(existing.st_mode) && !S_ISDIR(existing.st_mode)) {
    // A device or a pipe is there to be written to; a rename would put a plain file in its place.
    const int fd = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return fail(std::strerror(errno));
    const int error = write_all(fd, content);
    ::close(fd);
    return error == 0 ? Status() : fail(std::strerror(error));
  }
  const fs::path parent = fs::path(target).parent_path();
  ec.clear();  // asking about a file that is not there yet set it
  if (!parent.empty()) fs::create_directories(parent, ec);
  if (ec) return fail(ec.message());
  const std::string temporary = target + ".tmp-" + std::to_string(::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return fail(std::strerror(errno));
  int error = write_all(fd, content);
  if (error == 0 && exists && ::fchmod(fd, existing.st_mode & 07777) != 0) error = errno;
  if (error == 0 && ::fsync(fd) != 0 && errno != EINVAL) error = errno;
  if (::close(fd) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return fail(std::strerror(error));
}

}  // namespace ricochet::base
