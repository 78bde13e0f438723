#include "cli/selection.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>

#include "base/random.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "cli/tag_expression.h"
#include "cli/terminal.h"
#include "runner/check.h"
#include "runner/lint.h"
#include "runner/mask/mask_diag.h"
#include "runner/world/facts.h"

namespace ricochet::cli {

namespace {

bool fits(const std::string& pattern, const runner::Scenario& scenario) {
  const bool glob = pattern.find_first_of("*?[") != std::string::npos;
  auto one = [&](const std::string& text) {
    if (glob) return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
    return base::to_lower(text).find(base::to_lower(pattern)) != std::string::npos;
  };
  return one(scenario.name) || one(scenario.file);
}

}  // namespace

bool selects(const Filter& filter, const runner::Scenario& scenario) {
  bool wanted = false, positive = false;
  for (const auto& pattern : filter.patterns) {
    if (pattern.size() > 1 && pattern[0] == '-') {
      if (fits(pattern.substr(1), scenario)) return false;
      continue;
    }
    positive = true;
    wanted = wanted || fits(pattern, scenario);
  }
  if (positive && !wanted) return false;
  return filter.tags.empty() ||
         std::any_of(filter.tags.begin(), filter.tags.end(), [&](const std::string& tag) {
           return TagExpression::parse(tag).value().fits(scenario.tags);
         });
}

base::Result<Shard> parse_shard(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  const bool slash = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  const auto of = slash ? std::from_chars(number.ptr + 1, end, shard.of) : number;
  if (slash && of.ec == std::errc() && of.ptr == end && shard.number >= 1 &&
      shard.number <= shard.of)
    return shard;
  return base::Diag(base::Diag::Kind::kUsage, "run/bad-shard",
                    base::in_quotes(text) + " is not a shard", "write 2/5: the second of five");
}

void take_shard(runner::Discovery& found, const Shard& shard) {
  std::size_t index = 0;
  std::erase_if(found.scenarios,
                [&](const auto&) { return index++ % shard.of != shard.number - 1; });
}

void repeat_each(runner::Discovery& found, std::size_t times) {
  if (times == 1) return;
  std::vector<std::shared_ptr<const runner::Scenario>> out;
  for (const auto& scenario : found.scenarios) {
    for (std::size_t round = 1; round <= times; ++round) {
      auto one = std::make_shared<runner::Scenario>(*scenario);
      one->name += " (" + std::to_string(round) + " of " + std::to_string(times) + ")";
      out.push_back(std::move(one));
    }
  }
  found.scenarios = std::move(out);
}

void shuffle(runner::Discovery& found, std::uint64_t seed) {
  base::Random random = base::Random(seed).derive("shuffle");
  auto& all = found.scenarios;
  for (std::size_t left = all.size(); left > 1; --left)
    std::swap(all[left - 1], all[static_cast<std::size_t>(random.below(left))]);
}

runner::Discovery select(const std::vector<std::string>& paths, const Filter& filter) {
  runner::Discovery found = runner::discover(paths);
  std::erase_if(found.scenarios, [&](const auto& scenario) { return !selects(filter, *scenario); });
  return found;
}

void check_all(runner::Discovery& found, const std::string& bin_dir, std::uint64_t seed,
               bool all_suites) {
  runner::bind_all(found, bin_dir, seed, std::chrono::system_clock::now());
  // What is broken already may have more to tell: all of it in one run.
  for (auto& file : found.broken) {
    base::DiagList diags;
    for (auto& diag : file.diags) diags.add(std::move(diag));
    if (file.scenario) runner::check_scenario(*file.scenario, bin_dir, diags);
    if (file.suite) runner::check_suite(*file.suite, bin_dir, diags);
    file.diags = diags.all();
  }
  for (const auto& suite : found.suites) {
    const bool used = std::any_of(found.scenarios.begin(), found.scenarios.end(),
                                  [&](const auto& s) { return s->suite == suite; });
    if (!used && !all_suites) continue;
    base::DiagList diags;
    runner::check_suite(*suite, bin_dir, diags);
    if (diags.has_errors()) found.broken.push_back({suite->file, diags.all()});
  }
  std::erase_if(found.scenarios, [&](const auto& scenario) {
    base::DiagList diags;
    runner::check_scenario(*scenario, bin_dir, diags);
    if (!diags.has_errors()) return false;
    // The rows of a scenario have the same mistakes: they are told once.
    const bool told = std::any_of(found.broken.begin(), found.broken.end(), [&](const auto& file) {
      return file.file == scenario->file &&
             base::render(file.diags.front()) == base::render(diags.all().front());
    });
    if (!told) found.broken.push_back({scenario->file, diags.all(), scenario});
    return true;
  });
}

base::DiagList lint_all(const runner::Discovery& found, const std::vector<std::string>& paths,
                        const std::string& bin_dir) {
  namespace fs = std::filesystem;
  base::DiagList all(1000);
  const auto named_whole = [&](const std::string& folder) {
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
      std::error_code ec;
      const auto below =
          fs::weakly_canonical(folder, ec).lexically_relative(fs::weakly_canonical(path, ec));
      return !below.empty() && *below.begin() != "..";
    });
  };
  for (const auto& suite : found.suites) {
    std::vector<std::shared_ptr<const runner::Scenario>> mine;
    std::copy_if(found.scenarios.begin(), found.scenarios.end(), std::back_inserter(mine),
                 [&](const auto& scenario) { return scenario->suite == suite; });
    runner::lint_suite(*suite, named_whole(suite->folder) ? &mine : nullptr, all);
    runner::lint_services(*suite, bin_dir, all);
    base::DiagList checked;  // its warnings; it has no errors, or nobody would be here
    runner::check_suite(*suite, bin_dir, checked);
    for (const auto& diag : checked.all()) all.add(diag);
  }
  std::set<std::string> files;
  for (const auto& scenario : found.scenarios) {
    if (!files.insert(scenario->file).second) continue;  // another row of it
    runner::lint_scenario(*scenario, all);
    base::DiagList checked;
    runner::check_scenario(*scenario, bin_dir, checked);
    for (const auto& diag : checked.all()) all.add(diag);
  }
  runner::mask::Secrets secrets;
  runner::learn_from_files(found, secrets);
  return runner::mask::masked(all, secrets);
}

