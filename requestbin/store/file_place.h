#pragma once
#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace ricochet::requestbin::store {

/// Whether a path still leads to the database that is open. SQLite goes on writing into a file that
/// was deleted, renamed or replaced, and into a write-ahead log that is gone, without an error:
/// what it commits there nobody finds again. Used by one thread at a time.
class FilePlace {
 public:
  /// Takes down what is at the path now, just after it was opened.
  explicit FilePlace(std::string path);

  /// Errors: store/moved, which says what became of the file.
  base::Status check();
  /// False: the write-ahead log is not what SQLite wrote there: it was emptied, cut or overwritten
  /// in its place. True where it cannot be seen.
  bool log_is_whole();

 private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const Identity&) const = default;
  };
  static std::optional<Identity> look(const std::string& path);
  base::Diag moved(const std::string& what) const;

  const std::string path_;
  std::optional<Identity> file_;
  std::optional<Identity> log_;  ///< the write-ahead log, once there is one
  std::string log_salt_;         ///< as SQLite began it last
  off_t log_size_ = 0;           ///< which it does not cut before it begins it anew
};

}  // namespace ricochet::requestbin::store
