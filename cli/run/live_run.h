#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/asio_loop.h"
#include "cli/control_access.h"
#include "cli/reports.h"
#include "runner/executor.h"
#include "runner/model/discover.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// --ui and --watch of `run`.
struct LiveFlags {
  bool ui = false;
  bool watch = false;
  std::uint16_t port = 8025;
  std::string bind = "127.0.0.1";
  ControlAccess access;
  std::size_t memory = 256u << 20;
  bool any() const { return ui || watch; }
};

/// Adds them. `flags` must outlive `app`.
void add_live(CLI::App& app, LiveFlags& flags);

/// What a run that goes on is made of.
struct LiveRunParts {
  runner::RunOptions settings;
  std::shared_ptr<runner::mask::Secrets> secrets;
  /// Reads and checks what the words of the command line select, as it is on the disk now.
  /// `known` sees it first, before it is checked with the seed.
  std::function<runner::Discovery(std::uint64_t seed,
                                  const std::function<void(runner::Discovery&)>& known)>
      select;
  std::function<base::Result<std::unique_ptr<Reports>>()> reports;
  /// Writes the reports of a run that has ended; its exit code.
  std::function<int(Reports& reports, const runner::RunResult& run)> finish;
  bool fixed_seed = false;  ///< --seed: the same for each run
};

/// Runs `first`, and again what changes touch (--watch); the page shows it, and stays (--ui).
/// Returns the exit code of the last run, or 4 when the page's port is not to be had.
int live_run(base::AsioLoop& loop, const LiveFlags& flags, LiveRunParts parts,
             runner::Discovery first);

}  // namespace ricochet::cli
