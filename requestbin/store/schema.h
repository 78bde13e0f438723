#pragma once
#include "base/result.h"
#include "requestbin/store/database.h"

namespace ricochet::requestbin::store {

/// The layout of the file, as `PRAGMA user_version` says it. One more for each change that an older
/// program cannot read.
inline constexpr int kSchemaVersion = 1;
/// `PRAGMA application_id`: "RICO".
inline constexpr std::int64_t kApplicationId = 0x5249434f;

/// Checks whose file it is and makes the tables of a new one. Errors: store/foreign (not ours, left
/// as it is), store/newer (written by a newer program), and those of Database::execute.
base::Status prepare_schema(Database& database);

}  // namespace ricochet::requestbin::store
