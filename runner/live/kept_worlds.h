#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/diag.h"
#include "runner/world/world_keeper.h"

namespace ricochet::runner {

/// The worlds of a program that goes on when a run has ended. One is shown at a time, the one that
/// came up last of those that are up. On the loop's thread; stop_all() must have ended before it is
/// destroyed.
class KeptWorlds final : public WorldKeeper {
 public:
  struct Hooks {
    std::function<void(World&)> shown;  ///< may be empty, as may the others
    std::function<void()> hidden;       ///< that world is not shown any more; another may be next
    std::function<void(World&)> up;     ///< shown or not; for each run anew
    std::function<void(World&)> ends;   ///< it was up
    /// What people should know of one that was kept, when it has ended; may be empty.
    std::function<void(const std::string&)> warned;
  };
  /// `stays`: whose world is kept behind a run.
  KeptWorlds(Hooks hooks, std::function<bool(const Suite&)> stays)
      : hooks_(std::move(hooks)), stays_(std::move(stays)) {}

  std::shared_ptr<World> take(const Suite& suite, std::size_t worker) override;
  void is_up(const std::shared_ptr<World>& world, std::size_t worker) override;
  bool keeps(const World& world) const override;
  void ends(const std::shared_ptr<World>& world) override;

  World* shown() const { return shown_; }  ///< nullptr: none is up
  /// Its stub files are read again. False: one is wrong (`diags`), those before it answer anew.
  bool reload_stubs(const Suite& suite, base::DiagList& diags) const;
  Task<void> stop(std::string key);  ///< those of key_of()
  Task<void> stop_all();
  /// Makes stopping short.
  void kill_services();
  /// What went wrong in them between two runs, a service that ended say; forgets it.
  std::vector<std::string> take_troubles();

  /// What tells suites apart over several readings of their files.
  static std::string key_of(const Suite& suite) { return suite.folder + "\n" + suite.file; }

 private:
  struct Kept {
    std::string suite;  ///< key_of()
    std::size_t worker = 0;
    std::shared_ptr<World> world;
  };
  void show(World& world);
  static bool reload(World& world, base::DiagList& diags);

  Hooks hooks_;
  std::function<bool(const Suite&)> stays_;
  std::vector<Kept> worlds_;
  World* shown_ = nullptr;
  std::shared_ptr<World> stopping_;
};

}  // namespace ricochet::runner
