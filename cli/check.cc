#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/selection.h"
#include "cli/terminal.h"
#include "runner/check.h"

namespace ricochet::cli {

namespace {

/// An array at the top level is a stub file (Moco), an object a scenario or a suite.
bool is_stub_file(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return false;
  const auto document = base::JsonDocument::load(path);
  return document && (*document)->root().is_array();
}

int check_command(const std::vector<std::string>& paths) {
  std::vector<std::string> others;
  runner::Discovery found;
  std::size_t stub_files = 0;
  for (const auto& path : paths) {
    if (!is_stub_file(path)) {
      others.push_back(path);
      continue;
    }
    ++stub_files;
    base::DiagList diags;
    runner::check_stub_file(path, diags);
    if (!diags.all().empty()) found.broken.push_back({path, diags.all()});
  }
  runner::Discovery scenarios = runner::discover(others);
  if (!scenarios.bad_paths.empty()) {
    for (const auto& diag : scenarios.bad_paths)
      std::cerr << base::render(diag, use_colour(2)) << "\n";
    return kExitUsage;
  }
  check_all(scenarios, program_folder(), /*all_suites=*/true);
  for (auto& file : scenarios.broken) found.broken.push_back(std::move(file));
  bool errors = false;
  for (const auto& file : found.broken) {
    for (const auto& diag : file.diags) errors = errors || diag.severity == base::Severity::kError;
  }
  if (!found.broken.empty()) print_broken(found);
  if (errors) return kExitInput;
  if (scenarios.scenarios.empty() && scenarios.suites.empty() && stub_files == 0) {
    std::cerr << nothing_selected(paths, {});
    return kExitUsage;
  }
  std::cout << "ok: " << base::plural(scenarios.scenarios.size(), "scenario") << ", "
            << base::plural(scenarios.suites.size(), "suite");
  if (stub_files > 0) std::cout << ", " << base::plural(stub_files, "stub file");
  std::cout << "\n";
  return kExitPassed;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto paths = std::make_shared<std::vector<std::string>>();
  CLI::App* check =
      app.add_subcommand("check", "Validate scenarios, suites and stub files without running them");
  check->add_option("paths", *paths, "Files or folders (default: .)")->type_name("PATH");
  check->callback([paths, &action] {
    if (paths->empty()) paths->emplace_back(".");
    action = [paths] { return check_command(*paths); };
  });
}

}  // namespace ricochet::cli
