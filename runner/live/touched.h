#pragma once
#include <set>
#include <string>

#include "runner/model/scenario.h"

namespace ricochet::runner {

/// What a suite is made of on disk, by what has to be done when it changes.
struct SuiteFiles {
  std::set<std::string> whole;  ///< the suite is set up anew: itself, what it includes, services
  std::set<std::string> stubs;  ///< its stub files and what these name: they are read again
  /// Of both, those that only people write: the suite, what it includes, its stub files.
  std::set<std::string> documents;
};

/// `bin_dir`: as of WorldOptions. Services are known by the words of their commands.
SuiteFiles files_of(const Suite& suite, const std::string& bin_dir);
/// Its own file, what it includes and what these name.
std::set<std::string> files_of(const Scenario& scenario);
/// Of these its own file and what it includes.
std::set<std::string> documents_of(const Scenario& scenario);

}  // namespace ricochet::runner
