#include "runner/report/junit_case.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "base/text/markup.h"
#include "base/text/text.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

/// Tabs of test results cut about there.
constexpr std::size_t kJunitMessageBytes = 150;

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(clean_text(value).c_str());
}

void put_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(clean_text(text).c_str());
}

void property(pugi::xml_node properties, const std::string& name, const std::string& value) {
  auto node = properties.append_child("property");
  set(node, "name", name);
  set(node, "value", one_line(value, kJunitPropertyBytes));
}

const char* error_type(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInput:
      return "InputError";
    case ErrorKind::kEnvironment:
      return "EnvironmentError";
    case ErrorKind::kSutCrashed:
      return "SutCrashed";
    case ErrorKind::kInterrupted:
      return "Interrupted";
    case ErrorKind::kNone:
    case ErrorKind::kBug:
      break;
  }
  return "InternalError";
}

void case_properties(pugi::xml_node node, const ScenarioResult& s, const JunitOptions& options,
                     std::uint64_t seed) {
  auto properties = node.append_child("properties");
  property(properties, "seed", std::to_string(seed));
  if (!s.suite.empty()) property(properties, "suite", s.suite);
  for (const auto& tag : s.tags) property(properties, "tag", tag);
  for (std::size_t i = 0; i < s.steps.size(); ++i) {
    const StepResult& step = s.steps[i];
    std::string value = name_of(step.outcome);
    if (step.outcome != Outcome::kSkipped) value += " in " + junit_seconds(step.took) + " s";
    property(properties, "step." + std::to_string(i + 1), value + ": " + step.title);
  }
  for (const auto& warning : s.warnings) property(properties, "warning", warning);
  if (s.outcome == Outcome::kFailed || s.outcome == Outcome::kError) {
    for (const auto& path : options.attachments) property(properties, "attachment", path);
  }
}

void verdict(pugi::xml_node node, const ScenarioResult& s, bool rich) {
  if (s.outcome == Outcome::kPassed) return;
  const bool skipped = s.outcome == Outcome::kSkipped;
  const bool failed = s.outcome == Outcome::kFailed;
  auto child = node.append_child(skipped ? "skipped" : failed ? "failure" : "error");
  const std::string message = headline(s, kJunitMessageBytes);
  if (!skipped) set(child, "type", failed ? "ExpectationNotMet" : error_type(s.error));
  if (!skipped || rich) set(child, "message", message);
  const std::string story = explain(s, false);
  put_text(child, story.empty() ? message : story);
}

}  // namespace

std::string junit_seconds(base::Duration d) {
  const auto ms = std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(d + std::chrono::microseconds(500))
          .count(),
      0);
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

std::string junit_timestamp(base::WallTime t) { return base::format_rfc3339(t).substr(0, 19); }

std::string xml_text(const std::string& text) { return base::escape_markup(clean_text(text)); }

std::string xml_attribute(const char* name, const std::string& value) {
  std::string out = " " + std::string(name) + "=\"";
  for (const char c : xml_text(value)) {
    if (c == '"')
      out += "&quot;";
    else if (c == '\n' || c == '\t')
      out += c == '\n' ? "&#10;" : "&#9;";
    else
      out += c;
  }
  return out + "\"";
}

std::string without_attachments(std::string text) {
  for (std::size_t at = 0; (at = text.find("[[ATTACHMENT|", at)) != std::string::npos; ++at)
    text.insert(at + 1, " ");
  return text;
}

std::string junit_case_xml(const JunitCase& one, const JunitOptions& options, std::uint64_t seed) {
  const ScenarioResult& s = *one.scenario;
  const bool rich = options.dialect == JunitDialect::kRich;
  pugi::xml_document document;
  auto node = document.append_child("testcase");
  set(node, "name", one.name);
  set(node, "classname", one.class_name);
  if (rich) {
    const base::Location& where = place_of(s);
    const bool here = s.outcome != Outcome::kPassed && where.known() && where.file == s.file;
    const std::size_t line = here ? where.line : s.line;
    if (!s.file.empty()) set(node, "file", one.file);
    if (line > 0) set(node, "line", std::to_string(line));
  }
  set(node, "time", junit_seconds(s.took));
  if (rich) case_properties(node, s, options, seed);
  verdict(node, s, rich);
  if (rich) {
    std::string output = one.output;
    if (s.outcome == Outcome::kFailed || s.outcome == Outcome::kError) {
      if (!options.attachments.empty() && !output.empty() && output.back() != '\n') output += '\n';
      for (const auto& path : options.attachments) output += "[[ATTACHMENT|" + path + "]]\n";
    }
    if (!output.empty()) put_text(node.append_child("system-out"), output);
  }
  std::ostringstream out;
  node.print(out, "  ", pugi::format_default, pugi::encoding_utf8, 2);
  return out.str();
}

}  // namespace ricochet::runner
