#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/diag.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A file that cannot be used, and why; it becomes an error case in the reports.
struct BrokenFile {
  std::string file;
  std::vector<base::Diag> diags;
  /// What could be read of it, for a check of the rest; one of them, or neither.
  std::shared_ptr<const Scenario> scenario = nullptr;
  std::shared_ptr<const Suite> suite = nullptr;
};

struct Discovery {
  std::vector<std::shared_ptr<const Suite>> suites;        ///< in order of their folders
  std::vector<std::shared_ptr<const Scenario>> scenarios;  ///< by suite, then by file
  std::vector<BrokenFile> broken;
  std::vector<base::Diag> bad_paths;  ///< paths of the command line that lead nowhere: exit 2
};

/// Finds scenarios below the given files and folders. In a folder, a scenario is any `*.json` whose
/// top level is an object with a "scenario" or "steps" key; hidden folders and node_modules are
/// left out. A file named outright must be a scenario. Its suite is the nearest `ricochet.json`
/// upwards.
Discovery discover(const std::vector<std::string>& paths);

}  // namespace ricochet::runner
