#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/path_watch.h"
#include "stubserver/rules/sources.h"

namespace ricochet::stubserver {

/// How the last reading of the files went: what /health shows.
struct ReloadStatus {
  bool ok = true;                 ///< false: the sessions of an earlier reading answer
  std::uint64_t loads = 0;        ///< readings that were put to use, the first one included
  std::uint64_t failures = 0;     ///< readings that were not
  base::WallTime at;              ///< of the last reading
  std::vector<base::Diag> found;  ///< by the last reading, warnings too
  std::string not_watching;       ///< why changes are not seen; empty: they are
};

/// Reads the files of a stub server, and reads them again when they change: everything is checked
/// first, then one snapshot replaces the other; after an error the old one stays. On the loop's
/// thread.
class Reloader {
 public:
  /// Changes are waited out until nothing happened for this long, but not longer than kMaxDebounce.
  static constexpr base::Duration kDebounce = std::chrono::milliseconds(100);
  static constexpr base::Duration kMaxDebounce = std::chrono::seconds(1);

  struct Hooks {
    std::function<void(std::shared_ptr<const RuleSet>)> use;  ///< the new sessions
    std::function<void(const std::string& line)> say;         ///< a line of the log
  };
  Reloader(base::Loop& loop, Sources sources, Hooks hooks);

  /// The first reading. False: there were errors, `use` was not called.
  bool load(base::DiagList& diags);
  /// From now on changes are seen; those since load() too. Says so in the log if it cannot.
  void watch();
  /// Reads everything now, changed or not. False: there were errors; see status().
  bool reload();
  const ReloadStatus& status() const { return status_; }

 private:
  void changed();
  void look();
  bool take(LoadedSources loaded, const base::DiagList& diags);
  void watch_again();

  base::Loop& loop_;
  Sources sources_;
  Hooks hooks_;
  ReloadStatus status_;
  std::set<std::string> names_;
  FileStates seen_;
  base::PathWatch watch_;
  base::Timer debounce_;
  base::TimePoint first_change_;
  bool watching_ = false;
};

}  // namespace ricochet::stubserver
