#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// Of one reading of a file that an answer needs: more than that must not be done on the loop.
inline constexpr std::size_t kQuickBytes = 64u << 10;
inline constexpr base::Duration kQuickTime = std::chrono::milliseconds(5);

/// How many files this thread has read so far that were larger, and how many of the others took
/// longer: a slow disk.
struct FileReads {
  std::uint64_t large = 0, slow = 0;
};
const FileReads& file_reads();
/// What became of `now` by the readings since `before`.
FilesAre files_after(FilesAre now, const FileReads& before);

/// Counts what it reads.
base::Result<std::string> counted_read(const std::function<base::Result<std::string>()>& read);

/// What the sessions that this thread compiles need: the worst since begin().
class FilesOfSession {
 public:
  static void begin() { worst_ = FilesAre::kQuick; }
  static FilesAre worst() { return worst_; }
  /// A file whose name, and with it its size, depends on the request.
  static void add_unknown();
  /// Looks at its size, and at how long that takes.
  static void add(const std::string& path);

 private:
  static thread_local FilesAre worst_;
};

}  // namespace ricochet::stubserver
