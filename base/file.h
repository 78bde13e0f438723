#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::base {

/// Largest file that read_file takes by default.
inline constexpr std::size_t kMaxFileBytes = 64u << 20;

/// How long read_file waits for the next byte of a pipe or a terminal.
inline constexpr std::chrono::seconds kPipeSilence{10};

/// Which files are read.
enum class FileKind {
  kAny,    ///< also what a shell gives in place of one, as `<(command)`: a pipe
  kPlain,  ///< for reading while others wait: what may keep us waiting is refused
};

/// The whole file. Errors: file/not-found, file/unreadable (a pipe that stays silent, too),
/// file/too-large (the limit is in the text).
Result<std::string> read_file(const std::string& path, std::size_t max_bytes = kMaxFileBytes,
                              FileKind kind = FileKind::kAny);

/// Writes to a temporary name beside `path`, syncs, and renames: a reader sees the old file or the
/// new one, never half. Makes missing folders, follows links, keeps the mode of the old file.
/// Devices and pipes are written to as they are. Error: file/unwritable.
Status write_file_atomic(const std::string& path, std::string_view content);

}  // namespace ricochet::base
