#include "cli/run/again.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "cli/exit_codes.h"
#include "cli/selection.h"

namespace ricochet::cli {

namespace {

using runner::KeptWorlds;

/// A file that changes so often in rounds that its own change began is what they write.
constexpr int kWrittenByRun = 2;

std::string key_of_scenario(const std::string& file, const std::string& name) {
  return file + "\n" + name;
}

constexpr std::string_view kOfSuite = "suite\n";

/// Folders, too: a new file in one of them may be a scenario.
std::set<std::string> folders_of(const std::set<std::string>& files) {
  std::set<std::string> folders;
  for (const auto& file : files) {
    const auto folder = std::filesystem::path(file).parent_path();
    folders.insert(folder.empty() ? "." : folder.string());
  }
  return folders;
}

bool is_below(const std::string& file, const std::string& folder) {
  const auto inner = std::filesystem::path(file).lexically_normal().lexically_relative(
      std::filesystem::path(folder).lexically_normal());
  return !inner.empty() && *inner.begin() != "..";
}

}  // namespace

RunAgain::RunAgain(base::Loop& loop, std::string bin_dir, std::function<void()> touched)
    : bin_dir_(std::move(bin_dir)), watch_(loop, std::move(touched)) {}

base::Status RunAgain::begin(const runner::Discovery& first) {
  for (const auto& suite : first.suites) suites_[KeptWorlds::key_of(*suite)] = suite;
  take(first);
  if (!first.broken.empty()) scenario_files_.clear();  // none of them runs now
  return watching_;
}

/// A folder tells of new files, which are found in it.
bool RunAgain::counts(const std::string& changed) const {
  std::error_code ec;
  return !left_alone_.contains(changed) && !std::filesystem::is_directory(changed, ec);
}

bool RunAgain::touches(const std::set<std::string>& files) const {
  return std::any_of(changed_.begin(), changed_.end(),
                     [&](const std::string& file) { return files.contains(file); });
}

/// A suite that is up goes on as it was read then: the names of this run are in it.
void RunAgain::keep_known(runner::Discovery& found) {
  for (auto& suite : found.suites) {
    const std::string key = KeptWorlds::key_of(*suite);
    const auto known = suites_.find(key);
    if (known == suites_.end() || touches(suite_files_[key].whole)) continue;
    const auto read = std::exchange(suite, known->second);
    for (auto& scenario : found.scenarios) {
      if (scenario->suite != read) continue;
      auto one = std::make_shared<runner::Scenario>(*scenario);
      one->suite = suite;
      scenario = std::move(one);
    }
  }
}

void RunAgain::take(const runner::Discovery& found) {
  // Of what is broken now the files of before are known, and what runs uses them.
  if (found.broken.empty()) {
    suite_files_.clear();
    scenario_files_.clear();
  }
  for (const auto& suite : found.suites)
    suite_files_[KeptWorlds::key_of(*suite)] = runner::files_of(*suite, bin_dir_);
  for (const auto& scenario : found.scenarios)
    scenario_files_[key_of_scenario(scenario->file, scenario->name)] = runner::files_of(*scenario);
  std::set<std::string> all;
  documents_.clear();
  for (const auto& [key, files] : suite_files_) {
    all.insert(files.whole.begin(), files.whole.end());
    all.insert(files.stubs.begin(), files.stubs.end());
    documents_.insert(files.documents.begin(), files.documents.end());
  }
  for (const auto& scenario : found.scenarios) documents_.merge(runner::documents_of(*scenario));
  for (const auto& [key, files] : scenario_files_) all.insert(files.begin(), files.end());
  std::erase_if(not_passed_, [&](const auto& one) {
    return !one.first.starts_with(kOfSuite) && !scenario_files_.contains(one.first);
  });
  // A file that is wrong now is waited for.
  broken_.clear();
  for (const auto& broken : found.broken) broken_.insert(broken.file);
  all.insert(broken_.begin(), broken_.end());
  for (const auto& file : changed_) all.insert(file);
  for (const auto& file : left_alone_) all.erase(file);
  count_ = all.size();
  all.merge(folders_of(all));
  if (found.bad_paths.empty()) {
    const bool grew = !std::includes(folders_.begin(), folders_.end(), found.folders.begin(),
                                     found.folders.end());
    // What came into a new folder before it is watched is found by one more look.
    if (std::exchange(watches_, true) && grew) watch_.look_again();
    folders_ = found.folders;
  }
  all.insert(folders_.begin(), folders_.end());
  watching_ = watch_.watch(std::move(all));
}

std::set<std::string> RunAgain::new_in(const runner::Discovery& found) const {
  std::set<std::string> files;
  for (const auto& scenario : found.scenarios) {
    if (!scenario_files_.contains(key_of_scenario(scenario->file, scenario->name)))
      files.insert(scenario->file);
  }
  return files;
}

/// Nothing that was a scenario vanishes without a word.
void RunAgain::tell_gone(const runner::Discovery& found) {
  std::set<std::string> before, now;
  for (const auto& [key, files] : scenario_files_) before.insert(key.substr(0, key.find('\n')));
  for (const auto& scenario : found.scenarios) now.insert(scenario->file);
  for (const auto& file : before) {
    if (now.contains(file)) continue;
    std::error_code ec;
    const bool there = std::filesystem::exists(file, ec);
    std::cerr << base::printable(file)
              << (there ? " is not a scenario any more: no \"scenario\" can be read in it\n"
                        : " is gone\n");
    told_ = true;
  }
}

/// Without its suite file a scenario knows no stubs and no services, and what is said of that would
/// send people the wrong way.
void RunAgain::blame_suites_that_are_gone(runner::Discovery& found) const {
  for (const auto& [key, suite] : suites_) {
    std::error_code ec;
    if (suite->file.empty() || std::filesystem::exists(suite->file, ec)) continue;
    const auto of_suite = [&suite = suite](const runner::BrokenFile& broken) {
      return is_below(broken.file, suite->folder);
    };
    if (std::erase_if(found.broken, of_suite) == 0) continue;
    base::Diag gone("watch/suite-gone",
                    base::in_quotes(suite->file) + " is gone, and its scenarios cannot do without",
                    "bring it back, or take them away, too");
    found.broken.push_back({suite->file, {std::move(gone)}});
  }
}

/// What is not there any more needs no services and no ports.
std::set<std::string> RunAgain::forget_gone(const runner::Discovery& found) {
  std::set<std::string> there, gone;
  for (const auto& suite : found.suites) there.insert(KeptWorlds::key_of(*suite));
  for (auto known = suites_.begin(); known != suites_.end();) {
    if (there.contains(known->first)) {
      ++known;
    } else {
      gone.insert(known->first);
      known = suites_.erase(known);
    }
  }
  return gone;
}

/// What is read belongs to what was seen of the files: one that is written while they are read
/// would run twice, once for what it says and once for having changed.
runner::Discovery RunAgain::read_all(Select select, std::set<std::string>& changed) {
  constexpr int kLooks = 5;
  runner::Discovery found;
  for (int looks = 0; looks < kLooks; ++looks) {
    std::set<std::string> now = watch_.take_changed();
    if (now.empty() && looks > 0) break;
    std::erase_if(now, [this](const auto& file) { return !counts(file); });
    changed_.insert(now.begin(), now.end());
    changed.merge(now);
    found = select([this](runner::Discovery& fresh) { keep_known(fresh); });
  }
  return found;
}

runner::Task<runner::Discovery> RunAgain::next(Select select, runner::KeptWorlds& worlds) {
  std::set<std::string> now;
  runner::Discovery found = read_all(std::move(select), now);
  runner::Discovery none;
  if (!found.bad_paths.empty()) {  // it has been said; a path that is gone may come back
    told_ = true;
    co_return none;
  }
  now.merge(new_in(found));
  changed_.insert(now.begin(), now.end());
  blame_suites_that_are_gone(found);
  const bool newly_broken =
      std::any_of(found.broken.begin(), found.broken.end(),
                  [this](const auto& broken) { return !broken_.contains(broken.file); });
  told_ = !found.broken.empty() && (newly_broken || !now.empty());
  if (!found.broken.empty()) {
    if (told_) print_broken(found);
    for (const auto& broken : found.broken) waiting_.insert(broken.file);
    take(found);
    co_return none;
  }
  tell_gone(found);
  std::set<std::string> anew, again;
  for (const auto& suite : found.suites) {
    const std::string key = KeptWorlds::key_of(*suite);
    const bool known = suites_.contains(key);
    if (!known || touches(suite_files_[key].whole)) anew.insert(key);
    if (touches(suite_files_[key].stubs)) again.insert(key);
    suites_[key] = suite;
  }
  anew.merge(forget_gone(found));
  for (const auto& key : anew) {
    std::string stopped = key;
    co_await worlds.stop(std::move(stopped));
  }
  base::DiagList diags;  // what is wrong with a stub file was found by the check
  for (const auto& suite : found.suites) {
    if (again.contains(KeptWorlds::key_of(*suite))) worlds.reload_stubs(*suite, diags);
  }
  const runner::Discovery all = found;
  std::erase_if(found.scenarios, [&](const auto& scenario) {
    const std::string key = KeptWorlds::key_of(*scenario->suite);
    const bool waits =
        waiting_.contains(scenario->file) || waiting_.contains(scenario->suite->file);
    return !waits && !anew.contains(key) && !again.contains(key) &&
           !touches(runner::files_of(*scenario));
  });
  waiting_.clear();
  began_by_ = std::exchange(changed_, {});
  take(all);
  say_why(began_by_, found.scenarios.size());
  co_return found;
}

void RunAgain::say_why(const std::set<std::string>& changed, std::size_t scenarios) {
  std::string names;
  std::size_t count = 0;
  for (const auto& file : changed) {
    if (++count <= 3) names += (count == 1 ? "" : ", ") + file;
  }
  if (count > 3) names += " and " + std::to_string(count - 3) + " more";
  why_ = "changed: " + names + "; " + base::plural(scenarios, "scenario") +
         (scenarios == 1 ? " runs again" : " run again");
}

/// Or a database that a command names would make it run for ever.
void RunAgain::note_written() {
  std::set<std::string> now = watch_.take_changed();
  std::erase_if(now, [this](const auto& file) { return !counts(file); });
  std::erase_if(written_again_, [&](const auto& file) { return !now.contains(file.first); });
  for (const auto& file : now) {
    const bool again = began_by_.contains(file) && !documents_.contains(file);
    if (!again || ++written_again_[file] < kWrittenByRun) {
      changed_.insert(file);
      continue;
    }
    left_alone_.insert(file);
    written_again_.erase(file);
    std::cerr << "warning: " << base::printable(file)
              << " changed again in each run that its change began: it is taken for what the run "
                 "itself writes, and not watched any more\n";
  }
}

void RunAgain::note(const runner::RunResult& run) {
  note_written();
  for (const auto& suite : run.suites) {
    const std::string of_suite = std::string(kOfSuite) + suite.path;
    not_passed_.erase(of_suite);
    for (const auto& scenario : suite.scenarios) {
      const std::string key =
          scenario.own_name.empty() ? of_suite : key_of_scenario(scenario.file, scenario.name);
      const bool bad = scenario.outcome == runner::Outcome::kFailed ||
                       scenario.outcome == runner::Outcome::kError;
      not_passed_.erase(key);
      if (!bad) continue;
      NotPassed& now = not_passed_[key];
      now.place = scenario.name + " (" + scenario.file + ":" + std::to_string(scenario.line) + ")";
      now.result.outcome = scenario.outcome;
      now.result.error = scenario.error;
    }
  }
}

int RunAgain::exit_code() const {
  if (!broken_.empty()) return kExitInput;
  if (not_passed_.empty()) return kExitPassed;
  runner::RunResult left;
  runner::SuiteResult& all = left.suites.emplace_back();
  for (const auto& [key, one] : not_passed_) all.scenarios.push_back(one.result);
  return exit_code_of(left);
}

std::string RunAgain::text() const {
  std::string out = "watching " + base::plural(count_, "file");
  if (not_passed_.empty()) return out;
  out +=
      "; " + std::to_string(not_passed_.size()) +
      (not_passed_.size() == 1 ? " scenario does not pass: " : " scenarios do not pass, first ") +
      not_passed_.begin()->second.place;
  return out;
}

}  // namespace ricochet::cli
