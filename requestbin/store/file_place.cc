#include "requestbin/store/file_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/text/printable.h"

namespace ricochet::requestbin::store {

namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);

/// Overwritten in its place, or cut, it has not even the beginning of a database.
bool begins_like_a_database(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  std::array<char, 16> begin{};
  const auto n = ::pread(fd, begin.data(), begin.size(), 0);
  ::close(fd);
  return n == static_cast<ssize_t>(begin.size()) &&
         std::string_view(begin.data(), begin.size()) == kMagic;
}

}  // namespace

FilePlace::FilePlace(std::string path)
    : path_(std::move(path)), file_(look(path_)), log_(look(path_ + "-wal")) {}

std::optional<FilePlace::Identity> FilePlace::look(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return Identity{found.st_dev, found.st_ino};
}

base::Diag FilePlace::moved(const std::string& what) const {
  return {base::Diag::Kind::kEnvironment, "store/moved",
          "the store " + base::in_quotes(path_) + " " + what +
              ": what is captured now will not be there at the next start",
          "put the same file back in its place, or end ricochet and start it anew"};
}

base::Status FilePlace::check() {
  const auto file = look(path_);
  if (!file) {
    return errno == ENOENT || errno == ENOTDIR
               ? moved("was deleted or renamed")
               : moved(std::string("cannot be reached: ") + std::strerror(errno));
  }
  if (file != file_) return moved("was replaced by another file");
  if (!begins_like_a_database(path_))
    return moved("was overwritten and is not a database any more");
  const auto log = look(path_ + "-wal");
  if (!log_) log_ = log;
  if (log != log_) return moved("has lost its write-ahead log, " + base::in_quotes(path_ + "-wal"));
  return {};
}

}  // namespace ricochet::requestbin::store
