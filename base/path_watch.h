#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"

namespace ricochet::base {

/// Tells that something changed on disk, by inotify(7), on the loop's thread: which files came,
/// went, were renamed or written in some folders, and writes into some files that stay open. It
/// says only that there was something: the callee looks for itself, because a rename, a swap of
/// links (editors, Kubernetes) and a plain write tell different stories. Destroying it ends it.
class PathWatch {
 public:
  PathWatch(Loop& loop, std::function<void()> changed);
  ~PathWatch();
  PathWatch(const PathWatch&) = delete;
  PathWatch& operator=(const PathWatch&) = delete;

  /// Replaces what is watched. What does not exist is left out. Error watch/unavailable (no
  /// descriptor or watch is left); some may be watched then.
  Status watch(const std::set<std::string>& folders, const std::set<std::string>& files);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The folders to watch so that nothing that changes what `path` means goes unseen: its own, or the
/// nearest that exists, and those of every link on the way.
std::set<std::string> folders_behind(const std::string& path);

}  // namespace ricochet::base
