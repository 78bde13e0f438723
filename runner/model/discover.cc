#include "runner/model/discover.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/json/json.h"
#include "base/reach.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "runner/model/shared_file.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// Larger files are data: nobody writes so long a scenario.
constexpr std::size_t kMaxLookedInto = 1u << 20;

/// A virtual environment of Python (PEP 405) has it at its top. What lies in one was installed, and
/// belongs to others.
constexpr const char* kMarkOfVirtualenv = "pyvenv.cfg";

bool ends_in_json(const fs::path& path) {
  return base::iequals(path.extension().string(), ".json");
}

class Finder {
 public:
  explicit Finder(Discovery& found) : found_(found) {}

  void add_path(const std::string& path) {
    std::error_code ec;
    const fs::file_status status = fs::status(path, ec);
    if (fs::is_directory(status)) return add_folder(path);
    if (!fs::exists(status)) {
      if (auto why = base::out_of_reach(path)) {
        why->kind = base::Diag::Kind::kUsage;
        found_.bad_paths.push_back(*std::move(why));
        return;
      }
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
    found_.folders.insert(folder.lexically_normal().string());
    ec.clear();
    fs::directory_iterator it(folder, ec);
    for (const fs::directory_iterator end; !ec && it != end; it.increment(ec)) {
      const std::string name = it->path().filename().string();
      if (name.starts_with(".") || name == "node_modules") continue;
      std::error_code unknown;  // what it is; a link that leads nowhere is a matter of that file
      if (it->is_directory(unknown)) {
        if (!fs::exists(it->path() / kMarkOfVirtualenv, unknown)) folders.push_back(it->path());
      } else if (name == kSuiteFileName) {
        suite_of(folder);
      } else if (ends_in_json(it->path())) {
        files.push_back(it->path());
      }
    }
    if (ec) unreadable(folder, ec);
    std::sort(files.begin(), files.end());
    std::sort(folders.begin(), folders.end());
    for (const auto& file : files) add_file(file.lexically_normal(), false);
    for (const auto& sub : folders) add_folder(sub);
  }

  void unreadable(const fs::path& folder, const std::error_code& ec) {
    base::Diag d(
        base::Diag::Kind::kInput, "run/unreadable-folder",
        "the folder " + base::in_quotes(folder.string()) + " cannot be read: " + ec.message(),
        "whatever scenarios it holds would be left out: make it readable, or name others");
    broken(folder.string(), {std::move(d)});
  }

  /// Opening a pipe waits for somebody to write to it, maybe for ever.
  bool is_readable_file(const fs::path& file, bool named) {
    std::error_code ec;
    const fs::file_status status = fs::status(file, ec);
    if (fs::is_regular_file(status)) return true;
    const std::string what =
        fs::exists(status) ? "not a file but a pipe or a device" : "a link that leads nowhere";
    if (named) {
      base::Diag d("scenario/not-a-file", base::in_quotes(file.string()) + " is " + what,
                   "write it as a file, or name another");
      broken(file.string(), {std::move(d)});
    } else {
      found_.others.push_back({file.string(), what});
    }
    return false;
  }

  void add_file(const fs::path& file, bool named) {
    std::error_code ec;
    const fs::path canonical = fs::weakly_canonical(file, ec);
    if (!seen_.insert(ec ? file : canonical).second) return;
    if (!is_readable_file(file, named)) return;
    auto text = base::read_file(file.string());
    if (!text) return broken(file.string(), {text.error()});
    const bool wide = is_wide_text(*text);
    const bool likely = named || wide || looks_like_scenario(*text);
    if (!likely && text->size() > kMaxLookedInto) return other(file, "data of more than 1 MiB");
    auto document = base::JsonDocument::parse(file.string(), std::move(*text));
    if (!document) {
      if (!likely) return other(file, "not JSON: " + document.error().message);
      return broken(file.string(), {document.error()});
    }
    const base::Json& root = (*document)->root();
    const bool scenario = root.is_object() && (root.contains("scenario") || root.contains("steps"));
    if (root.is_object() && root.contains("shared") && !named)
      return other(file, other_kind_of(root));
    if (scenario && !root.contains("shared")) return add_scenario(*document);
    const std::string meant = misspelt_scenario_key(root);
    if (!named && meant.empty()) return other(file, other_kind_of(root));
    base::Diag d(
        "scenario/not-a-scenario", "this is not a scenario: its top level has no \"scenario\" key",
        root.is_array()  ? "this looks like a stub file; name a scenario that uses it"
        : !meant.empty() ? "is " + base::in_quotes(meant) + " meant to be " +
                               base::in_quotes(*base::suggest(meant, {"scenario", "steps"})) + "?"
                         : "add \"scenario\": \"what it shows\" and \"steps\"");
    d.where = meant.empty() ? (*document)->locate("")
                            : (*document)->locate(base::pointer_append("", meant),
                                                  base::JsonDocument::Token::kKey);
    broken(file.string(), {std::move(d)});
  }

  void other(const fs::path& file, std::string what) {
    found_.others.push_back({file.string(), std::move(what)});
  }

  void add_scenario(const std::shared_ptr<const base::JsonDocument>& document) {
    const std::string& file = document->name();
    const auto suite = suite_of(fs::path(file).parent_path());
    if (!suite) return;  // the suite's own findings tell why
    base::DiagList diags;
    auto read = read_scenario(document, suite, diags);
    if (diags.has_errors()) {
      found_.broken.push_back({file, diags.all(), std::move(read)});
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
      std::error_code ec;
      if (fs::exists(at / kSuiteFileName, ec))
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
    if (!fresh || !is_readable_file(file, true)) return it->second;
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

/// What suites use as stubs, and what they and scenarios include, needs no word.
std::set<fs::path> used_files(const Discovery& found) {
  std::set<fs::path> used;
  const auto add_includes = [&used](const std::shared_ptr<const base::JsonDocument>& document) {
    if (!document) return;
    for (const auto& file : included_documents(document))
      used.insert(fs::path(file->name()).lexically_normal());
  };
  for (const auto& suite : found.suites) {
    for (const auto& stub : suite->stubs) used.insert(fs::path(stub.file).lexically_normal());
    add_includes(suite->document);
  }
  for (const auto& scenario : found.scenarios) add_includes(scenario->document);
  return used;
}

}  // namespace

Discovery discover(const std::vector<std::string>& paths) {
  Discovery found;
  Finder finder(found);
  for (const auto& path : paths) finder.add_path(path);
  const auto used = used_files(found);
  std::erase_if(found.others, [&](const OtherFile& other) {
    return used.contains(fs::path(other.file).lexically_normal());
  });
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