void print_broken(const runner::Discovery& found) {
  runner::mask::Secrets secrets;
  runner::learn_from_files(found, secrets);
  base::DiagList all;
  std::set<std::string> files;  // those of a suite may be in its stub files
  for (const auto& file : found.broken) {
    for (const auto& diag : file.diags) {
      if (diag.severity == base::Severity::kError)
        files.insert(diag.where.file.empty() ? file.file : diag.where.file);
      all.add(runner::mask::masked(diag, secrets));
    }
  }
  std::cerr << all.render_all(use_colour(2));
  const std::size_t errors = all.error_count() + all.suppressed();
  if (errors > 0)
    std::cerr << base::plural(errors, "error") << " in " << base::plural(files.size(), "file")
              << "\n";
}

void print_list(const runner::Discovery& found, runner::mask::Secrets& secrets) {
  for (const auto& scenario : found.scenarios) {
    std::string words = scenario->name;
    for (const auto& tag : scenario->tags) words += " #" + tag;
    std::cout << scenario->file << ":" << scenario->line << ": " << secrets.mask(words) << "\n";
  }
}

std::string not_scenarios(const runner::Discovery& found) {
  constexpr std::size_t kShown = 20;
  std::string out;
  for (std::size_t i = 0; i < found.others.size() && i < kShown; ++i) {
    const auto& other = found.others[i];
    out += "not a scenario: " + base::printable(other.file) + ", " + other.what + "\n";
  }
  if (found.others.size() > kShown)
    out += "not a scenario: " + std::to_string(found.others.size() - kShown) + " files more\n";
  return out;
}

std::string nothing_selected(const std::vector<std::string>& paths, const Filter& filter) {
  std::string where;
  for (const auto& path : paths) where += (where.empty() ? "" : ", ") + path;
  base::Diag diag(base::Diag::Kind::kUsage, "run/nothing-selected",
                  filter.empty() ? "there is no scenario below " + where
                                 : "no scenario below " + where + " fits the filter",
                  filter.empty() ? "a scenario is a .json file with a \"scenario\" key"
                                 : "see what there is: ricochet run " + where + " --list");
  return base::render(diag, use_colour(2)) + "\n";
}

void tell_one_by_one(const runner::Discovery& found, std::size_t jobs) {
  if (jobs <= 1) return;
  for (const auto& suite : found.suites) {
    if (suite->scope || suite->per_worker) continue;
    std::cerr << "--jobs: " << base::printable(suite->folder)
              << " has neither \"scope\" nor \"per_worker\": its scenarios run one by one\n";
  }
}

void tell_others(const runner::Discovery& found, std::size_t jobs) {
  tell_one_by_one(found, jobs);
  if (found.others.empty()) return;
  std::cerr << base::plural(found.others.size(), "file")
            << (found.others.size() == 1 ? " that ends in .json is not a scenario"
                                         : " that end in .json are not scenarios")
            << " (see --list)\n";
}

}  // namespace ricochet::cli
