#include "cli/run/change_watch.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "stubserver/rules/reloader.h"

namespace ricochet::cli {

using stubserver::Reloader;

ChangeWatch::ChangeWatch(base::Loop& loop, std::function<void()> touched)
    : loop_(loop), touched_(std::move(touched)), watch_(loop, [this] { event(); }), quiet_(loop) {}

void ChangeWatch::event() {
  const auto now = loop_.now();
  if (!quiet_.pending()) first_event_ = now;
  quiet_.at(std::min(now + Reloader::kDebounce, first_event_ + Reloader::kMaxDebounce),
            [this] { touched_(); });
}

base::Status ChangeWatch::watch(std::set<std::string> files) {
  files_ = std::move(files);
  stubserver::FileStates now = stubserver::states_of(files_);
  for (const auto& [file, state] : now) {
    if (const auto known = seen_.find(file); known != seen_.end()) now[file] = known->second;
  }
  seen_ = std::move(now);
  auto list = stubserver::watch_list(files_);
  // A folder is watched for what appears and goes in it; watched as a file, too, it would be for
  // less: one inode has one mask.
  const auto is_folder = [](const std::string& file) {
    std::error_code ec;
    return std::filesystem::is_directory(file, ec);
  };
  std::erase_if(list.files, is_folder);
  for (const auto& file : files_) {
    if (is_folder(file)) list.folders.insert(file);
  }
  return watch_.watch(list.folders, list.files);
}

std::set<std::string> ChangeWatch::take_changed() {
  stubserver::FileStates now = stubserver::states_of(files_);
  const auto changed = stubserver::differences(seen_, now);
  seen_ = std::move(now);
  return {changed.begin(), changed.end()};
}

}  // namespace ricochet::cli
