#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "runner/mask/secrets.h"
#include "runner/model/discover.h"

namespace ricochet::cli {

/// `--filter` and `--tag`: every kind that is given must fit; of several of a kind, one is enough.
struct Filter {
  std::vector<std::string>
      patterns;  ///< a part of name or file, a glob of the whole, or "-..." to leave out
  std::vector<std::string> tags;  ///< TagExpressions that parse
  bool empty() const { return patterns.empty() && tags.empty(); }
};

/// `--shard 2/5`: of what the filter lets through, every fifth, from the second on.
struct Shard {
  std::size_t number = 1;
  std::size_t of = 1;
};
/// Error run/bad-shard.
base::Result<Shard> parse_shard(const std::string& text);
void take_shard(runner::Discovery& found, const Shard& shard);
/// Each scenario so many times, its name with the number of the round.
void repeat_each(runner::Discovery& found, std::size_t times);
/// Suites stay together; within each the order is that of the seed.
void shuffle(runner::Discovery& found, std::uint64_t seed);

bool selects(const Filter& filter, const runner::Scenario& scenario);

/// Everything below the paths that the filter lets through; broken files always.
runner::Discovery select(const std::vector<std::string>& paths, const Filter& filter);

/// Checks scenarios and their suites (`all_suites`: also suites without a selected scenario); those
/// with errors move to `broken`. What was found broken already is checked as far as it was read, so
/// that each file tells all that is wrong with it at once. `seed` is the run's: with it the names
/// of suites get their values first.
void check_all(runner::Discovery& found, const std::string& bin_dir, std::uint64_t seed,
               bool all_suites = false);

/// What is allowed and surely not meant: runner/lint.h. `paths` as the user gave them: what nothing
/// in a suite uses is told when all of the suite was named. Without secrets.
base::DiagList lint_all(const runner::Discovery& found, const std::vector<std::string>& paths,
                        const std::string& bin_dir);

/// Every finding of the broken files on stderr, at most 20 in all, then how many there were;
/// without secrets.
void print_broken(const runner::Discovery& found);

/// A line for each scenario on stdout: where it stands, its name and tags.
void print_list(const runner::Discovery& found, runner::mask::Secrets& secrets);

/// What ends in .json below the paths and was not taken, a line each; nothing when there is none.
std::string not_scenarios(const runner::Discovery& found);

/// What to tell somebody whose words select nothing.
std::string nothing_selected(const std::vector<std::string>& paths, const Filter& filter);

/// Who asks for several scenarios at a time hears on stderr of which suites that cannot be.
void tell_one_by_one(const runner::Discovery& found, std::size_t jobs);

/// The same, and how many files that end in .json are left out: none is without a word.
void tell_others(const runner::Discovery& found, std::size_t jobs);

}  // namespace ricochet::cli
