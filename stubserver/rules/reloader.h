#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "base/path_watch.h"
#include "base/worker.h"
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
/// thread; but for the first time files are read and compiled by a worker of its pool, and the
/// sessions of before answer until it has come back.
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
  /// Reads everything, changed or not, and then calls `done` once; false: there were errors, see
  /// status(). Not inside this call. Who asks while it is under way is answered by the next
  /// reading.
  void reload(std::function<void(bool ok)> done = {});
  const ReloadStatus& status() const { return status_; }

 private:
  void changed();
  void look();
  bool take(LoadedSources loaded, const base::DiagList& diags);
  struct Reading {
    LoadedSources loaded;
    base::DiagList diags;
  };
  void begin_reading();
  void end_reading(Reading& reading);
  void no_reading(const base::Diag& why);
  void tell(std::vector<std::function<void(bool ok)>> whom, bool ok);
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
  bool reading_ = false;
  bool again_ = false;  ///< something changed while it was read, or somebody asked
  std::vector<std::function<void(bool ok)>> asked_, next_;  ///< of this reading, of the next
  base::Worker::Ticket ticket_;
  base::Alive alive_;
};

}  // namespace ricochet::stubserver
