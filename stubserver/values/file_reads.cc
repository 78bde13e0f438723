#include "stubserver/values/file_reads.h"

#include <algorithm>
#include <filesystem>

namespace ricochet::stubserver {

namespace {

FileReads& counts() {
  thread_local FileReads reads;
  return reads;
}

}  // namespace

const FileReads& file_reads() { return counts(); }

FilesAre files_after(FilesAre now, const FileReads& before) {
  if (counts().large > before.large) return FilesAre::kLarge;
  return counts().slow > before.slow ? std::max(now, FilesAre::kUnknown) : now;
}

base::Result<std::string> counted_read(const std::function<base::Result<std::string>()>& read) {
  const auto began = base::Clock::now();
  auto bytes = read();
  if (bytes && bytes->size() > kQuickBytes) {
    ++counts().large;
  } else if (base::Clock::now() - began > kQuickTime) {
    ++counts().slow;
  }
  return bytes;
}

thread_local FilesAre FilesOfSession::worst_ = FilesAre::kQuick;

void FilesOfSession::add_unknown() { worst_ = std::max(worst_, FilesAre::kUnknown); }

void FilesOfSession::add(const std::string& path) {
  const auto began = base::Clock::now();
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  if (!ec && size > kQuickBytes) worst_ = FilesAre::kLarge;
  if (base::Clock::now() - began > kQuickTime) add_unknown();
}

}  // namespace ricochet::stubserver
