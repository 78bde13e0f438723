#include "runner/report/github_summary.h"

#include <algorithm>

#include "base/text/markup.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/report/console_reporter.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMaxSummaryBytes = 1'000'000;
constexpr std::size_t kMaxStory = 20'000;

/// Text of ours in a block of HTML, where Markdown's signs are text.
std::string in_html(const std::string& text) { return base::escape_markup(one_line(text, 300)); }

/// The same in Markdown, and in the HTML that it may hold: no entity has a sign of Markdown.
std::string markdown(const std::string& text) {
  std::string out;
  for (const char c : in_html(text)) {
    if (std::string_view("\\`*_{}[]()#+-.!|~@:").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// A fence that nothing in the text ends.
std::string fenced(const std::string& text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fence + "text\n" + text + "\n" + fence + "\n";
}

std::string details_of(const ScenarioResult& s) {
  const base::Location& where = place_of(s);
  std::string out = "<details><summary><b>" + std::string(name_of(s.outcome)) + "</b> " +
                    in_html(s.name) + ": " + in_html(headline(s, 150)) + "</summary>\n<code>" +
                    in_html(where.known() ? where.str() : s.file) + "</code>\n\n";
  return out + fenced(base::shorten(clean_text(explain(s, false)), kMaxStory)) + "\n</details>\n\n";
}

}  // namespace

std::string github_summary(const RunResult& run) {
  std::string out = "### Ricochet: " + totals(run) + "\n\n";
  out += "| scenario | | time |\n|---|---|---|\n";
  std::string blocks;
  std::size_t rows = 0, left_out = 0;
  for (const auto& suite : run.suites) {
    for (const auto& s : suite.scenarios) {
      const std::string row = "| " + markdown(s.name) + " | " + name_of(s.outcome) + " | " +
                              short_time(s.took) + " |\n";
      const bool bad = s.outcome == Outcome::kFailed || s.outcome == Outcome::kError;
      const std::string story = bad ? details_of(s) : std::string();
      if (out.size() + blocks.size() + row.size() + story.size() > kMaxSummaryBytes) {
        ++left_out;
        continue;
      }
      out += row;
      blocks += story;
      ++rows;
    }
  }
  if (rows == 0) out += "| no scenario ran | | |\n";
  if (left_out > 0)
    blocks += base::plural(left_out, "scenario") + " more, see the other reports.\n\n";
  return out + "\n" + blocks + "seed " + std::to_string(run.seed) + "\n\n";
}

base::Status GithubSummaryReporter::run_finished(const RunResult& run) {
  file_.append_to_shared(github_summary(run));
  return file_.status();
}

}  // namespace ricochet::runner
