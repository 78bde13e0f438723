#include "requestbin/store/database.h"

#include <sqlite3.h>

#include <cstring>
#include <utility>

#include "base/text/printable.h"

namespace ricochet::requestbin::store {

namespace {

// How long a statement waits for somebody with the sqlite3 program who holds the file's lock.
constexpr int kBusyMs = 2000;

base::Diag cannot_open(const std::string& path, const std::string& why) {
  return {base::Diag::Kind::kEnvironment, "store/cannot-open",
          "the store " + base::in_quotes(path) + " cannot be opened: " + why,
          "name a file in a folder that exists and may be written to"};
}

Failure failure_of(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return Failure::kNone;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Failure::kBusy;
    case SQLITE_FULL:
      return Failure::kFull;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return Failure::kIo;
    case SQLITE_CORRUPT:
      return Failure::kDamaged;
    case SQLITE_NOTADB:
      return Failure::kForeign;
    default:
      return Failure::kOther;
  }
}

}  // namespace

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  sqlite3_prepare_v2(database.handle_, sql.data(), static_cast<int>(sql.size()), &handle_, nullptr);
}
Statement::~Statement() { sqlite3_finalize(handle_); }

Statement& Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(handle_, index, value);
  return *this;
}
Statement& Statement::bind_text(int index, std::string_view value) {
  sqlite3_bind_text64(handle_, index, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_blob(int index, std::string_view value) {
  if (value.empty()) {
    sqlite3_bind_null(handle_, index);
  } else {
    sqlite3_bind_blob64(handle_, index, value.data(), value.size(), SQLITE_STATIC);
  }
  return *this;
}

base::Result<bool> Statement::step() {
  if (handle_ == nullptr) return database_.error();
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_.error();
}

base::Status Statement::run() {
  const auto row = step();
  const auto status = row ? base::Status() : base::Status(row.error());
  reset();
  return status;
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
std::string_view Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  const int size = sqlite3_column_bytes(handle_, column);
  return data == nullptr ? std::string_view()
                         : std::string_view(data, static_cast<std::size_t>(size));
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

base::Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  std::unique_ptr<Database> database(new Database(path));
  // Only one thread at a time uses a connection, so it needs no mutex of its own.
  const int code =
      sqlite3_open_v2(path.c_str(), &database->handle_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return cannot_open(path, sqlite3_errstr(code));
  sqlite3_extended_result_codes(database->handle_, 1);
  sqlite3_busy_timeout(database->handle_, kBusyMs);
  return database;
}

Database::~Database() { sqlite3_close(handle_); }

base::Status Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return error();
}

base::Result<std::optional<std::int64_t>> Database::value(const std::string& sql) {
  Statement statement(*this, sql);
  const auto row = statement.step();
  if (!row) return row.error();
  if (!*row || statement.is_null(0)) return std::optional<std::int64_t>();
  return std::optional(statement.integer(0));
}

void Database::copy_log_if(std::function<bool()> sound) {
  sound_ = std::move(sound);
  // In place of SQLite's own, which copies at so many pages whatever they hold.
  const auto committed = [](void* self, sqlite3* handle, const char* name, int pages) {
    constexpr int kPages = 1000;
    if (pages >= kPages && static_cast<Database*>(self)->sound_())
      sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(handle_, committed, this);
}

void Database::leave_log() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Failure Database::failure() const { return failure_of(sqlite3_extended_errcode(handle_)); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }

base::Diag Database::error() const {
  const std::string file = "the store " + base::in_quotes(path_);
  const std::string why = sqlite3_errmsg(handle_);
  switch (failure()) {
    case Failure::kFull:
      return {base::Diag::Kind::kEnvironment, "store/full", file + " is full: " + why,
              "make room on the disk, or give --store-max a larger size"};
    case Failure::kBusy:
      return {base::Diag::Kind::kEnvironment, "store/busy", file + " is locked by another program",
              "end the transaction of whoever has it open"};
    case Failure::kIo: {
      const int number = sqlite3_system_errno(handle_);
      return {base::Diag::Kind::kEnvironment, "store/io",
              file + " cannot be read or written: " + why +
                  (number != 0 ? std::string(": ") + std::strerror(number) : std::string()),
              "look at the disk and at the rights of the file and its folder"};
    }
    case Failure::kDamaged:
      return {"store/damaged", file + " is damaged: " + why,
              "save what is left by: sqlite3 " + path_ + " .recover, and name a new file"};
    case Failure::kForeign:
      return {"store/foreign", file + " is not an SQLite database",
              "name another file; this one was not touched"};
    default:
      return {base::Diag::Kind::kEnvironment, "store/failed", file + " failed: " + why,
              "name another file"};
  }
}

}  // namespace ricochet::requestbin::store
