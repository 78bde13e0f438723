#include "runner/report/github_annotations.h"

#include "base/text/text.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

/// Percent escapes of the workflow command syntax; properties escape two characters more than the
/// message.
std::string escaped(std::string_view s, bool property) {
  std::string out;
  for (const char c : s) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string annotation(const ScenarioResult& s) {
  const base::Location& where = place_of(s);
  const bool exact = where.known() && !where.file.empty();
  std::string file = clean_text(exact ? where.file : s.file);
  if (file.starts_with("./")) file.erase(0, 2);
  const std::size_t line = exact ? where.line : s.line;
  std::string out = "::error ";
  if (!file.empty()) out += "file=" + escaped(file, true) + ",";
  if (line > 0) out += "line=" + std::to_string(line) + ",";
  if (exact && where.column > 0) out += "col=" + std::to_string(where.column) + ",";
  out += "title=" + escaped(one_line(s.name, 200), true);
  return out + "::" + escaped(headline(s, 1000), false) + "\n";
}

}  // namespace

std::string github_annotations(const RunResult& run) {
  std::string out;
  std::size_t n = 0;
  for (const auto& suite : run.suites) {
    for (const auto& scenario : suite.scenarios) {
      if (scenario.outcome != Outcome::kFailed && scenario.outcome != Outcome::kError) continue;
      if (n++ < kMaxAnnotations) out += annotation(scenario);
    }
  }
  return out;
}

std::string without_workflow_commands(std::string text) {
  // The old form "##[command]" is found anywhere in a line, the new one "::command::" only at its
  // start.
  for (std::size_t at = 0; (at = text.find("##[", at)) != std::string::npos;)
    text.insert(at + 2, " ");
  std::string out;
  for (const auto line : base::split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    const auto start = line.find_first_not_of(" \t");
    if (start != std::string_view::npos && line.substr(start).starts_with("::")) {
      out += std::string(line.substr(0, start)) + ": " + std::string(line.substr(start + 1));
    } else {
      out += line;
    }
  }
  return out;
}

}  // namespace ricochet::runner
