#pragma once
#include <string>
#include <vector>

#include "stubserver/rules/sources.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// -c, -g, -e and --resources: what `stub` serves and `check` judges.
void add_source_flags(CLI::App& app, stubserver::Sources& sources);

/// A flag that may be given several times, with one value each: a stray word is an error.
void add_list(CLI::App& app, const std::string& name, std::vector<std::string>& list,
              const std::string& type, const std::string& what);

/// Moco takes exactly one of -c and -g. Throws CLI::ValidationError.
void check_sources(const stubserver::Sources& sources);

}  // namespace ricochet::cli
