#pragma once
#include <memory>

#include "base/loop.h"
#include "base/result.h"
#include "requestbin/store/store.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ricochet::cli {

/// --store FILE, --store-sync, --store-max SIZE. Returns --store.
CLI::Option* add_store_options(CLI::App& command, requestbin::store::StoreOptions& options);

/// Opens the store that was asked for, before the log has any bin; nullptr: none was. Says on
/// stderr what was found, and later what goes wrong.
base::Result<std::unique_ptr<requestbin::store::Store>> open_store(
    base::Loop& loop, journal::CaptureLog& log, const requestbin::store::StoreOptions& options);

}  // namespace ricochet::cli
