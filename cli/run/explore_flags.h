#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "runner/explore/explorer.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// --explore and what belongs to it: every scenario again under at-least-once.
struct ExploreFlags {
  std::string wanted;          ///< as it was typed; empty: nothing
  runner::ExploreOptions how;  ///< without the wishes
};

/// Adds them. `flags` must outlive `app`.
void add_explore(CLI::App& app, ExploreFlags& flags);

/// What --explore asks for; `bus`: that of --bus, and a real Kafka is nobody's to break. Errors:
/// run/bad-explore, run/foreign-bus.
base::Result<std::vector<runner::ExploreWish>> wishes_of(const ExploreFlags& flags,
                                                         const std::string& bus);

/// Error run/bad-explore: a record of a topic that none of these suites has.
base::Status check_wishes(const std::vector<runner::ExploreWish>& wishes,
                          const std::vector<std::shared_ptr<const runner::Suite>>& suites);

}  // namespace ricochet::cli
