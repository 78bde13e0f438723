#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "runner/mask/secrets.h"
#include "runner/report/console_reporter.h"
#include "runner/report/formats.h"
#include "runner/report/masked_reports.h"

namespace CLI {
class App;
}

namespace ricochet::cli {

/// What the flags say about reports.
struct ReportFlags {
  std::vector<std::string> reports;  ///< FORMAT=PATH
  std::string junit;
  bool strict_junit = false;
  bool any() const { return !reports.empty() || !junit.empty(); }
};

/// Adds --report, --junit and --junit-strict. `flags` must outlive `app`.
void add_reports(CLI::App& app, ReportFlags& flags);

/// Whether reports of several runs can be written by it. Error run/bad-report: a document would
/// stand behind another on stdout.
base::Status check_for_several_runs(const ReportFlags& flags);

/// The reports of a run: the console, and those that were asked for.
class Reports {
 public:
  /// `secrets` must outlive it. Errors: run/bad-report (no such format, no path, stdout or one file
  /// twice).
  static base::Result<std::unique_ptr<Reports>> make(const ReportFlags& flags,
                                                     runner::ConsoleOptions console,
                                                     runner::mask::Secrets& secrets);
  /// All of them, without secrets.
  runner::MaskedReports& all() { return *all_; }
  /// Those that go to files: when the console has nothing to say.
  runner::MaskedReports& files() { return *files_; }
  /// All of them, each when it wants to hear of what goes on at a time.
  std::vector<runner::Reporter*> heard() { return {files_.get(), console_.get()}; }
  bool want_trace() const { return want_trace_; }
  /// Whether one of those that were asked for goes to stdout.
  static bool any_on_stdout(const ReportFlags& flags);

 private:
  Reports() = default;
  base::Status add(const runner::ReportFormat& format, const std::string& path,
                   const runner::ReportSettings& settings);

  std::vector<std::string> paths_;
  std::vector<std::unique_ptr<runner::Reporter>> owned_;
  std::unique_ptr<runner::MaskedReports> all_, files_, console_;
  bool want_trace_ = false;
};

}  // namespace ricochet::cli
