#include "cli/reports.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "cli/version.h"

namespace ricochet::cli {

namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& format : runner::report_formats()) names.emplace_back(format.name);
  return names;
}

base::Diag bad_report(const std::string& message, const std::string& hint) {
  return {base::Diag::Kind::kUsage, "run/bad-report", message, hint};
}

struct Wanted {
  const runner::ReportFormat* format = nullptr;
  std::string path;
};

base::Result<Wanted> parse(const std::string& word) {
  const auto equals = word.find('=');
  const std::string name = word.substr(0, equals);
  Wanted wanted;
  wanted.format = runner::report_format(name);
  if (wanted.format == nullptr)
    return bad_report("there is no report " + base::in_quotes(name),
                      base::did_you_mean(name, format_names()));
  if (equals != std::string::npos) wanted.path = word.substr(equals + 1);
  if (wanted.path.empty())
    return bad_report("the report " + name + " has no path",
                      "write --report " + name + "=PATH, or " + name + "=- for stdout");
  return wanted;
}

/// What the --junit flags and the environment ask for comes to the same table.
base::Result<std::vector<Wanted>> wanted_of(const ReportFlags& flags) {
  std::vector<Wanted> all;
  for (const auto& word : flags.reports) {
    auto one = parse(word);
    if (!one) return one.error();
    all.push_back(std::move(*one));
  }
  if (!flags.junit.empty())
    all.push_back(
        {runner::report_format(flags.strict_junit ? "junit-strict" : "junit"), flags.junit});
  const std::string summary(variable("GITHUB_STEP_SUMMARY"));
  const bool asked = std::any_of(all.begin(), all.end(), [](const Wanted& one) {
    return one.format->name == "github-summary";
  });
  if (variable("GITHUB_ACTIONS") == "true" && !summary.empty() && !asked)
    all.push_back({runner::report_format("github-summary"), summary});
  return all;
}

/// As readers of JUnit files want it: GitLab within the project, the others whole.
std::string attachment_path(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ec;
  const fs::path whole = fs::absolute(path, ec).lexically_normal();
  const fs::path project(variable("CI_PROJECT_DIR"));
  if (variable("GITLAB_CI") == "true" && !project.empty()) {
    const fs::path below = whole.lexically_relative(project);
    if (!below.empty() && *below.begin() != "..") return below.string();
  }
  return whole.string();
}

/// However it is written, by links, too.
bool same_place(const std::string& one, const std::string& other) {
  namespace fs = std::filesystem;
  if (one == other) return true;
  if (one == "-" || other == "-") return false;
  std::error_code ec;
  if (fs::equivalent(one, other, ec)) return true;
  const auto whole = [&ec](const std::string& path) {
    fs::path file = fs::absolute(path, ec);
    // To a file that is not there yet; canonical paths keep such a link.
    if (fs::is_symlink(file, ec)) file = file.parent_path() / fs::read_symlink(file, ec);
    return fs::weakly_canonical(file, ec).lexically_normal();
  };
  return whole(one) == whole(other);
}

}  // namespace

bool Reports::any_on_stdout(const ReportFlags& flags) {
  const auto wanted = wanted_of(flags);
  return wanted && std::any_of(wanted->begin(), wanted->end(),
                               [](const Wanted& one) { return one.path == "-"; });
}

void add_reports(CLI::App& app, ReportFlags& flags) {
  std::string about = "Write a report there, or to stdout (-): ";
  for (const auto& name : format_names())
    about += (name == format_names().front() ? "" : ", ") + name;
  app.add_option("--report", flags.reports, about)
      ->type_name("FORMAT=PATH")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  CLI::Option* const junit =
      app.add_option("--junit", flags.junit, "Short for --report junit=PATH");
  junit->type_name("PATH");
  app.add_flag("--junit-strict", flags.strict_junit,
               "With --junit: short for --report junit-strict=PATH")
      ->needs(junit);
}

base::Status check_for_several_runs(const ReportFlags& flags) {
  const auto wanted = wanted_of(flags);
  if (!wanted) return wanted.error();
  for (const auto& one : *wanted) {
    const std::string name(one.format->name);
    if (one.path == "-" && !one.format->lines)
      return bad_report("--watch runs more than once, and stdout would get a " + name +
                            " document behind the other",
                        "give it a path, which has that of the last run: --report " + name +
                            "=report; or follow all runs by --report jsonl=-");
  }
  return {};
}

base::Status Reports::add(const runner::ReportFormat& format, const std::string& path,
                          const runner::ReportSettings& settings) {
  const bool to_stdout = path == "-";
  const auto is_same = [&path](const std::string& other) { return same_place(path, other); };
  if (!format.shared && std::any_of(paths_.begin(), paths_.end(), is_same))
    return bad_report("two reports go to " + (to_stdout ? "stdout" : base::in_quotes(path)),
                      "give each a place of its own");
  paths_.push_back(path);
  owned_.push_back(
      format.make(to_stdout ? runner::ReportFile(std::cout) : runner::ReportFile(path), settings));
  want_trace_ = want_trace_ || format.wants_trace;
  return {};
}

base::Result<std::unique_ptr<Reports>> Reports::make(const ReportFlags& flags,
                                                     runner::ConsoleOptions console,
                                                     runner::mask::Secrets& secrets) {
  auto wanted = wanted_of(flags);
  if (!wanted) return wanted.error();
  const auto goes = [](std::string_view format, bool to_stdout) {
    return [format, to_stdout](const Wanted& one) {
      return (format.empty() || one.format->name == format) && (one.path == "-") == to_stdout;
    };
  };
  runner::ReportSettings settings;
  settings.program = std::string("ricochet ") + kVersion;
  for (const auto& one : *wanted) {
    if (goes("html", false)(one)) settings.attachments.push_back(attachment_path(one.path));
  }
  std::unique_ptr<Reports> out(new Reports);
  for (const auto& one : *wanted) {
    if (auto status = out->add(*one.format, one.path, settings); !status) return status.error();
  }
  std::vector<runner::Reporter*> files;
  for (const auto& report : out->owned_) files.push_back(report.get());
  // Nothing may stand between the lines of a report: the console goes to stderr then.
  const bool taken = std::any_of(wanted->begin(), wanted->end(), goes("", true));
  if (std::any_of(wanted->begin(), wanted->end(), goes("github", true)))
    console.github_annotations = false;
  out->owned_.push_back(
      std::make_unique<runner::ConsoleReporter>(taken ? std::cerr : std::cout, console));
  // Files first: what the terminal shows is on the disk.
  std::vector<runner::Reporter*> all = files;
  all.push_back(out->owned_.back().get());
  out->files_ = std::make_unique<runner::MaskedReports>(secrets, std::move(files));
  out->console_ = std::make_unique<runner::MaskedReports>(
      secrets, std::vector<runner::Reporter*>{out->owned_.back().get()},
      out->owned_.back()->hearing());
  out->all_ = std::make_unique<runner::MaskedReports>(secrets, std::move(all));
  return out;
}

}  // namespace ricochet::cli
