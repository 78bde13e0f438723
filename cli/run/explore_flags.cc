#include "cli/run/explore_flags.h"

#include <CLI/CLI.hpp>

#include "cli/values.h"

namespace ricochet::cli {

void add_explore(CLI::App& run, ExploreFlags& flags) {
  run.add_option("--explore", flags.wanted,
                 "Run each scenario that passed again, with a fault at each point where it can "
                 "bite: all, or some of redeliver,crash-before-commit,rebalance,slow-poll,"
                 "duplicate; redeliver@orders#0 is one at one record")
      ->type_name("FAULTS");
  run.add_option("--explore-limit", flags.how.limit, "Runs with a fault of one scenario")
      ->type_name("N")
      ->check(whole_number(1, 100'000))
      ->capture_default_str();
  add_time(run, "--explore-grace", flags.how.grace, true,
           "What a fault may cost: added to each deadline");
}

base::Result<std::vector<runner::ExploreWish>> wishes_of(const ExploreFlags& flags,
                                                         const std::string& bus) {
  if (flags.wanted.empty()) return std::vector<runner::ExploreWish>();
  auto wishes = runner::parse_explore(flags.wanted);
  if (!wishes || bus.empty()) return wishes;
  for (const auto& wish : *wishes) {
    if (wish.fault == runner::ExploreFault::kDuplicate) continue;
    return base::Diag(
        base::Diag::Kind::kUsage, "run/foreign-bus",
        "--explore " + std::string(runner::word_of(wish.fault)) +
            " breaks the embedded bus on purpose, and --bus names another",
        "leave --bus out, or explore what can be done to any Kafka: --explore duplicate");
  }
  return wishes;
}

}  // namespace ricochet::cli
