#pragma once
#include <cstdint>

#include "runner/model/discover.h"
#include "runner/result/result.h"

namespace ricochet::cli {

/// Nothing ran, for reports that are written all the same.
runner::RunResult empty_run(std::uint64_t seed);

/// Bad input: nothing runs, the reports say which files are to blame.
runner::RunResult refused_run(const runner::Discovery& found, std::uint64_t seed);

}  // namespace ricochet::cli
