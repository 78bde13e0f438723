#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/diag.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// What a settings file (Moco's -g) leads to.
struct Settings {
  std::vector<StubFile> files;     ///< in their order, each with what its entry adds
  std::vector<std::string> names;  ///< paths and patterns of every `include`
};

/// Reads a settings file: an array of entries with `include` (a path or a pattern), and maybe
/// `context`, `file_root`, `env`, `request`, `response`. With an `env`, only the entries of that
/// environment (case does not matter) are used, else all. Findings (stub/...) go to `diags`; after
/// an error the files are not complete.
Settings read_settings(const std::string& path, const std::string& env, const LoadOptions& base,
                       base::DiagList& diags);

/// The files that a path or pattern stands for. Errors glob/... and stub/no-file, with the place
/// left open.
base::Result<std::vector<std::string>> files_of(const std::string& name);

}  // namespace ricochet::stubserver
