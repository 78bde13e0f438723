#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/diag.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// Where the sessions of a stub server come from: stub files, or one settings file.
struct Sources {
  std::vector<std::string> files;  ///< paths and patterns, tried in this order (-c)
  std::string settings;            ///< -g; empty: none
  std::string env;                 ///< -e; empty: none
  LoadOptions load;
};

/// Files as they were when they were looked at: equal texts, equal content. Those that are not
/// there have an empty text.
using FileStates = std::map<std::string, std::string>;

struct LoadedSources {
  std::shared_ptr<const RuleSet> rules;  ///< nullptr: there were errors
  std::set<std::string> names;           ///< every path and pattern that was looked at
  FileStates seen;                       ///< taken before the files were read
};

/// Reads everything. Findings, warnings too, go to `diags`.
LoadedSources load_sources(const Sources& sources, base::DiagList& diags);

/// The files behind the names, as they are now.
FileStates states_of(const std::set<std::string>& names);

/// Files that came, went or were written.
std::vector<std::string> differences(const FileStates& before, const FileStates& after);

/// What to watch (base::PathWatch) to learn of every change of what the names stand for.
struct WatchList {
  std::set<std::string> folders, files;
};
WatchList watch_list(const std::set<std::string>& names);

}  // namespace ricochet::stubserver
