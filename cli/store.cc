#include "cli/store.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/text/printable.h"

namespace ricochet::cli {

CLI::Option* add_store_options(CLI::App& command, requestbin::store::StoreOptions& options) {
  CLI::Option* file =
      command
          .add_option("--store", options.path,
                      "Keep bins and requests in this SQLite file, and go on with what it holds")
          ->type_name("FILE");
  command
      .add_flag(
          "--store-sync", options.sync,
          "Answer a request only when it is on the disk; without it up to the last 100 ms are "
          "lost when the program is killed")
      ->needs(file);
  command
      .add_option("--store-max", options.max_file_bytes,
                  "Largest size of the file, such as 500MB; 0: as large as the disk allows")
      ->type_name("SIZE")
      ->transform(CLI::AsSizeValue(false))
      ->needs(file);
  return file;
}

base::Result<std::unique_ptr<requestbin::store::Store>> open_store(
    base::Loop& loop, journal::CaptureLog& log, const requestbin::store::StoreOptions& options) {
  if (options.path.empty()) return std::unique_ptr<requestbin::store::Store>();
  auto store = requestbin::store::Store::open(loop, log, options, [](const std::string& line) {
    std::cerr << base::printable(line) << std::endl;
  });
  if (store) std::cerr << "store " << base::printable((*store)->found()) << std::endl;
  return store;
}

}  // namespace ricochet::cli
