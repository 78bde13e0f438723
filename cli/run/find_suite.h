#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"
#include "runner/model/discover.h"

namespace ricochet::cli {

/// The suite file that a word of the command line means: itself; for a folder or another file the
/// nearest one upwards, as `run` takes it; else the only one below. Error up/no-suite: there is
/// none, or several below.
base::Result<std::string> find_suite(const std::string& word);

/// Reads, binds and checks it: `suites` has it, or `broken` what is wrong.
runner::Discovery suite_alone(const std::string& file, std::uint64_t seed);

}  // namespace ricochet::cli
