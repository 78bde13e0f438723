#include "runner/model/discover.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/json/json.h"
#include "base/text/printable.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// A file that does not parse, but reads like a scenario, must not vanish from the run.
bool looks_like_scenario(const std::string& text) {
  return text.find("\"scenario\"") != std::string::npos ||
         text.find("\"steps\"") != std::string::npos;
}

class Finder {
 public:
  explicit Finder(Discovery& found) : found_(found) {}

  void add_path(const std::string& path) {
    std::error_code ec;
    const fs::file_status status = fs::status(path, ec);
    if (fs::is_directory(status)) return add_folder(path);
    if (!fs::exists(status)) {
      base::Diag d(base::Diag::Kind::kUsage, "run/no-such-path",
                   "there is no file or folder " + base::in_quotes(path),
                   "name a scenario file, or a folder that holds some");
      found_.bad_paths.push_back(std::move(d));
      return;
    }
    if (fs::path(path).filename() == kSuiteFileName)
      return add_folder(fs::path(path).parent_path());
    add_file(fs::path(path).lexically_normal(), true);
  }

 private:
  void add_folder(fs::path folder) {
    if (folder.empty()) folder = ".";
    std::vector<fs::path> files, folders;
    std::error_code ec;
    if (!searched_.insert(fs::weakly_canonical(folder, ec)).second) return;  // links go in circles
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
      const std::string name = it->path().filename().string();
      if (name.starts_with(".") || name == "node_modules") continue;
      if (it->is_directory(ec))
        folders.push_back(it->path());
      else if (name == kSuiteFileName)
        suite_of(folder);
      else if (it->path().extension() == ".json")
        files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    std::sort(folders.begin(), folders.end());
    for (const auto& file : files) add_file(file.lexically_normal(), false);
    for (const auto& sub : folders) add_folder(sub);
  }

  void add_file(const fs::path& file, bool named) {
    std::error_code ec;
    const fs::path canonical = fs::weakly_canonical(file, ec);
    if (!seen_.insert(ec ? file : canonical).second) return;
    auto text = base::read_file(file.string());
    if (!text) return broken(file.string(), {text.error()});
    const bool likely = looks_like_scenario(*text);
    if (!named && !likely) return;
    auto document = base::JsonDocument::parse(file.string(), std::move(*text));
    if (!document) return broken(file.string(), {document.error()});
    const base::Json& root = (*document)->root();
    const bool scenario = root.is_object() && (root.contains("scenario") || root.contains("steps"));
    if (!scenario) {
      if (!named) return;
      base::Diag d("scenario/not-a-scenario",
                   "this is not a scenario: its top level has no \"scenario\" key",
                   root.is_array() ? "this looks like a stub file; name a scenario that uses it"
                                   : "add \"scenario\": \"what it shows\" and \"steps\"");
      d.where = (*document)->locate("");
      return broken(file.string(), {d});
    }
    const auto suite = suite_of(file.parent_path());
    if (!suite) return;  // the suite's own findings tell why
    base::DiagList diags;
    auto read = read_scenario(*document, suite, diags);
    if (diags.has_errors()) {
      found_.broken.push_back({file.string(), diags.all(), std::move(read)});
      return;
    }
    for (auto& one : scenarios_of_rows(read)) found_.scenarios.push_back(std::move(one));
  }

  /// nullptr: the suite file is there, but broken.
  std::shared_ptr<const Suite> suite_of(fs::path folder) {
    if (folder.empty()) folder = ".";
    const fs::path start = folder;
    // Upwards as the user wrote it, then on through the real parents.
    for (fs::path at = folder;;) {
      if (fs::exists(at / kSuiteFileName))
        return load((at / kSuiteFileName).lexically_normal().string());
      const fs::path absolute = fs::absolute(at).lexically_normal();
      if (absolute == absolute.root_path()) break;
      at = at.is_relative() && at != "." && at.has_filename() && at.filename() != ".."
               ? (at.has_parent_path() ? at.parent_path() : fs::path("."))
               : at / "..";
      at = at.lexically_normal();
    }
    auto& plain = suites_["?" + start.string()];
    if (!plain) {
      plain = default_suite(start.string());
      found_.suites.push_back(plain);
    }
    return plain;
  }

  std::shared_ptr<const Suite> load(const std::string& file) {
    const auto [it, fresh] = suites_.try_emplace(file);
    if (!fresh) return it->second;
    base::DiagList diags;
    auto read = read_suite(file, diags);
    if (diags.has_errors()) {
      found_.broken.push_back({file, diags.all(), nullptr, std::move(read)});
    } else {
      it->second = std::move(read);
      found_.suites.push_back(it->second);
    }
    return it->second;
  }

  void broken(const std::string& file, std::vector<base::Diag> diags) {
    found_.broken.push_back({file, std::move(diags)});
  }

  Discovery& found_;
  std::set<fs::path> seen_;      ///< files
  std::set<fs::path> searched_;  ///< folders
  std::map<std::string, std::shared_ptr<const Suite>> suites_;
};

}  // namespace

Discovery discover(const std::vector<std::string>& paths) {
  Discovery found;
  Finder finder(found);
  for (const auto& path : paths) finder.add_path(path);
  // One suite is set up once: its scenarios belong together, whatever order the paths came in.
  std::vector<const Suite*> order;
  for (const auto& suite : found.suites) order.push_back(suite.get());
  std::stable_sort(found.scenarios.begin(), found.scenarios.end(),
                   [&](const auto& a, const auto& b) {
                     return std::find(order.begin(), order.end(), a->suite.get()) <
                            std::find(order.begin(), order.end(), b->suite.get());
                   });
  return found;
}

}  // namespace ricochet::runner
