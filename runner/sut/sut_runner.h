#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "runner/model/suite.h"
#include "runner/sut/launch.h"
#include "runner/sut/log_file.h"
#include "runner/sut/output.h"
#include "runner/sut/probe.h"
#include "runner/task/async.h"
#include "runner/task/waits.h"

namespace ricochet::runner {

class SutObserver;
class SutProcess;

/// What a step does to a service. kill is SIGKILL, stop is the suite's stop signal with its grace;
/// pause and resume are SIGSTOP and SIGCONT.
enum class SutAction { kKill, kStop, kStart, kRestart, kPause, kResume };

/// One process of a service, from its start to its end as we saw it.
struct SutLife {
  base::TimePoint started;
  std::optional<base::TimePoint> ended;  ///< nullopt: it runs
};

/// One service of a suite over its whole life: it is started, found ready, killed, started again.
/// Knows whether it is meant to run, so that an end that nobody asked for is a crash. On the loop's
/// thread.
class SutRunner {
 public:
  /// Told how it ended ("exited with status 134") when nobody asked for it.
  using Crashed = std::function<void(SutRunner&, const std::string& how)>;

  /// `spec` must outlive it. `groups` is needed where the service is ready by its group.
  SutRunner(base::Loop& loop, const SutSpec& spec, Launch launch, Crashed crashed,
            GroupsOfBus groups = {});
  ~SutRunner();

  const std::string& name() const { return spec_.name; }
  const SutSpec& spec() const { return spec_; }
  /// The consumer group that it is ready by; empty: it is ready by something else.
  std::string ready_group() const {
    return spec_.ready.kind == ReadySpec::Kind::kGroup ? launch_.ready_text : std::string();
  }
  /// One that somebody else runs counts as running since it was found ready.
  bool running() const;
  /// It runs, and was not told to end: one that was may take a moment for it.
  bool up() const;
  /// Everything that it prints goes there, too; before the first start.
  void log_to(std::unique_ptr<LogFile> file) { log_ = std::move(file); }
  /// What people should know of its ends so far, a line each, and forget it: that it crashed when
  /// it was told to stop, had to be killed, or left processes behind.
  std::vector<std::string> take_remarks() { return std::exchange(remarks_, {}); }
  /// From start to ready, the last time.
  base::Duration start_took() const { return start_took_; }
  /// Its processes, oldest first, the last kMaxLives of them; of an external one none is known.
  const std::deque<SutLife>& lives() const { return lives_; }
  static constexpr std::size_t kMaxLives = 100;

  /// Starts it and waits until it is ready; does nothing when it runs. Errors: sut/... with its
  /// last output. One that ends after it was ready is not an error but a crash, however soon it
  /// ends.
  Task<base::Status> start();
  Task<bool> stop();  ///< the suite's signal and grace, then SIGKILL; true when it is gone
  Task<bool> kill();  ///< SIGKILL; true when it is gone
  base::Status pause();
  base::Status resume();
  void resume_if_paused();  ///< a pause that nobody has ended
  /// By us, and not told to go on or to end since.
  bool paused() const { return paused_ && up(); }
  /// One of the above; restart is stop and start.
  Task<base::Status> act(SutAction action);

  /// Whether one of its processes has a connection from that port of this machine.
  bool is_at(std::uint16_t local_port) const;

  void ask_to_stop();  ///< sends the signal without waiting
  void kill_now();     ///< sends SIGKILL without waiting
  /// Whoever waits in start() or act() waits no more: one that is not ready yet is killed, one that
  /// takes its time to end is left to that.
  void give_up();

  /// Sees each line that it prints from now on, of this process and of those started later. Must be
  /// forgotten before it dies.
  void observe(SutObserver& observer);
  void forget(SutObserver& observer);

  /// What it printed (both streams) since then, oldest first, within the bound of the ring.
  std::vector<OutputLine> output_since(base::TimePoint since) const;
  /// Whether a line that it printed since then has made room for others.
  bool output_dropped_since(base::TimePoint since) const;
  /// A line that has not ended yet; nullopt: there is none.
  std::optional<OutputLine> partial() const;

 private:
  base::Result<std::unique_ptr<Probe>> make_probe();
  Task<base::Status> wait_for_external();
  Task<base::Status> find_no_stranger();
  Task<void> look_at_group();
  bool has_crashed() const;
  base::Status not_running() const;
  Task<bool> end_with(int signal, base::Duration grace, Waits* waits = nullptr);
  int stop_signal() const;
  void remark_on_end(int signal, base::Duration grace);

  base::Loop& loop_;
  const SutSpec& spec_;
  Launch launch_;
  Crashed crashed_;
  GroupsOfBus groups_;
  std::set<std::string> was_there_;  ///< in its group, before it was started
  std::unique_ptr<SutProcess> process_;
  bool wanted_ = false;  ///< its end would be a crash
  bool paused_ = false;
  bool killed_ = false;    ///< by kill_now(): its end is what was asked for
  bool starting_ = false;  ///< not ready yet: start() tells of its end
  std::string ended_;      ///< how it ended while start() was waiting; empty: it did not
  base::Duration start_took_{0};
  std::deque<SutLife> lives_;
  std::vector<SutObserver*> observers_;
  OutputRing earlier_;  ///< output of instances that are gone
  std::unique_ptr<LogFile> log_;
  std::vector<std::string> remarks_;
  bool found_ = false;             ///< external, and ready
  std::function<void()> give_up_;  ///< ends the wait for an external one
  bool given_up_ = false;          ///< since start() or act() began
  Waits endings_;                  ///< for its end, of act()
};

}  // namespace ricochet::runner
