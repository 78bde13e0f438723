#include "runner/report/console_reporter.h"

#include <algorithm>
#include <ostream>
#include <utility>
#include <vector>

#include "base/text/text.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"
#include "runner/report/github_annotations.h"
#include "runner/report/paint.h"
#include "runner/report/symptom_of.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kNameBytes = 300;
constexpr std::size_t kFailuresListed = 20;
/// Of those that look alike.
constexpr std::size_t kOthersListed = 20;
/// What each of them came to.
constexpr std::size_t kOtherVerdict = 100;
/// With its margin it stands on one of 100 columns.
constexpr std::size_t kTitlesBytes = 92;
/// Below the name of a scenario, which starts after "  ok  ".
constexpr std::string_view kIndent = "       ";

bool went_wrong(const ScenarioResult& s) {
  return s.outcome == Outcome::kFailed || s.outcome == Outcome::kError;
}

/// In the list of scenarios; that of a story is loud (ConsoleReporter::status).
const char* quiet_word(Outcome outcome) { return outcome == Outcome::kError ? "error" : " fail"; }

Symptom symptom_in(const ScenarioResult& s) {
  return s.symptom.known() ? s.symptom : symptom_of(s);
}

std::string file_and_line(const ScenarioResult& s) {
  const base::Location& where = place_of(s);
  if (where.known()) return where.file + ":" + std::to_string(where.line);
  return s.line > 0 ? s.file + ":" + std::to_string(s.line) : s.file;
}

/// The text cut to so many columns, on a character boundary.
std::string first_columns(const std::string& text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t n = 0; end < text.size(); ++end) {
    const bool starts_character = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (starts_character && n++ == columns) break;
  }
  return text.substr(0, end);
}

/// A path as a shell takes it.
std::string shell_word(const std::string& s) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:@%+=#";
  const bool comment = s.starts_with('#');  // elsewhere it is a letter like others
  if (!s.empty() && !comment && s.find_first_not_of(kPlain) == std::string::npos) return s;
  std::string out = "'";
  for (const char c : s) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The end of the name of a row, "x=2]", for --filter; empty: it is not a row, or cannot be said
/// that way.
std::string filter_of(const std::string& row) {
  const bool plain = row.find_first_of("*?[") == std::string::npos && !row.starts_with('-');
  return !row.empty() && plain ? row + "]" : std::string();
}

/// What tells it from others of its suite.
std::string title_of(const ScenarioResult& s) {
  return one_line(s.exploration ? s.exploration->title : s.name, kNameBytes);
}

/// On one line: what has failed alike may say more than the story of one.
std::string titles_of(const std::vector<std::string>& titles) {
  std::string line = "alike:";
  for (std::size_t i = 0; i < titles.size(); ++i) line += (i == 0 ? " " : "; ") + titles[i];
  return one_line(line, kTitlesBytes);
}

}  // namespace

ConsoleReporter::ConsoleReporter(std::ostream& out, ConsoleOptions options)
    : out_(out), options_(options) {}

void ConsoleReporter::print(std::string text) {
  wipe();
  if (options_.github_annotations) text = without_workflow_commands(std::move(text));
  out_ << text << std::flush;
}

void ConsoleReporter::transient(const std::string& text) {
  if (!options_.is_terminal || options_.width < 2) return;
  wipe();
  // One column stays free: some terminals wrap when the last one is written.
  const std::string shown = first_columns(one_line(text, kNameBytes * 2), options_.width - 1);
  out_ << paint(kDim, shown) << std::flush;
  transient_ = true;
}

void ConsoleReporter::wipe() {
  if (std::exchange(transient_, false)) out_ << "\r\x1b[K";
}

std::string ConsoleReporter::paint(std::string_view code, std::string text) const {
  return runner::paint(options_.colour, code, std::move(text));
}

std::string ConsoleReporter::status(Outcome outcome) const {
  switch (outcome) {
    case Outcome::kPassed:
      return paint(kGreen, "   ok");
    case Outcome::kFailed:
      return paint(kRed, " FAIL");
    case Outcome::kError:
      return paint(kRed, "ERROR");
    case Outcome::kSkipped:
      return paint(kYellow, " skip");
  }
  return {};
}

