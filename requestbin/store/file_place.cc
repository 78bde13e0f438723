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

bool FilePlace::log_is_whole() {
  // https://sqlite.org/fileformat2.html#walformat
  constexpr std::size_t kHeader = 32, kSalt = 16, kSaltBytes = 8;
  constexpr std::string_view kLittle("\x37\x7f\x06\x82", 4), kBig("\x37\x7f\x06\x83", 4);
  const int fd = ::open((path_ + "-wal").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return true;
  std::array<char, kHeader> begin{};
  const auto n = ::pread(fd, begin.data(), begin.size(), 0);
  struct stat found {};
  const bool seen = ::fstat(fd, &found) == 0;
  ::close(fd);
  // Empty it may be: before the first commit, and when another program has copied all of it. If it
  // is not, what is committed next stands behind a hole.
  if (!seen || n <= 0) return true;
  const std::string_view header(begin.data(), begin.size());
  const bool begun = n == static_cast<ssize_t>(kHeader) &&
                     (header.starts_with(kLittle) || header.starts_with(kBig));
  const auto salt = header.substr(kSalt, kSaltBytes);
  if (!begun || (salt == log_salt_ && found.st_size < log_size_)) return false;
  log_salt_ = salt;
  log_size_ = found.st_size;
  return true;
}

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
  const auto log_path = base::in_quotes(path_ + "-wal");
  if (log != log_) return moved("has lost its write-ahead log, " + log_path);
  if (!log_is_whole()) return moved("has a write-ahead log that somebody has cut, " + log_path);
  return {};
}

}  // namespace ricochet::requestbin::store
