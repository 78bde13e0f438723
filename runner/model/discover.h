#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/diag.h"
#include "runner/model/scenario.h"
#include "runner/model/sighting.h"

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
  /// Below folders, what ends in .json and is neither a scenario, a suite nor a suite's stub file.
  std::vector<OtherFile> others;
  std::set<std::string> folders;  ///< that were searched: what appears in them may be a scenario
  std::vector<base::Diag> bad_paths;  ///< paths of the command line that lead nowhere: exit 2
};

/// Finds scenarios below the given files and folders. In a folder, a scenario is any `*.json` whose
/// top level is an object with a "scenario" or "steps" key; hidden folders, node_modules and
/// virtual environments of Python are
/// left out, all else that ends in .json is told in `others`. Nothing but files is opened. A file
/// named outright must be a scenario. A folder that cannot be read is broken. Its suite is the
/// nearest `ricochet.json` upwards.
Discovery discover(const std::vector<std::string>& paths);

}  // namespace ricochet::runner
