// A settings file with the stub files it includes, and requests. The input is a row of files, each
// behind a line "=== NAME": the first is the settings file, "=== requests" holds requests. They are
// written into a folder that is the working directory; no name leads out of it.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "stubserver/rules/sources.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/stub_world.h"

namespace {

using namespace ricochet;
using fuzz::require;

constexpr std::size_t kMostFiles = 6;

/// A folder of this process, gone with it.
class Folder {
 public:
  Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "ricochet-fuzz-XXXXXX").string();
    require(mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  void clear() const {
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      std::filesystem::remove_all(entry.path());
  }

 private:
  std::filesystem::path path_;
};

/// The working directory, as long as an input is looked at: libFuzzer needs its own back.
class Inside {
 public:
  explicit Inside(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~Inside() { std::filesystem::current_path(before_); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::filesystem::path before_;
};

/// Letters, digits, dots and dashes, in at most one folder.
bool is_plain(std::string_view name) {
  if (name.empty() || name.size() > 40 || name.front() == '/' || name.back() == '/') return false;
  if (name.find("..") != std::string_view::npos) return false;
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-/") ==
         std::string_view::npos;
}

/// Files by their names, the settings first, until "=== requests".
std::map<std::string, std::string> read_files(std::string_view& input) {
  std::map<std::string, std::string> files;
  while (!input.empty() && files.size() < kMostFiles) {
    auto text = fuzz::take(input, "\n=== ");
    const std::string name(files.empty() ? "settings.json" : fuzz::take(text, "\n"));
    if (name == "requests") {
      input = text;
      return files;
    }
    if (is_plain(name)) files.emplace(name, text);
  }
  input = {};
  return files;
}

/// Whether an entry names files elsewhere on this machine: those are not for a fuzzer to read.
bool leads_away(const std::string& settings) {
  const auto document = base::JsonDocument::parse("settings.json", settings);
  if (!document || !(*document)->root().is_array()) return false;
  for (const auto& entry : (*document)->root()) {
    for (const char* key : {"include", "file_root"}) {
      if (!entry.is_object() || !entry.contains(key) || !entry[key].is_string()) continue;
      const auto& name = entry[key].get_ref<const std::string&>();
      if (base::trim(name).starts_with('/')) return true;
      for (const char* away : {"..", "{/", ",/", "\\"}) {
        if (name.find(away) != std::string::npos) return true;
      }
    }
  }
  return false;
}

void write(const std::string& name, const std::string& text) {
  std::error_code ignored;
  const auto folder = std::filesystem::path(name).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  std::ofstream(name, std::ios::binary) << text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto files = read_files(input);
  if (files.empty()) return 0;
  if (leads_away(files.at("settings.json"))) return 0;
  folder.clear();
  const Inside inside(folder.path());
  for (const auto& [name, text] : files) write(name, text);

  stubserver::Sources sources;
  sources.settings = "settings.json";
  if (size % 3 == 0) sources.env = "dev";
  base::DiagList diags;
  const auto loaded = stubserver::load_sources(sources, diags);
  require((loaded.rules == nullptr) == diags.has_errors());
  for (const auto& diag : diags.all()) {
    require(diag.code.find('/') != std::string::npos && !diag.message.empty());
    require(!diag.where.str().empty());
  }
  require(diags.all().empty() || !diags.render_all().empty());
  require(loaded.names.contains("settings.json"));
  require(stubserver::states_of(loaded.names) == loaded.seen);
  (void)stubserver::watch_list(loaded.names);
  if (loaded.rules != nullptr) fuzz::require_answers(loaded.rules, input);
  return 0;
}
