#include "cli/run/explore_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "cli/values.h"

namespace ricochet::cli {

void add_explore(CLI::App& run, ExploreFlags& flags) {
  CLI::Option* const explore =
      run.add_option("--explore", flags.wanted,
                     "Run each scenario that passed again, with a fault at each point where it can "
                     "bite: all, or some of redeliver,crash-before-commit,rebalance,slow-poll,"
                     "duplicate; redeliver@orders#0 is one at one record");
  explore->type_name("FAULTS");
  run.add_option("--explore-limit", flags.how.limit, "Runs with a fault of one scenario")
      ->type_name("N")
      ->check(whole_number(1, 100'000))
      ->capture_default_str()
      ->needs(explore);
  add_time(run, "--explore-grace", flags.how.grace, true,
           "What a fault may cost: added to each deadline")
      ->needs(explore);
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

base::Status check_wishes(const std::vector<runner::ExploreWish>& wishes,
                          const std::vector<std::shared_ptr<const runner::Suite>>& suites) {
  std::vector<std::string> topics;
  for (const auto& suite : suites) {
    for (const auto& topic : suite->topics) topics.push_back(topic.name);
  }
  for (const auto& wish : wishes) {
    const std::string topic = wish.record.substr(0, wish.record.rfind('#'));
    const bool filled_in = std::any_of(topics.begin(), topics.end(), [](const std::string& name) {
      return name.find("${") != name.npos;  // what it comes to only the run knows
    });
    if (topic.empty() || filled_in ||
        std::find(topics.begin(), topics.end(), topic) != topics.end())
      continue;
    return base::Diag(base::Diag::Kind::kUsage, "run/bad-explore",
                      "--explore " + std::string(runner::word_of(wish.fault)) + "@" + wish.record +
                          ": no suite of this run has a topic " + base::in_quotes(topic),
                      topics.empty() ? "leave the record out, or explore a suite with topics"
                                     : base::did_you_mean(topic, topics));
  }
  return {};
}

}  // namespace ricochet::cli
