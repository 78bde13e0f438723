#include "cli/run/last_failed.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "base/file.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/world/facts.h"

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

bool notes_file(const FailedScenarios& failed, const std::string& file) {
  const auto first = failed.lower_bound({file, std::string()});
  return first != failed.end() && first->first == file;
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

/// What a file holds just now, and how its scenarios are noted: their names without secrets, which
/// rows have. Only what the files say is taken out: a later run must find the same.
class NotedFile {
 public:
  explicit NotedFile(const std::string& file) {
    std::error_code ec;
    there_ = fs::exists(file, ec);
    if (!there_) return;
    const auto found = runner::discover({file});
    runner::learn_from_files(found, *secrets_);
    readable_ = found.broken.empty() && found.bad_paths.empty();
    for (const auto& scenario : found.scenarios) names_.insert(noted(scenario->own_name));
  }

  std::string noted(const std::string& name) const {
    std::string out;
    std::size_t done = 0;
    for (const auto& secret : secrets_->find(name)) {
      out += name.substr(done, secret.at.begin - done) + "***";
      done = secret.at.end;
    }
    return out + name.substr(done);
  }

  /// Why the scenario cannot be run any more; empty: it can, or the file cannot be read just now.
  std::string gone(const std::string& noted_name) const {
    if (!there_) return "the file is not there any more";
    if (!readable_ || names_.contains(noted_name)) return {};
    return "the file has no scenario of this name any more";
  }

 private:
  bool there_ = false, readable_ = false;
  std::set<std::string> names_;
  std::unique_ptr<runner::mask::Secrets> secrets_ = std::make_unique<runner::mask::Secrets>();
};

/// Each is read once, and only if something is noted of it.
class NotedFiles {
 public:
  const NotedFile& of(const std::string& file) {
    return files_.try_emplace(file, file).first->second;
  }

 private:
  std::map<std::string, NotedFile> files_;
};

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
  NotedFiles files;
  FailedScenarios failed;
  for (const auto& [file, name] : before ? *before : FailedScenarios())
    failed.emplace(file, files.of(file).noted(name));
  FailedScenarios wrong;
  for (const auto& suite : run.suites) {
    for (const auto& result : suite.scenarios) {
      if (result.outcome == runner::Outcome::kSkipped || result.own_name.empty()) continue;
      const std::string file = plain_path(result.file);
      if (!went_wrong(result) && !notes_file(failed, file)) continue;
      const std::pair key(file, files.of(file).noted(result.own_name));
      failed.erase(key);
      if (went_wrong(result)) wrong.insert(key);
    }
  }
  failed.insert(wrong.begin(), wrong.end());
  std::erase_if(failed,
                [&](const auto& one) { return !files.of(one.first).gone(one.second).empty(); });
  if (before && failed == *before) return {};
  return write_state(failed);
}

std::string take_last_failed(runner::Discovery& found, const FailedScenarios& noted) {
  std::string told;
  NotedFiles files;
  FailedScenarios failed;
  for (const auto& [file, noted_name] : noted) {
    const std::string name = files.of(file).noted(noted_name);
    const std::string why = files.of(file).gone(name);
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
    const std::string file = plain_path(scenario->file);
    return !notes_file(failed, file) ||
           !failed.contains({file, files.of(file).noted(scenario->own_name)});
  });
  told += "--last-failed: " + std::to_string(found.scenarios.size()) + " of " +
          base::plural(all, "scenario") + " failed when last run\n";
  if (failed.size() > found.scenarios.size())
    told += "--last-failed: " + std::to_string(failed.size() - found.scenarios.size()) +
            " more failed, and are not among those that are selected\n";
  return told;
}

}  // namespace ricochet::cli
