#pragma once
#include <set>
#include <string>
#include <utility>

#include "base/result.h"
#include "runner/model/discover.h"
#include "runner/result/result.h"

namespace ricochet::cli {

/// Where `run` notes what did not pass, below the folder it is started in.
inline constexpr const char* kLastFailedFile = ".ricochet/last-failed.json";

/// Scenarios that did not pass when they were last run: file (from the folder it is noted in) and
/// name in it, without the secrets that the files name.
using FailedScenarios = std::set<std::pair<std::string, std::string>>;

/// What is noted; nothing when there is no such file. Error run/bad-state: it cannot be read.
base::Result<FailedScenarios> read_last_failed();

/// Those that this run has judged are replaced, the others stay. The file is there only while
/// something is noted, or was. Error run/state: it cannot be written.
base::Status note_last_failed(const runner::RunResult& run);

/// Leaves only those, and says in a line for people what that means; all stay when none is noted.
/// What is not there any more (the file, or a scenario of that name in it) is told, and left out.
std::string take_last_failed(runner::Discovery& found, const FailedScenarios& noted);

}  // namespace ricochet::cli
