#include "runner/report/junit_document.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "base/text/text.h"
#include "runner/report/explanation.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMessageBytes = 200;
constexpr std::size_t kPropertyBytes = 500;
/// Of one case. Jenkins keeps 100 000 characters of a failing one; GitLab refuses files over 30 MB.
constexpr std::size_t kMaxOutputBytes = 100'000;
constexpr std::size_t kMaxTotalOutputBytes = 20'000'000;

struct Case {
  const ScenarioResult* result;
  std::string name;
};

/// What becomes one testsuite.
struct FileGroup {
  std::string file;
  base::WallTime started;
  std::vector<Case> cases;
};

/// Exactly three decimals and a point, whatever the locale; never negative.
std::string seconds(base::Duration d) {
  const auto ms = std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(d + std::chrono::microseconds(500))
          .count(),
      0);
  std::string fraction = std::to_string(ms % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(ms / 1000) + "." + fraction;
}

/// UTC, no zone and no fraction: the one form that every schema and reader takes.
std::string timestamp(base::WallTime t) { return base::format_rfc3339(t).substr(0, 19); }

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

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(clean_text(value).c_str());
}

void put_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(clean_text(text).c_str());
}

void property(pugi::xml_node properties, const std::string& name, const std::string& value) {
  auto node = properties.append_child("property");
  set(node, "name", name);
  set(node, "value", one_line(value, kPropertyBytes));
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

std::vector<FileGroup> group_by_file(const RunResult& run) {
  std::vector<FileGroup> groups;
  std::map<std::string, std::size_t> index;
  std::set<std::pair<std::string, std::string>> used;
  for (const auto& suite : run.suites) {
    for (const auto& s : suite.scenarios) {
      const std::string file = report_path(s.file.empty() ? suite.path : s.file);
      const auto [at, added] = index.emplace(file, groups.size());
      if (added) groups.push_back({file, base::WallTime::max(), {}});
      FileGroup& group = groups[at->second];
      // What was never started has no time of its own.
      const auto fallback = suite.started == base::WallTime() ? run.started : suite.started;
      group.started = std::min(group.started, s.started == base::WallTime() ? fallback : s.started);
      // GitLab counts only the first of two cases with one name.
      std::string name = s.name.empty() ? "(no name)" : s.name;
      for (int n = 2; !used.emplace(junit_class_name(file), clean_text(name)).second; ++n) {
        name = s.name + " (" + std::to_string(n) + ")";
      }
      group.cases.push_back({&s, std::move(name)});
    }
  }
  return groups;
}

class Writer {
 public:
  Writer(const RunResult& run, const JunitOptions& options)
      : run_(run), options_(options), rich_(options.dialect == JunitDialect::kRich) {}

  std::string write() {
    auto groups = group_by_file(run_);
    ScenarioResult nothing;
    if (groups.empty()) {
      nothing = nothing_ran();
      groups.push_back({"ricochet/run", run_.started, {{&nothing, nothing.name}}});
    }
    auto declaration = document_.append_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    auto root = document_.append_child("testsuites");
    std::vector<const ScenarioResult*> all;
    for (const auto& group : groups) {
      for (const auto& c : group.cases) all.push_back(c.result);
    }
    if (rich_) {
      set(root, "name", "ricochet");
      counts(root, all);
      set(root, "time", seconds(run_.took));
      set(root, "timestamp", timestamp(run_.started));
    }
    for (std::size_t i = 0; i < groups.size(); ++i) suite(root, groups[i], i);
    std::ostringstream out;
    document_.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
  }

 private:
  ScenarioResult nothing_ran() const {
    ScenarioResult s;
    s.outcome = Outcome::kError;
    s.error = run_.interrupted ? ErrorKind::kInterrupted : ErrorKind::kInput;
    s.name = run_.interrupted ? "interrupted before the first scenario" : "no scenario selected";
    s.cause = Remark(
        s.name,
        run_.interrupted
            ? ""
            : "check the paths, --filter and --tag; ricochet run --list shows what there is");
    return s;
  }

  static void counts(pugi::xml_node node, const std::vector<const ScenarioResult*>& all) {
    auto count = [&](Outcome outcome) {
      return std::to_string(std::count_if(
          all.begin(), all.end(), [&](const ScenarioResult* s) { return s->outcome == outcome; }));
    };
    set(node, "tests", std::to_string(all.size()));
    set(node, "failures", count(Outcome::kFailed));
    set(node, "errors", count(Outcome::kError));
    set(node, "skipped", count(Outcome::kSkipped));
  }

  void suite(pugi::xml_node root, const FileGroup& group, std::size_t id) {
    auto node = root.append_child("testsuite");
    const std::string class_name = junit_class_name(group.file);
    const auto dot = class_name.rfind('.');
    const std::string folder = dot == std::string::npos ? "scenarios" : class_name.substr(0, dot);
    set(node, "id", std::to_string(id));
    set(node, "package", options_.package.empty() ? folder : options_.package);
    set(node, "name", dot == std::string::npos ? class_name : class_name.substr(dot + 1));
    std::vector<const ScenarioResult*> results;
    base::Duration total{0};
    for (const auto& c : group.cases) {
      results.push_back(c.result);
      total += c.result->took;
    }
    counts(node, results);
    set(node, "time", seconds(total));
    set(node, "timestamp", timestamp(group.started));
    set(node, "hostname", options_.hostname.empty() ? "localhost" : options_.hostname);
    if (rich_ && !group.cases.front().result->file.empty()) set(node, "file", group.file);
    property(node.append_child("properties"), "seed", std::to_string(run_.seed));
    std::string output;
    for (const auto& c : group.cases) {
      test_case(node, c, group.file, class_name);
      if (!rich_) output += strict_output(c);
    }
    if (rich_) return;
    put_text(node.append_child("system-out"), output);
    node.append_child("system-err");
  }

  void test_case(pugi::xml_node parent, const Case& c, const std::string& file,
                 const std::string& class_name) {
    const ScenarioResult& s = *c.result;
    auto node = parent.append_child("testcase");
    set(node, "name", c.name);
    set(node, "classname", class_name);
    if (rich_) {
      const base::Location& where = place_of(s);
      const bool here = s.outcome != Outcome::kPassed && where.known() && where.file == s.file;
      const std::size_t line = here ? where.line : s.line;
      if (!s.file.empty()) set(node, "file", file);
      if (line > 0) set(node, "line", std::to_string(line));
    }
    set(node, "time", seconds(s.took));
    if (rich_) case_properties(node, s);
    verdict(node, s);
    if (!rich_) return;
    const std::string output = bounded_output(s.sut_output);
    if (!output.empty()) put_text(node.append_child("system-out"), output);
  }

  void case_properties(pugi::xml_node node, const ScenarioResult& s) const {
    auto properties = node.append_child("properties");
    property(properties, "seed", std::to_string(run_.seed));
    if (!s.suite.empty()) property(properties, "suite", s.suite);
    for (const auto& tag : s.tags) property(properties, "tag", tag);
    for (std::size_t i = 0; i < s.steps.size(); ++i) {
      const StepResult& step = s.steps[i];
      std::string value = name_of(step.outcome);
      if (step.outcome != Outcome::kSkipped) value += " in " + seconds(step.took) + " s";
      property(properties, "step." + std::to_string(i + 1), value + ": " + step.title);
    }
    for (const auto& warning : s.warnings) property(properties, "warning", warning);
  }

  void verdict(pugi::xml_node node, const ScenarioResult& s) const {
    if (s.outcome == Outcome::kPassed) return;
    const bool skipped = s.outcome == Outcome::kSkipped;
    const bool failed = s.outcome == Outcome::kFailed;
    auto child = node.append_child(skipped ? "skipped" : failed ? "failure" : "error");
    const std::string message = headline(s, kMessageBytes);
    if (!skipped) set(child, "type", failed ? "ExpectationNotMet" : error_type(s.error));
    if (!skipped || rich_) set(child, "message", message);
    const std::string story = explain(s, false);
    put_text(child, story.empty() ? message : story);
  }

  /// The end of the output: what explains a failure stands last.
  std::string bounded_output(const std::string& bytes) {
    std::string text = clean_text(bytes);
    const std::size_t left = kMaxTotalOutputBytes - std::min(kMaxTotalOutputBytes, written_);
    const std::size_t limit = std::min(kMaxOutputBytes, left);
    if (text.size() > limit) {
      std::size_t cut = text.size() - limit;
      while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) ++cut;
      text = "(the first " + base::format_bytes(cut) + " are left out)\n" + text.substr(cut);
    }
    written_ += text.size();
    return text;
  }

  /// The strict form has no output per case, so the suite's carries it all, each under its case's
  /// name.
  std::string strict_output(const Case& c) {
    std::string out = bounded_output(c.result->sut_output);
    for (const auto& warning : c.result->warnings) out += "warning: " + clean_text(warning) + "\n";
    if (out.empty()) return out;
    if (out.back() != '\n') out += '\n';
    return "== " + one_line(c.name, kPropertyBytes) + "\n" + out;
  }

  const RunResult& run_;
  const JunitOptions& options_;
  const bool rich_;
  pugi::xml_document document_;
  std::size_t written_ = 0;
};

}  // namespace

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
    out += one_line(part, kPropertyBytes);
  }
  return out.empty() ? "ricochet" : out;
}

std::string junit_xml(const RunResult& run, const JunitOptions& options) {
  return Writer(run, options).write();
}

}  // namespace ricochet::runner
