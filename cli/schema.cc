#include "cli/schema.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "base/file.h"
#include "base/json/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "runner/file_schemas.h"

namespace ricochet::cli {

namespace {

struct SchemaOptions {
  std::string kind;
  std::string folder;
};

int schema_command(const SchemaOptions& options) {
  if (options.folder.empty()) {
    std::cout << schema_text(options.kind);
    return kExitPassed;
  }
  for (const auto& kind : runner::file_kinds()) {
    if (!options.kind.empty() && kind != options.kind) continue;
    const std::string path =
        (std::filesystem::path(options.folder) / schema_file(kind)).lexically_normal().string();
    if (const auto status = base::write_file_atomic(path, schema_text(kind)); !status) {
      std::cerr << base::render(status.error(), use_colour(2)) << "\n";
      return kExitEnvironment;
    }
    std::cout << path << "\n";
  }
  return kExitPassed;
}

}  // namespace

std::string schema_text(const std::string& kind) {
  return base::pretty_json(runner::file_schema(kind)) + "\n";
}

std::string schema_file(const std::string& kind) { return kind + ".schema.json"; }

void add_schema(CLI::App& app, Action& action) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App* schema =
      app.add_subcommand("schema", "Print the JSON Schema of a kind of file, for editors");
  schema->add_option("kind", options->kind, "Which kind of file")
      ->type_name("KIND")
      ->check(CLI::IsMember(runner::file_kinds()));
  schema
      ->add_option("--dir", options->folder,
                   "Write it to FOLDER/KIND.schema.json instead; without KIND, all of them")
      ->type_name("FOLDER");
  schema->callback([options, &action] {
    if (options->kind.empty() && options->folder.empty())
      throw CLI::ValidationError("which schema? suite, scenario, include or stub");
    action = [options] { return schema_command(*options); };
  });
}

}  // namespace ricochet::cli
