#include "requestbin/store/schema.h"

#include "base/text/printable.h"

namespace ricochet::requestbin::store {

namespace {

// One record is one row that is inserted once and never rewritten; clears and deletes take rows
// away. `last` outlives the rows that it numbered. Times are microseconds of Unix time.
constexpr const char* kTables = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE bins(
  bin_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  info TEXT NOT NULL,
  cleared_through INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL DEFAULT 0);
CREATE TABLE records(
  gseq INTEGER PRIMARY KEY,
  bin_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  received_us INTEGER NOT NULL,
  head TEXT NOT NULL,
  body BLOB,
  answer_body BLOB);
CREATE UNIQUE INDEX records_by_bin ON records(bin_id, seq);
CREATE TABLE deletions(
  bin_id INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY(bin_id, first)) WITHOUT ROWID;
)sql";

base::Diag foreign(const Database& database) {
  return {"store/foreign", base::in_quotes(database.path()) + " is a database of another program",
          "name another file; this one was not touched"};
}

base::Status create(Database& database) {
  const std::string pragmas = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(kSchemaVersion) + ";";
  // The journal first: a new file then costs one sync instead of several.
  if (auto status = database.execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE"); !status)
    return status;
  auto status = database.execute(std::string(kTables) + pragmas);
  if (status) status = database.execute("COMMIT");
  if (!status && database.in_transaction()) (void)database.execute("ROLLBACK");
  return status;
}

}  // namespace

base::Status prepare_schema(Database& database) {
  const auto tables = database.value("SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();
  const auto owner = database.value("PRAGMA application_id");
  if (!owner) return owner.error();
  const auto version = database.value("PRAGMA user_version");
  if (!version) return version.error();
  if (tables->value_or(0) == 0 && owner->value_or(0) == 0) return create(database);
  if (owner->value_or(0) != kApplicationId) return foreign(database);
  if (const auto found = version->value_or(0); found != kSchemaVersion) {
    return base::Diag("store/newer",
                      "the store " + base::in_quotes(database.path()) + " has the layout " +
                          std::to_string(found) + ", this program knows " +
                          std::to_string(kSchemaVersion),
                      "use the ricochet that wrote it, or name another file");
  }
  return {};
}

}  // namespace ricochet::requestbin::store