std::string ConsoleReporter::progress(const ScenarioResult& scenario) const {
  const std::string name = suite_of(scenario.suite) + one_line(scenario.name, kNameBytes);
  if (exploring_) return name;
  const std::string total = planned_ > 0 ? "/" + std::to_string(planned_) : std::string();
  return "[" + std::to_string(running_) + total + "] " + name;
}

void ConsoleReporter::run_started(const RunPlan& plan) {
  planned_ = plan.scenarios;
  jobs_ = plan.jobs;
  side_by_side_ = plan.suites_side_by_side;
  if (options_.verbose) print(paint(kDim, "seed " + std::to_string(plan.seed)) + "\n");
}

/// Before what is said of a scenario, where lines of other suites stand around it.
std::string ConsoleReporter::suite_of(const std::string& path) const {
  return side_by_side_ ? one_line(path, kNameBytes) + ": " : std::string();
}

void ConsoleReporter::suite_started(const std::string& path) {
  tell_failures();
  exploring_ = false;
  if (side_by_side_) return;
  print(paint(kBold, one_line(path, kNameBytes)) + "\n");
  transient("  starting " + path);
}

void ConsoleReporter::suite_ready(const std::string& path, const std::string& summary) {
  if (side_by_side_) print(paint(kBold, one_line(path, kNameBytes)) + "\n");
  print(paint(kDim, indent(clean_text(summary), "  ")) + "\n");
}

void ConsoleReporter::scenario_started(const ScenarioResult& scenario) {
  ++running_;
  steps_ = 0;
  transient(progress(scenario));
}

void ConsoleReporter::step_finished(const ScenarioResult& scenario, const StepResult& step) {
  const std::string number = side_by_side_ ? "" : " " + std::to_string(++steps_);
  transient(progress(scenario) + ": step" + number + " " + name_of(step.outcome) + ", " +
            step.title);
}

void ConsoleReporter::exploring(const std::string& path, const std::vector<std::string>& faults) {
  tell_failures();
  exploring_ = true;
  std::string line = suite_of(path) + "again under at-least-once:";
  for (std::size_t i = 0; i < faults.size(); ++i) line += (i == 0 ? " " : ", ") + faults[i];
  print(paint(kDim, "  " + one_line(line, kNameBytes)) + "\n");
}

void ConsoleReporter::explored(const ExploreSummary& s) {
  const std::size_t runs = s.held + s.failed + s.not_judged;
  std::string line = s.failed > 0 ? paint(kRed, quiet_word(Outcome::kFailed))
                     : s.held > 0 ? status(Outcome::kPassed)
                                  : status(Outcome::kSkipped);
  line += "  " + suite_of(s.suite) + one_line(s.scenario, kNameBytes);
  std::string what = runs == 0        ? "nothing to explore"
                     : s.held == runs ? "holds after " + base::plural(runs, "fault")
                                      : "holds after " + std::to_string(s.held) + " of " +
                                            base::plural(runs, "fault");
  if (s.not_judged > 0) what += ", " + std::to_string(s.not_judged) + " not judged";
  if (s.excepted > 0) what += ", " + base::plural(s.excepted, "fault") + " excepted";
  if (s.cut > 0) what += ", " + std::to_string(s.cut) + " more cut by --explore-limit";
  print(line + paint(kDim, "   " + what + "   " + short_time(s.took)) + "\n");
}

void ConsoleReporter::scenario_finished(const ScenarioResult& s) {
  if (s.exploration && !went_wrong(s) && !options_.verbose) return;
  std::string line = "  " + suite_of(s.suite) + one_line(s.name, kNameBytes);
  if (s.outcome == Outcome::kSkipped) {
    const std::string why = one_line(message_of(s.cause), kNameBytes);
    if (!why.empty()) line += paint(kDim, "   " + why);
  } else {
    line += paint(kDim, "   " + short_time(s.took));
    if (s.tries > 1 && s.outcome == Outcome::kPassed)
      line += paint(kYellow, "   flaky: passed at try " + std::to_string(s.tries));
    if (s.rounds > 1)
      line += paint(kDim, s.outcome == Outcome::kPassed
                              ? "   passed " + std::to_string(s.rounds) + " times"
                              : "   in run " + std::to_string(s.rounds));
  }
  if (went_wrong(s)) {
    print(paint(kRed, quiet_word(s.outcome)) + line + "\n");
    if (options_.verbose) print_steps(s);
    keep(s, line);
    return;
  }
  print(status(s.outcome) + line + "\n");
  if (options_.verbose) print_steps(s);
  for (const auto& warning : s.warnings) {
    print(indent("warning: " + clean_text(warning), kIndent) + "\n");
  }
}

