#include "base/file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/duration.h"
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

/// 0 is the end, below are errnos: -ETIMEDOUT when what is not `plain` stays silent.
ssize_t read_some(int fd, bool plain, char* buffer, std::size_t size) {
  constexpr int kWait = static_cast<int>(std::chrono::milliseconds(kPipeSilence).count());
  for (;;) {
    pollfd asked{fd, POLLIN, 0};
    if (!plain && ::poll(&asked, 1, kWait) == 0) return -ETIMEDOUT;
    const ssize_t n = ::read(fd, buffer, size);
    if (n >= 0) return n;
    if (errno != EINTR && errno != EAGAIN) return -errno;
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes, FileKind kind) {
  const auto unreadable = [&](const std::string& why, std::string hint) {
    return file_diag(Diag::Kind::kInput, "file/unreadable", path,
                     "cannot read " + in_quotes(path) + ": " + why, std::move(hint));
  };
  // A pipe without a writer must not hold us up.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    const int error = errno;
    if (error != ENOENT) return unreadable(std::strerror(error), "check its permissions");
    return file_diag(Diag::Kind::kNotFound, "file/not-found", path,
                     "there is no file " + in_quotes(path),
                     "relative paths count from the working directory");
  }
  struct stat status {};
  const bool plain =
      ::fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
  if (!plain && kind == FileKind::kPlain) {
    ::close(fd);
    return unreadable("it is not a plain file", "a pipe or a device may keep everybody waiting");
  }
  std::string out;
  char buffer[65536];
  ssize_t n = 0;
  while (out.size() <= max_bytes && (n = read_some(fd, plain, buffer, sizeof buffer)) > 0)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  if (n == -ETIMEDOUT) {
    return unreadable("it is a pipe, and nothing came for " + humanize(kPipeSilence),
                      "write to it, or name a file");
  }
  if (n < 0) {
    return unreadable(std::strerror(static_cast<int>(-n)),
                      n == -EISDIR ? "name a file, not a folder" : "check the disk");
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
