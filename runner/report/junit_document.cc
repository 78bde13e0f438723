#include "runner/report/junit_document.h"

#include <algorithm>

#include "base/text/text.h"
#include "runner/report/junit_case.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

/// Of one case. Jenkins keeps 100 000 characters of a failing one; GitLab refuses files over 30 MB.
constexpr std::size_t kMaxOutputBytes = 100'000;
constexpr std::size_t kMaxTotalOutputBytes = 20'000'000;
/// By how much the numbers of a start tag may grow: four counts and a time.
constexpr std::size_t kRoom = 32;
constexpr std::string_view kEnd = "</testsuites>\n";

/// "./a/../b/c.json" as "b/c.json", without touching the disk: reports are compared between
/// machines.
std::string report_path(const std::string& file) {
  std::vector<std::string_view> parts;
  for (const auto part : base::split(file, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.push_back(part);
    }
  }
  std::string out = file.starts_with('/') ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? "/" : "") + std::string(parts[i]);
  return out;
}

std::string file_of(const ScenarioResult& s) {
  return report_path(!s.path.empty() ? s.path : s.file.empty() ? s.suite : s.file);
}

/// Blanks before the end of the tag, so that it can be written over by another of that width.
std::string padded(const std::string& tag, std::size_t width) {
  return tag + std::string(width - std::min(width, tag.size()), ' ') + ">\n";
}

std::string text_element(const char* name, const std::string& text) {
  return "    <" + std::string(name) + ">" + xml_text(text) + "</" + name + ">\n";
}

ScenarioResult nothing_ran(const RunResult& run) {
  ScenarioResult s;
  s.suite = "ricochet/run";
  s.outcome = Outcome::kError;
  s.error = run.interrupted ? ErrorKind::kInterrupted : ErrorKind::kInput;
  s.name = run.interrupted ? "interrupted before the first scenario" : "no scenario selected";
  s.cause = Remark(
      s.name, run.interrupted
                  ? ""
                  : "check the paths, --filter and --tag; ricochet run --list shows what there is");
  return s;
}

}  // namespace

void JunitDocument::Counts::add(Outcome outcome) {
  ++tests;
  failures += outcome == Outcome::kFailed;
  errors += outcome == Outcome::kError;
  skipped += outcome == Outcome::kSkipped;
}

JunitDocument::JunitDocument(JunitOptions options, std::uint64_t seed, base::WallTime started)
    : options_(std::move(options)),
      rich_(options_.dialect == JunitDialect::kRich),
      seed_(seed),
      started_(started) {
  root_width_ = root_tag().size() + kRoom;
}

std::string JunitDocument::root_tag() const {
  if (!rich_) return "<testsuites";
  return "<testsuites" + xml_attribute("name", "ricochet") +
         xml_attribute("tests", std::to_string(counts_.tests)) +
         xml_attribute("failures", std::to_string(counts_.failures)) +
         xml_attribute("errors", std::to_string(counts_.errors)) +
         xml_attribute("skipped", std::to_string(counts_.skipped)) +
         xml_attribute("time", junit_seconds(took_)) +
         xml_attribute("timestamp", junit_timestamp(started_));
}

std::string JunitDocument::head() const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + padded(root_tag(), root_width_);
}

std::string JunitDocument::suite_tag(const Group& group) const {
  const auto dot = group.class_name.rfind('.');
  const std::string folder =
      dot == std::string::npos ? "scenarios" : group.class_name.substr(0, dot);
  const auto id = static_cast<std::size_t>(&group - groups_.data());
  std::string out =
      "  <testsuite" + xml_attribute("id", std::to_string(id)) +
      xml_attribute("package", options_.package.empty() ? folder : options_.package) +
      xml_attribute("name",
                    dot == std::string::npos ? group.class_name : group.class_name.substr(dot + 1));
  if (rich_ && !group.file.empty() && group.file != "ricochet/run")
    out += xml_attribute("file", group.file);
  out += xml_attribute("hostname", options_.hostname.empty() ? "localhost" : options_.hostname) +
         xml_attribute("timestamp", junit_timestamp(group.started)) +
         xml_attribute("tests", std::to_string(group.counts.tests)) +
         xml_attribute("failures", std::to_string(group.counts.failures)) +
         xml_attribute("errors", std::to_string(group.counts.errors)) +
         xml_attribute("skipped", std::to_string(group.counts.skipped)) +
         xml_attribute("time", junit_seconds(group.took));
  return out;
}

std::string JunitDocument::suite_properties() const {
  return "    <properties>\n      <property" + xml_attribute("name", "seed") +
         xml_attribute("value", std::to_string(seed_)) + " />\n    </properties>\n";
}

/// The strict form has no output per case, so the suite's carries it all.
std::string JunitDocument::end_of_suite(const Group& group) const {
  return (rich_ ? std::string()
                : text_element("system-out", group.output) + "    <system-err />\n") +
         "  </testsuite>\n";
}

std::string JunitDocument::suite_text(const Group& group) const {
  return padded(suite_tag(group), group.width) + suite_properties() + group.cases + group.end;
}

std::size_t JunitDocument::begin_of(std::size_t group) const {
  std::size_t at = head().size();
  for (std::size_t i = 0; i < group; ++i) {
    const Group& one = groups_[i];
    at += one.width + 2 + suite_properties().size() + one.cases.size() + one.end.size();
  }
  return at;
}

