#include "runner/report/tap_reporter.h"

#include <string>

#include "base/json/json.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kDescriptionBytes = 300;
constexpr std::size_t kTapMessageBytes = 300;

/// A tap_description on its line: `#` would begin a directive, `\` an escape.
std::string tap_description(const std::string& text) {
  std::string out;
  for (const char c : one_line(text, kDescriptionBytes)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// A yaml_scalar of YAML: JSON's texts are such.
std::string yaml_scalar(const std::string& text) {
  return base::compact_json(one_line(text, kTapMessageBytes));
}

std::string diagnosis(const ScenarioResult& s) {
  const base::Location& where = place_of(s);
  const bool here = where.known() && !where.file.empty();
  const std::size_t line = here ? where.line : s.line;
  std::string out = "  ---\n  message: " + yaml_scalar(headline(s, kTapMessageBytes)) + "\n";
  out += std::string("  severity: ") + (s.outcome == Outcome::kFailed ? "fail" : "error") + "\n";
  out += "  at:\n    file: " + yaml_scalar(here ? where.file : s.file) + "\n";
  if (line > 0) out += "    line: " + std::to_string(line) + "\n";
  if (here && where.column > 0) out += "    column: " + std::to_string(where.column) + "\n";
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(s.took).count();
  out += "  duration_ms: " + std::to_string(ms) + "\n";
  // A digit says how far the block is indented, so that the first line may begin with blanks.
  out += "  story: |2\n" + indent(clean_text(explain(s, false)), "    ") + "\n";
  return out + "  ...\n";
}

}  // namespace

void TapReporter::begin() {
  begun_ = true;
  file_.append("TAP version 14\n");
}

void TapReporter::run_started(const RunPlan&) { begin(); }

void TapReporter::scenario_finished(const ScenarioResult& s) {
  const bool bad = s.outcome == Outcome::kFailed || s.outcome == Outcome::kError;
  std::string line = bad ? "not ok " : "ok ";
  line += std::to_string(++points_) + " - " + tap_description(s.name);
  if (s.outcome == Outcome::kSkipped)
    line += " # SKIP " + tap_description(headline(s, kTapMessageBytes));
  line += "\n";
  if (bad) line += diagnosis(s);
  file_.append(line);
}

base::Status TapReporter::run_finished(const RunResult& run) {
  if (!begun_) {
    begin();
    for (const auto& suite : run.suites) {
      for (const auto& scenario : suite.scenarios) scenario_finished(scenario);
    }
  }
  // Behind the points: what is explored, and work without a mark, is known only then.
  std::string plan = "1.." + std::to_string(points_);
  if (points_ == 0) plan += " # SKIP no scenario selected";
  file_.append(plan + "\n");
  if (run.interrupted) file_.append("Bail out! interrupted\n");
  return file_.status();
}

}  // namespace ricochet::runner
