#pragma once
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "runner/report/reporter.h"

namespace ricochet::runner {

struct ConsoleOptions {
  bool colour = false;       ///< ANSI codes; the caller has looked at NO_COLOR and the terminal
  bool verbose = false;      ///< also the steps and the output of what passed
  bool is_terminal = false;  ///< show what is running on a line that is wiped afterwards
  bool github_annotations = false;  ///< GITHUB_ACTIONS=true: also `::error` lines
  std::size_t width = 80;           ///< columns of the terminal, for the line that is wiped
  std::string bus = {};             ///< of --bus: who runs it again needs it, too
};

/// The report for people, written as the run goes on: one line per scenario; behind those of a
/// suite why some did not pass, crashes first, then counts and contents, then what is only a matter
/// of time, the whole story once for all that look alike; the totals and the way to repeat it at
/// the end. The last line is always `N passed, N failed`, with `, N errors` and `, N skipped`
/// appended when there are some.
class ConsoleReporter final : public Reporter {
 public:
  /// `out` must outlive the reporter; every line is flushed.
  explicit ConsoleReporter(std::ostream& out, ConsoleOptions options = {});

  Hearing hearing() const override { return Hearing::kBySuite; }
  void run_started(const RunPlan& plan) override;
  void suite_started(const std::string& path) override;
  void suite_ready(const std::string& path, const std::string& summary) override;
  void scenario_started(const ScenarioResult& scenario) override;
  void step_finished(const ScenarioResult& scenario, const StepResult& step) override;
  void scenario_finished(const ScenarioResult& scenario) override;
  void exploring(const std::string& path, const std::vector<std::string>& faults) override;
  void explored(const ExploreSummary& summary) override;
  base::Status run_finished(const RunResult& run) override;

 private:
  void print(std::string text);
  void transient(const std::string& text);
  void wipe();
  std::string paint(std::string_view code, std::string text) const;
  std::string status(Outcome outcome) const;
  std::string suite_of(const std::string& path) const;
  std::string progress(const ScenarioResult& scenario) const;
  void print_steps(const ScenarioResult& scenario);
  std::string failures(const RunResult& run) const;
  std::string window_only(const RunResult& run) const;
  void keep(const ScenarioResult& scenario, const std::string& line);
  void tell_failures();

  /// Scenarios that did not pass and look alike.
  struct Group {
    Symptom symptom;
    Outcome outcome = Outcome::kFailed;
    std::string line;                 ///< of the one that speaks for all, without its outcome
    std::string story;                ///< of the same
    std::string as_other;             ///< its line if another speaks
    std::string title;                ///< of the same: what tells it from the others
    std::vector<std::string> titles;  ///< of the others, the first kOthersListed
    std::size_t steps = 0;            ///< of it
    std::vector<std::string> others;  ///< a line each, the first kOthersListed
    std::size_t more = 0;             ///< beyond those
  };

  std::ostream& out_;
  ConsoleOptions options_;
  std::size_t planned_ = 0;
  std::size_t running_ = 0;      ///< number of the running scenario, from 1
  std::size_t steps_ = 0;        ///< of the running scenario, finished
  std::size_t jobs_ = 1;         ///< of the run
  bool side_by_side_ = false;    ///< lines of several suites come in between each other
  bool exploring_ = false;       ///< the scenarios of the suite once more, with faults
  std::vector<Group> groups_;    ///< of the suite, not told yet
  std::size_t suites_told_ = 0;  ///< whose failures were told
  bool transient_ = false;       ///< a line stands there that must be wiped
};

/// `7 passed, 1 failed`, then `, N errors` and `, N skipped` when there are some.
std::string totals(const RunResult& run);

}  // namespace ricochet::runner