/// Of those that look alike the most telling one speaks for all, and of equals that with the fewest
/// steps: it has the least to do with anything else. Of the others a line is kept, and no story.
void ConsoleReporter::keep(const ScenarioResult& s, const std::string& line) {
  const Symptom symptom = symptom_in(s);
  std::string as_other = suite_of(s.suite) + one_line(s.name, kNameBytes) + "   " +
                         paint(kDim, one_line(file_and_line(s), kNameBytes)) + "   " +
                         headline(s, kOtherVerdict);
  auto alike = std::find_if(groups_.begin(), groups_.end(), [&](const Group& group) {
    return group.symptom.key == symptom.key && group.symptom.rank == symptom.rank;
  });
  const bool first = alike == groups_.end();
  if (first) {
    groups_.emplace_back();
    alike = groups_.end() - 1;
    alike->symptom = symptom;
    alike->outcome = s.outcome;
  }
  const std::size_t telling = symptom.telling, best = alike->symptom.telling;
  const bool speaks = first || telling > best || (telling == best && s.steps.size() < alike->steps);
  std::string title = title_of(s);
  if (speaks) {
    alike->symptom.telling = telling;
    alike->line = line;
    alike->story = explain(s, options_.colour);
    alike->steps = s.steps.size();
    std::swap(alike->as_other, as_other);
    std::swap(alike->title, title);
  }
  if (first) return;
  if (alike->others.size() < kOthersListed) {
    alike->others.push_back(std::move(as_other));
    alike->titles.push_back(std::move(title));
  } else {
    ++alike->more;
  }
}

void ConsoleReporter::tell_failures() {
  if (groups_.empty()) return;
  ++suites_told_;
  std::stable_sort(groups_.begin(), groups_.end(), [](const Group& a, const Group& b) {
    if (a.symptom.rank != b.symptom.rank) return a.symptom.rank < b.symptom.rank;
    return a.symptom.telling > b.symptom.telling;
  });
  for (const Group& group : groups_) {
    const std::size_t others = group.others.size() + group.more;
    std::string text = "\n" + status(group.outcome) + group.line;
    if (others > 0) text += paint(kDim, "   and " + std::to_string(others) + " alike, below");
    text += "\n";
    if (others > 0) text += indent(titles_of(group.titles), kIndent) + "\n";
    text += indent(group.story, kIndent) + "\n";
    if (others > 0) text += indent("alike:", kIndent) + "\n";
    for (const auto& other : group.others) text += status(group.outcome) + "  " + other + "\n";
    if (group.more > 0)
      text += indent("and " + std::to_string(group.more) + " more", kIndent) + "\n";
    print(std::move(text));
  }
  groups_.clear();
}

void ConsoleReporter::print_steps(const ScenarioResult& s) {
  for (const auto& step : s.steps) {
    print(std::string(kIndent) + name_of(step.outcome) + "  " + one_line(step.title, kNameBytes) +
          "   " + short_time(step.took) + "\n");
  }
  if (!went_wrong(s) && !s.sut_output.empty()) {
    print(indent(last_lines(s.sut_output, std::string::npos), std::string(kIndent) + "| ") + "\n");
  }
}