JunitDocument::Group& JunitDocument::group_for(const ScenarioResult& scenario) {
  const std::string file = file_of(scenario);
  const auto [at, fresh] = by_file_.emplace(file, groups_.size());
  if (fresh) {
    Group& made = groups_.emplace_back();
    made.file = file;
    made.class_name = junit_class_name(file);
    made.started = base::WallTime::max();
  }
  return groups_[at->second];
}

/// GitLab counts only the first of two cases with one name.
std::string JunitDocument::unused_name(const ScenarioResult& scenario,
                                       const std::string& class_name) {
  std::string name = scenario.name.empty() ? "(no name)" : scenario.name;
  for (int n = 2; !used_names_.emplace(class_name, clean_text(name)).second; ++n)
    name = scenario.name + " (" + std::to_string(n) + ")";
  return name;
}

std::vector<JunitDocument::Edit> JunitDocument::add(const ScenarioResult& scenario,
                                                    base::WallTime fallback) {
  Group& group = group_for(scenario);
  const auto index = static_cast<std::size_t>(&group - groups_.data());
  const bool fresh = group.counts.tests == 0;
  const std::size_t begin = begin_of(index);
  const std::size_t end_of_cases =
      begin + group.width + 2 + suite_properties().size() + group.cases.size();
  if (fallback == base::WallTime()) fallback = started_;
  group.started =
      std::min(group.started, scenario.started == base::WallTime() ? fallback : scenario.started);
  group.counts.add(scenario.outcome);
  group.took += scenario.took;
  counts_.add(scenario.outcome);
  took_ += scenario.took;
  const std::string name = unused_name(scenario, group.class_name);
  const std::string element = test_case(group, scenario, name);
  group.cases += element;
  group.end = end_of_suite(group);
  if (fresh) group.width = suite_tag(group).size() + kRoom;
  // What stands behind the new case moves, and is written with it: one write, and the document is
  // whole again.
  std::string behind = fresh ? suite_text(group) : element + group.end;
  for (std::size_t i = index + 1; i < groups_.size(); ++i) behind += suite_text(groups_[i]);
  std::vector<Edit> edits;
  edits.push_back({fresh ? begin : end_of_cases, behind + std::string(kEnd)});
  if (!fresh) edits.push_back({begin, padded(suite_tag(group), group.width)});
  edits.push_back({0, head()});
  return edits;
}

std::vector<JunitDocument::Edit> JunitDocument::finish(const RunResult& run) {
  std::vector<Edit> edits;
  if (groups_.empty()) edits = add(nothing_ran(run), run.started);
  took_ = run.took;
  if (run.started != base::WallTime()) started_ = run.started;
  edits.push_back({0, head()});
  return edits;
}

std::string JunitDocument::text() const {
  std::string out = head();
  for (const auto& group : groups_) out += suite_text(group);
  return out + std::string(kEnd);
}

std::string JunitDocument::test_case(const Group& group, const ScenarioResult& scenario,
                                     const std::string& name) {
  JunitCase one;
  one.scenario = &scenario;
  one.name = name;
  one.class_name = group.class_name;
  one.file = group.file;
  if (rich_)
    one.output = bounded_output(scenario.sut_output);
  else
    groups_[static_cast<std::size_t>(&group - groups_.data())].output +=
        strict_output(scenario, name);
  return junit_case_xml(one, options_, seed_);
}

/// The end of the output: what explains a failure stands last.
std::string JunitDocument::bounded_output(const std::string& bytes) {
  std::string text = without_attachments(clean_text(bytes));
  const std::size_t left = kMaxTotalOutputBytes - std::min(kMaxTotalOutputBytes, output_written_);
  const std::size_t limit = std::min(kMaxOutputBytes, left);
  if (text.size() > limit) {
    std::size_t cut = text.size() - limit;
    while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) ++cut;
    text = "(the first " + base::format_bytes(cut) + " are left out)\n" + text.substr(cut);
  }
  output_written_ += text.size();
  return text;
}

/// Each case's under its name.
std::string JunitDocument::strict_output(const ScenarioResult& scenario, const std::string& name) {
  std::string out = bounded_output(scenario.sut_output);
  for (const auto& warning : scenario.warnings) out += "warning: " + clean_text(warning) + "\n";
  if (out.empty()) return out;
  if (out.back() != '\n') out += '\n';
  return "== " + one_line(name, kJunitPropertyBytes) + "\n" + out;
}

std::string junit_class_name(const std::string& file) {
  std::string path = report_path(file);
  const auto slash = path.rfind('/');
  const auto dot = path.rfind('.');
  const std::size_t base_name = slash == std::string::npos ? 0 : slash + 1;
  const bool extension = dot != std::string::npos && dot > base_name && !path.ends_with("..");
  if (extension) path.resize(dot);
  std::string out;
  for (const auto part : base::split(path, '/')) {
    if (part.empty() || part == "..") continue;
    if (!out.empty()) out += '.';
    std::string name = one_line(part, kJunitPropertyBytes);
    // A dot would end the package in the middle of a name.
    std::replace(name.begin(), name.end(), '.', '_');
    out += name;
  }
  return out.empty() ? "ricochet" : out;
}

std::string junit_xml(const RunResult& run, const JunitOptions& options) {
  JunitDocument document(options, run.seed, run.started);
  for (const auto& suite : run.suites) {
    const auto fallback = suite.started == base::WallTime() ? run.started : suite.started;
    for (const auto& scenario : suite.scenarios) document.add(scenario, fallback);
  }
  document.finish(run);
  return document.text();
}

}  // namespace ricochet::runner
