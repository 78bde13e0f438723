#include "base/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::base {

namespace {

/// Closes itself.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// A pipe without a writer must not hold us up.
constexpr int kRead = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Fd open_by_kernel(int folder, const std::string& name) {
  open_how how{};
  how.flags = kRead;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const long fd = ::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
    // Renames elsewhere may disturb the kernel's own check: it asks to be asked again.
    if (fd >= 0 || errno != EAGAIN || attempt == 8) return Fd(static_cast<int>(fd));
  }
}

Fd open_by_walk(int folder, std::string_view name) {
  Fd at(::fcntl(folder, F_DUPFD_CLOEXEC, 0));
  const auto parts = split(name, '/');
  for (std::size_t i = 0; at.ok() && i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const int flags = O_NOFOLLOW | (last ? kRead : O_PATH | O_DIRECTORY | O_CLOEXEC);
    at = Fd(::openat(at.get(), std::string(parts[i]).c_str(), flags));
  }
  return at;
}

/// A plain file, or nothing.
Fd open_beneath(const std::string& folder, std::string_view name, BeneathWay way) {
  if (!is_safe_name(name)) return Fd();
  const Fd root(::open(folder.empty() ? "." : folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.ok()) return Fd();
  Fd file;
  if (way == BeneathWay::kBest) file = open_by_kernel(root.get(), std::string(name));
  // ENOSYS: an old kernel; EPERM: a sandbox that does not know the call.
  const bool cannot = !file.ok() && (errno == ENOSYS || errno == EPERM);
  if (way == BeneathWay::kWalk || cannot) file = open_by_walk(root.get(), name);
  struct stat status {};
  if (!file.ok() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return Fd();
  return file;
}

Diag diag(Diag::Kind kind, std::string code, std::string_view name, const std::string& what,
          std::string hint) {
  Diag d(kind, std::move(code), what, std::move(hint));
  d.where.file = name;
  return d;
}

}  // namespace

bool is_safe_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> kEncoded = {"%2e", "%2f", "%5c", "%00"};
  if (name.empty() || name.find('\0') != std::string_view::npos ||
      name.find('\\') != std::string_view::npos)
    return false;
  const std::string lower = to_lower(name);
  for (const auto code : kEncoded) {
    if (lower.find(code) != std::string::npos) return false;
  }
  const auto parts = split(name, '/');
  return std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
}

bool is_file_beneath(const std::string& folder, std::string_view name, BeneathWay way) {
  return open_beneath(folder, name, way).ok();
}

Result<std::string> read_file_beneath(const std::string& folder, std::string_view name,
                                      std::size_t max_bytes, BeneathWay way) {
  const std::string shown = in_quotes(shorten(name, 200));
  const Fd file = open_beneath(folder, name, way);
  if (!file.ok()) {
    return diag(
        Diag::Kind::kNotFound, "file/not-found", name,
        "there is no file " + shown + " in the folder " + in_quotes(folder.empty() ? "." : folder),
        "only plain files in that folder are read");
  }
  std::string out;
  std::array<char, 65536> buffer;
  ssize_t n = 0;
  while ((n = ::read(file.get(), buffer.data(), buffer.size())) > 0 || (n < 0 && errno == EINTR)) {
    if (n > 0) out.append(buffer.data(), static_cast<std::size_t>(n));
    if (out.size() > max_bytes) break;
  }
  if (n < 0) {
    return diag(Diag::Kind::kInput, "file/unreadable", name,
                "cannot read " + shown + ": " + std::strerror(errno), "check the disk");
  }
  if (out.size() > max_bytes) {
    return diag(Diag::Kind::kInput, "file/too-large", name,
                shown + " is larger than " + format_bytes(max_bytes), "split it");
  }
  return out;
}

}  // namespace ricochet::base
