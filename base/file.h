#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::base {

/// Largest file that read_file takes by default.
inline constexpr std::size_t kMaxFileBytes = 64u << 20;

/// The whole file. Errors: file/not-found, file/unreadable, file/too-large (the limit is in the
/// text).
Result<std::string> read_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes);

/// Writes to a temporary name beside `path`, syncs, and renames: a reader sees the old file or the
/// new one, never half. Makes missing folders, follows links, keeps the mode of the old file.
/// Devices and pipes are written to as they are. Error: file/unwritable.
Status write_file_atomic(const std::string& path, std::string_view content);

}  // namespace ricochet::base
