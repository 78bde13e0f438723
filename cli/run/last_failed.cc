#include "cli/run/last_failed.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::cli {

namespace {

namespace fs = std::filesystem;

/// The same however the path was typed.
std::string plain_path(const std::string& file) {
  std::error_code ec;
  const fs::path whole = fs::weakly_canonical(fs::absolute(file, ec), ec);
  const fs::path here = fs::weakly_canonical(fs::current_path(ec), ec);
  const std::string below = whole.lexically_relative(here).generic_string();
  return below.empty() ? file : below;
}

base::Diag bad_state(const std::string& why) {
  return {base::Diag::Kind::kEnvironment, "run/bad-state",
          std::string(kLastFailedFile) + " cannot be used: " + why,
          "remove it; the next run writes it anew"};
}

bool went_wrong(const runner::ScenarioResult& result) {
  return result.outcome == runner::Outcome::kFailed || result.outcome == runner::Outcome::kError;
}

base::Status write_state(const FailedScenarios& failed) {
  base::Json list = base::Json::array();
  for (const auto& [file, name] : failed) {
    base::Json one;
    one["file"] = file;
    one["scenario"] = name;
    list.push_back(std::move(one));
  }
  base::Json root;
  root["failed"] = std::move(list);
  const auto written = base::write_file_atomic(kLastFailedFile, base::pretty_json(root) + "\n");
  if (written) return {};
  return base::Diag(base::Diag::Kind::kEnvironment, "run/state",
                    "what did not pass cannot be noted: " + written.error().message,
                    "make the folder writable, or --last-failed will not know of this run");
}

/// Why the scenario cannot be run any more; empty: it can, or the file cannot be read just now.
std::string gone(const std::string& file, const std::string& name) {
  std::error_code ec;
  if (!fs::exists(file, ec)) return "the file is not there any more";
  const auto found = runner::discover({file});
  if (!found.broken.empty() || !found.bad_paths.empty()) return {};
  const bool there = std::any_of(found.scenarios.begin(), found.scenarios.end(),
                                 [&](const auto& scenario) { return scenario->own_name == name; });
  return there ? std::string() : "the file has no scenario of this name any more";
}

}  // namespace

base::Result<FailedScenarios> read_last_failed() {
  FailedScenarios failed;
  std::error_code ec;
  if (!fs::exists(kLastFailedFile, ec)) return failed;
  auto document = base::JsonDocument::load(kLastFailedFile);
  if (!document) return bad_state(document.error().message);
  base::DiagList found;
  const base::JsonReader root(*document, found, "state");
  if (root.object({"failed"})) {
    const auto list = root.require("failed");
    for (const auto& one : list ? list->elements() : std::vector<base::JsonReader>()) {
      one.object({"file", "scenario"});
      const auto file = one.require("file"), name = one.require("scenario");
      if (file && name) failed.emplace(file->string().value_or(""), name->string().value_or(""));
    }
  }
  if (found.has_errors()) return bad_state(found.all().front().message);
  return failed;
}

base::Status note_last_failed(const runner::RunResult& run) {
  const auto before = read_last_failed();
  FailedScenarios failed = before ? *before : FailedScenarios();
  FailedScenarios wrong;
  for (const auto& suite : run.suites) {
    for (const auto& result : suite.scenarios) {
      if (result.outcome == runner::Outcome::kSkipped || result.own_name.empty()) continue;
      const std::pair key(plain_path(result.file), result.own_name);
      failed.erase(key);
      if (went_wrong(result)) wrong.insert(key);
    }
  }
  failed.insert(wrong.begin(), wrong.end());
  std::erase_if(failed, [](const auto& one) { return !gone(one.first, one.second).empty(); });
  if (before && failed == *before) return {};
  return write_state(failed);
}

std::string take_last_failed(runner::Discovery& found, const FailedScenarios& noted) {
  std::string told;
  FailedScenarios failed;
  for (const auto& [file, name] : noted) {
    const std::string why = gone(file, name);
    if (why.empty())
      failed.emplace(file, name);
    else
      told += "--last-failed: " + base::in_quotes(name) + " of " + base::printable(file) +
              " cannot be run again: " + why + "\n";
  }
  if (failed.empty())
    return told + "--last-failed: no scenario is noted in " + std::string(kLastFailedFile) +
           " as failed, so all that are selected run\n";
  const std::size_t all = found.scenarios.size();
  std::erase_if(found.scenarios, [&](const auto& scenario) {
    return !failed.contains({plain_path(scenario->file), scenario->own_name});
  });
  told += "--last-failed: " + std::to_string(found.scenarios.size()) + " of " +
          base::plural(all, "scenario") + " failed when last run\n";
  if (failed.size() > found.scenarios.size())
    told += "--last-failed: " + std::to_string(failed.size() - found.scenarios.size()) +
            " more failed, and are not among those that are selected\n";
  return told;
}

}  // namespace ricochet::cli
