#include "runner/report/formats.h"

#include <algorithm>

#include "runner/report/github_annotations.h"
#include "runner/report/github_summary.h"
#include "runner/report/html_reporter.h"
#include "runner/report/jsonl_reporter.h"
#include "runner/report/junit_reporter.h"
#include "runner/report/tap_reporter.h"

namespace ricochet::runner {

namespace {

using Made = std::unique_ptr<Reporter>;

Made junit(ReportFile file, const ReportSettings& settings, JunitDialect dialect) {
  JunitOptions options;
  options.dialect = dialect;
  options.attachments = settings.attachments;
  return std::make_unique<JunitReporter>(std::move(file), std::move(options));
}

constexpr ReportFormat kFormats[] = {
    {"html", "one page that needs nothing else, with all calls, events and logs",
     [](ReportFile file, const ReportSettings& settings) -> Made {
       return std::make_unique<HtmlReporter>(std::move(file), settings.program);
     },
     true},
    {"junit", "JUnit XML for CI servers",
     [](ReportFile file, const ReportSettings& settings) {
       return junit(std::move(file), settings, JunitDialect::kRich);
     }},
    {"junit-strict", "JUnit XML that the schemas of Jenkins, xUnit and Ant accept",
     [](ReportFile file, const ReportSettings& settings) {
       return junit(std::move(file), settings, JunitDialect::kStrict);
     }},
    {"tap", "TAP 14",
     [](ReportFile file, const ReportSettings&) -> Made {
       return std::make_unique<TapReporter>(std::move(file));
     }},
    {"jsonl", "one JSON object a line, as it happens",
     [](ReportFile file, const ReportSettings&) -> Made {
       return std::make_unique<JsonlReporter>(std::move(file));
     },
     false, false, true},
    {"github", "GitHub's ::error lines",
     [](ReportFile file, const ReportSettings&) -> Made {
       return std::make_unique<GithubAnnotationsReporter>(std::move(file));
     },
     false, false, true},
    {"github-summary", "Markdown for GITHUB_STEP_SUMMARY",
     [](ReportFile file, const ReportSettings&) -> Made {
       return std::make_unique<GithubSummaryReporter>(std::move(file));
     },
     false, true},
};

}  // namespace

std::span<const ReportFormat> report_formats() { return kFormats; }

const ReportFormat* report_format(std::string_view name) {
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const ReportFormat& each) { return each.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

}  // namespace ricochet::runner
