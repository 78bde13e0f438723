#include "stubserver/rules/sources.h"

#include <sys/stat.h>

#include "base/error_mark.h"
#include "base/glob.h"
#include "base/path_watch.h"
#include "stubserver/rules/settings.h"

namespace ricochet::stubserver {

namespace {

std::string state_of(const std::string& path) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0) return {};
  std::string out;
  for (const long long part :
       {static_cast<long long>(s.st_dev), static_cast<long long>(s.st_ino),
        static_cast<long long>(s.st_size), static_cast<long long>(s.st_mtim.tv_sec),
        static_cast<long long>(s.st_mtim.tv_nsec), static_cast<long long>(s.st_ctim.tv_sec),
        static_cast<long long>(s.st_ctim.tv_nsec)})
    out += std::to_string(part) + " ";
  return out;
}

void add_states(const std::string& name, FileStates& out) {
  const auto files = files_of(name);
  if (!files) {
    out.emplace(name, "");
    return;
  }
  for (const auto& file : *files) out.emplace(file, state_of(file));
}

}  // namespace

LoadedSources load_sources(const Sources& sources, base::DiagList& diags) {
  LoadedSources out;
  const base::ErrorMark mark(diags);
  std::vector<StubFile> files;
  if (!sources.settings.empty()) {
    out.names.insert(sources.settings);
    add_states(sources.settings, out.seen);
    Settings settings = read_settings(sources.settings, sources.env, sources.load, diags);
    out.names.insert(settings.names.begin(), settings.names.end());
    files = std::move(settings.files);
  }
  for (const auto& name : sources.files) {
    out.names.insert(name);
    const auto found = files_of(name);
    if (!found) {
      diags.add(found.error());
      continue;
    }
    for (const auto& file : *found) files.push_back({file, sources.load});
  }
  for (const auto& name : out.names) add_states(name, out.seen);
  auto rules = RuleSet::load(files, diags);
  if (mark.clean()) out.rules = std::move(rules);
  return out;
}

FileStates states_of(const std::set<std::string>& names) {
  FileStates out;
  for (const auto& name : names) add_states(name, out);
  return out;
}

std::vector<std::string> differences(const FileStates& before, const FileStates& after) {
  std::vector<std::string> out;
  for (const auto& [file, state] : after) {
    const auto it = before.find(file);
    if (it == before.end() || it->second != state) out.push_back(file);
  }
  for (const auto& [file, state] : before) {
    if (!after.contains(file)) out.push_back(file);
  }
  return out;
}

WatchList watch_list(const std::set<std::string>& names) {
  WatchList out;
  for (const auto& name : names) {
    if (const auto files = files_of(name)) out.files.insert(files->begin(), files->end());
    if (const auto glob = base::Glob::compile(name); base::Glob::is_pattern(name) && glob) {
      if (const auto found = glob->expand()) {
        for (const auto& folder : found->folders) out.folders.merge(base::folders_behind(folder));
      }
    }
  }
  for (const auto& name : names) {
    if (!base::Glob::is_pattern(name)) out.folders.merge(base::folders_behind(name));
  }
  for (const auto& file : out.files) out.folders.merge(base::folders_behind(file));
  return out;
}

}  // namespace ricochet::stubserver
