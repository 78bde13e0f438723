#pragma once
#include <string>
#include <vector>

#include "runner/model/discover.h"

namespace ricochet::cli {

/// `--filter` and `--tag`: every kind that is given must fit; of several of a kind, one is enough.
struct Filter {
  std::vector<std::string>
      patterns;  ///< a part of name or file, a glob of the whole, or "-..." to leave out
  std::vector<std::string> tags;
  bool empty() const { return patterns.empty() && tags.empty(); }
};

bool selects(const Filter& filter, const runner::Scenario& scenario);

/// Everything below the paths that the filter lets through; broken files always.
runner::Discovery select(const std::vector<std::string>& paths, const Filter& filter);

/// Checks scenarios and their suites (`all_suites`: also suites without a selected scenario); those
/// with errors move to `broken`. What was found broken already is checked as far as it was read, so
/// that each file tells all that is wrong with it at once.
void check_all(runner::Discovery& found, const std::string& bin_dir, bool all_suites = false);

/// Every finding of the broken files on stderr, at most 20 in all, then how many there were.
void print_broken(const runner::Discovery& found);

/// What to tell somebody whose words select nothing.
std::string nothing_selected(const std::vector<std::string>& paths, const Filter& filter);

}  // namespace ricochet::cli
