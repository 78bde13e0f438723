#pragma once
#include <functional>
#include <set>
#include <string>

#include "base/loop.h"
#include "base/path_watch.h"
#include "base/result.h"
#include "stubserver/rules/sources.h"

namespace ricochet::cli {

/// Which of some files have changed since they were last asked about, and that something has: told
/// when nothing happened for a moment, as stub servers read their files again
/// (stubserver::Reloader). On the loop's thread.
class ChangeWatch {
 public:
  /// `touched`: something happened among the files or in their folders; maybe nothing that counts.
  ChangeWatch(base::Loop& loop, std::function<void()> touched);

  /// These from now on; those that were known keep what was seen of them. A folder tells of what
  /// comes and goes in it. Error watch/unavailable.
  base::Status watch(std::set<std::string> files);
  /// As if something had happened just now.
  void look_again() { event(); }
  /// Those that changed since the last call, or since they are watched.
  std::set<std::string> take_changed();

 private:
  void event();

  base::Loop& loop_;
  std::function<void()> touched_;
  base::PathWatch watch_;
  base::Timer quiet_;
  base::TimePoint first_event_;
  std::set<std::string> files_;
  stubserver::FileStates seen_;
};

}  // namespace ricochet::cli
