#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ricochet::requestbin::store {

/// What went wrong with the file, for who decides whether trying again makes sense.
enum class Failure { kNone, kBusy, kFull, kIo, kDamaged, kForeign, kOther };

class Database;

/// One prepared statement. Bind from 1, step, read columns from 0, reset. Bound bytes must live
/// until the next step; columns until the step or reset after.
class Statement {
 public:
  /// An SQL text of ours that cannot be prepared is what the file lacks: see error().
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, std::int64_t value);
  Statement& bind_text(int index, std::string_view value);
  Statement& bind_blob(int index, std::string_view value);  ///< empty: NULL
  /// True: there is a row; false: done. Errors: as Database::execute.
  base::Result<bool> step();
  /// Steps to the end, which has no row, and resets.
  base::Status run();
  void reset();

  std::int64_t integer(int column) const;
  std::string_view bytes(int column) const;  ///< text or blob; NULL is empty
  bool is_null(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

/// One connection to one SQLite file. Used by one thread at a time.
class Database {
 public:
  /// Opens or makes the file. Errors: store/cannot-open.
  static base::Result<std::unique_ptr<Database>> open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or several statements without rows. Errors: store/full, store/io, store/busy,
  /// store/damaged, store/foreign (no database), store/failed.
  base::Status execute(const std::string& sql);
  /// The first column of the first row; nullopt: no row.
  base::Result<std::optional<std::int64_t>> value(const std::string& sql);

  /// From now on the write-ahead log is copied into the file, now and then behind a commit, only
  /// while `sound` says that it is what was written: what somebody made of it would destroy the
  /// file.
  void copy_log_if(std::function<bool()> sound);
  /// Closing the file leaves the write-ahead log as it is.
  void leave_log();

  base::Diag error() const;  ///< of the call that failed last
  Failure failure() const;
  bool in_transaction() const;
  std::int64_t last_row_id() const;
  const std::string& path() const { return path_; }

 private:
  friend class Statement;
  explicit Database(std::string path) : path_(std::move(path)) {}
  std::string path_;
  std::function<bool()> sound_;
  sqlite3* handle_ = nullptr;
};

}  // namespace ricochet::requestbin::store