std::string ConsoleReporter::failures(const RunResult& run) const {
  std::vector<const ScenarioResult*> wrong;
  for (const auto& suite : run.suites) {
    for (const auto& s : suite.scenarios) {
      if (went_wrong(s)) wrong.push_back(&s);
    }
  }
  std::stable_sort(wrong.begin(), wrong.end(), [](const auto* a, const auto* b) {
    return symptom_in(*a).rank < symptom_in(*b).rank;
  });
  std::string list;
  std::vector<std::string> files, faults;
  const std::size_t n = wrong.size();
  for (std::size_t i = 0; i < n && i < kFailuresListed; ++i) {
    const ScenarioResult& s = *wrong[i];
    const std::string place = place_of(s).known() ? place_of(s).str() : s.file;
    // Of one suite it stands right above; of what never began nothing does.
    if (suites_told_ != 1)
      list += status(s.outcome) + "  " + one_line(place, kNameBytes) + "  " +
              one_line(s.name, kNameBytes) + "\n";
    const std::string file = shell_word(s.file);
    if (!s.file.empty() && std::find(files.begin(), files.end(), file) == files.end()) {
      files.push_back(file);
    }
    if (s.exploration &&
        std::find(faults.begin(), faults.end(), s.exploration->flag) == faults.end())
      faults.push_back(s.exploration->flag);
  }
  if (n == 0) return {};
  if (n > kFailuresListed && !list.empty())
    list += "  and " + std::to_string(n - kFailuresListed) + " more\n";
  std::string out = list.empty() ? "" : "\n" + list;
  if (!files.empty() && n <= kFailuresListed) {
    out += "\nagain, only " + std::string(n == 1 ? "this" : "these") + ": ricochet run";
    for (const auto& file : files) out += " " + clean_text(file);
    if (const std::string row = n == 1 ? filter_of(wrong.front()->row) : ""; !row.empty())
      out += " --filter " + clean_text(shell_word(row));
    if (!options_.bus.empty()) out += " --bus " + clean_text(shell_word(options_.bus));
    for (std::size_t i = 0; i < faults.size(); ++i)
      out += (i == 0 ? " --explore " : ",") + shell_word(faults[i]);
    if (jobs_ > 1)
      out += " --jobs " + std::to_string(jobs_);  // what ran beside it may be the cause
    out += " --seed " + std::to_string(run.seed) + "\n";
  }
  return out;
}

/// Absence that nobody can vouch for, once for the run.
std::string ConsoleReporter::window_only(const RunResult& run) const {
  std::size_t count = 0;
  for (const auto& suite : run.suites) {
    for (const auto& s : suite.scenarios)
      count += s.outcome == Outcome::kPassed ? s.window_only : 0;
  }
  if (count == 0) return {};
  return paint(kDim, base::plural(count, "absence") +
                         " by the window only: who has read what was published is seen on the "
                         "embedded bus alone") +
         "\n";
}

base::Status ConsoleReporter::run_finished(const RunResult& run) {
  tell_failures();
  print(failures(run));
  if (options_.github_annotations) {
    wipe();
    out_ << github_annotations(run);
  }
  std::size_t scenarios = 0;
  for (const auto& suite : run.suites) scenarios += suite.scenarios.size();
  const std::size_t explorations = run.explorations();
  std::string last = "\n" + window_only(run);
  if (run.interrupted) last += "interrupted\n";
  if (scenarios == 0 && !run.interrupted) last += "no scenario was selected\n";
  const bool good = run.count(Outcome::kFailed) + run.count(Outcome::kError) == 0;
  const bool green = good && scenarios > 0 && !run.interrupted;
  last += base::plural(scenarios - explorations, "scenario");
  if (explorations > 0) last += " and " + base::plural(explorations, "exploration");
  last += " in " + short_time(run.took);
  last += (good ? std::string() : ", seed " + std::to_string(run.seed)) + "\n";
  print(last + paint(green ? kGreen : kRed, totals(run)) + "\n");
  return {};
}

std::string totals(const RunResult& run) {
  std::string out = std::to_string(run.count(Outcome::kPassed)) + " passed, " +
                    std::to_string(run.count(Outcome::kFailed)) + " failed";
  const std::size_t errors = run.count(Outcome::kError), skipped = run.count(Outcome::kSkipped);
  if (errors > 0) out += ", " + base::plural(errors, "error");
  if (const std::size_t flaky = run.flaky(); flaky > 0)
    out += ", " + std::to_string(flaky) + " of the passed flaky";
  if (skipped > 0) out += ", " + std::to_string(skipped) + " skipped";
  return out;
}

}  // namespace ricochet::runner
