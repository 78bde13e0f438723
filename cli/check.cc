#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include "base/json/json.h"
#include "base/text/text.h"
#include "cli/command.h"
#include "cli/selection.h"
#include "cli/sources.h"
#include "cli/terminal.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::cli {

namespace {

/// An array at the top level is a stub file (Moco), an object a scenario or a suite.
bool is_stub_file(const std::string& path) {
  std::error_code ec;  // what cannot be reached is told with the other paths
  if (!std::filesystem::is_regular_file(path, ec)) return false;
  const auto document = base::JsonDocument::load(path);
  return document && (*document)->root().is_array();
}

struct CheckOptions {
  std::vector<std::string> paths;
  stubserver::Sources sources;  ///< -c, -g; `load` is for stub files among the paths, too
};

/// What was looked at of stub servers.
struct StubCount {
  std::size_t files = 0;
  std::size_t sessions = 0;
};

/// Judges what `ricochet stub` would serve, by the very code with which it reads it. Returns how
/// many sessions that are.
std::size_t judge(const stubserver::Sources& sources, const std::string& name,
                  runner::Discovery& found) {
  base::DiagList diags;
  const auto loaded = stubserver::load_sources(sources, diags);
  if (!diags.all().empty()) found.broken.push_back({name, diags.all()});
  return loaded.rules == nullptr ? 0 : loaded.rules->rules().size();
}

/// Those of suites, which check_all() has judged.
void count_stub_files(const runner::Discovery& found, StubCount& count) {
  std::set<std::string> files;
  for (const auto& suite : found.suites) {
    for (const auto& stub : suite->stubs) {
      if (stub.file.empty() || !files.insert(stub.file).second) continue;
      base::DiagList diags;
      stubserver::LoadOptions load;
      load.file_root = runner::folder_of(stub.file);
      const auto rules = stubserver::RuleSet::load({stub.file}, load, diags);
      ++count.files;
      if (rules != nullptr) count.sessions += rules->rules().size();
    }
  }
}

/// Where no folder holds a scenario or a suite, its stub files are what it is there for.
void check_stub_folders(const CheckOptions& options, runner::Discovery& scenarios,
                        runner::Discovery& found, StubCount& count) {
  if (!scenarios.scenarios.empty() || !scenarios.suites.empty() || !scenarios.broken.empty())
    return;
  std::erase_if(scenarios.others, [&](const runner::OtherFile& other) {
    if (!is_stub_file(other.file)) return false;
    ++count.files;
    stubserver::Sources alone;
    alone.files = {other.file};
    alone.load = options.sources.load;
    count.sessions += judge(alone, other.file, found);
    return true;
  });
}

/// Each stub file among the paths as a stub server of its own; the others are left.
StubCount check_stub_files(const CheckOptions& options, runner::Discovery& found,
                           std::vector<std::string>& others) {
  StubCount count;
  for (const auto& path : options.paths) {
    if (!is_stub_file(path)) {
      others.push_back(path);
      continue;
    }
    ++count.files;
    stubserver::Sources alone;
    alone.files = {path};
    alone.load = options.sources.load;
    count.sessions += judge(alone, path, found);
  }
  const auto& sources = options.sources;
  if (sources.files.empty() && sources.settings.empty()) return count;
  count.sessions +=
      judge(sources, sources.settings.empty() ? sources.files.front() : sources.settings, found);
  count.files += sources.settings.empty() ? sources.files.size() : 1;
  return count;
}

/// "2 scenarios, 1 suite, 1 stub file with 3 sessions": of scenarios nothing is said where only
/// stub files were looked at.
std::string looked_at(const runner::Discovery& scenarios, const StubCount& stubs) {
  std::string out;
  if (stubs.files == 0 || !scenarios.scenarios.empty() || !scenarios.suites.empty())
    out = base::plural(scenarios.scenarios.size(), "scenario") + ", " +
          base::plural(scenarios.suites.size(), "suite");
  if (stubs.files == 0) return out;
  return out + (out.empty() ? "" : ", ") + base::plural(stubs.files, "stub file") + " with " +
         base::plural(stubs.sessions, "session");
}

bool has_errors(const runner::Discovery& found) {
  for (const auto& file : found.broken) {
    for (const auto& diag : file.diags) {
      if (diag.severity == base::Severity::kError) return true;
    }
  }
  return false;
}

int check_command(const CheckOptions& options) {
  std::vector<std::string> others;
  runner::Discovery found;
  StubCount stubs = check_stub_files(options, found, others);
  runner::Discovery scenarios = runner::discover(others);
  if (!scenarios.bad_paths.empty()) {
    for (const auto& diag : scenarios.bad_paths)
      std::cerr << base::render(diag, use_colour(2)) << "\n";
    return kExitUsage;
  }
  check_stub_folders(options, scenarios, found, stubs);
  check_all(scenarios, program_folder(), 0, /*all_suites=*/true);
  count_stub_files(scenarios, stubs);
  for (auto& file : scenarios.broken) found.broken.push_back(std::move(file));
  found.suites = scenarios.suites;
  if (!found.broken.empty()) print_broken(found);
  std::cerr << not_scenarios(scenarios);
  if (has_errors(found)) return kExitInput;
  std::cerr << lint_all(scenarios, others, program_folder()).render_all(use_colour(2));
  if (scenarios.scenarios.empty() && scenarios.suites.empty() && stubs.files == 0) {
    std::cerr << nothing_selected(options.paths, {});
    return kExitUsage;
  }
  std::cout << "ok: " << looked_at(scenarios, stubs) << "\n";
  return kExitPassed;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* check =
      app.add_subcommand("check", "Validate scenarios, suites and stub files without running them");
  check->add_option("paths", options->paths, "Files or folders (default: .)")->type_name("PATH");
  add_source_flags(*check, options->sources);
  check->callback([options, &action] {
    const bool sources = !options->sources.files.empty() || !options->sources.settings.empty();
    if (sources) check_sources(options->sources);
    if (options->paths.empty() && !sources) options->paths.emplace_back(".");
    action = [options] { return check_command(*options); };
  });
}

}  // namespace ricochet::cli
