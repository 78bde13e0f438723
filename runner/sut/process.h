#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "base/result.h"
#include "runner/sut/exit_status.h"
#include "runner/sut/output.h"
#include "runner/sut/program.h"
#include "runner/sut/spawn.h"

namespace ricochet::runner {

/// Sees what a process does, on the loop's thread. While called, an observer may forget itself and
/// send signals; only in on_exit() may it destroy the process.
class SutObserver {
 public:
  virtual ~SutObserver() = default;
  /// Bytes as they were read.
  virtual void on_output(std::string_view) {}
  virtual void on_line(const OutputLine&) {}
  /// What it has printed of a line that has not ended yet: a prompt, a dot for each second.
  virtual void on_partial(const std::string&) {}
  virtual void on_exit(const ExitStatus&) {}
};

/// One run of a service under test, with everything below it: from start() to the end of its first
/// process, when what is left is killed, whatever groups and sessions that has moved to; a watcher
/// (watcher.h) sees to it, also when we are gone. On the loop's thread; no signal handler, no
/// thread.
class SutProcess {
 public:
  explicit SutProcess(base::Loop& loop, OutputLimits limits = {});
  /// Kills what still runs and waits for its end.
  ~SutProcess();
  SutProcess(const SutProcess&) = delete;
  SutProcess& operator=(const SutProcess&) = delete;

  /// Once. Errors: those of spawn().
  base::Status start(const SutCommand& command);
  bool running() const { return child_.has_value(); }
  /// Its first process has ended, though running() may not know yet: a signal comes too late.
  bool has_ended() const;
  /// Of the program itself; 0 when it does not run.
  pid_t pid() const { return child_ ? child_->pid : 0; }
  /// How it ended; nullopt while it runs or was never started.
  const std::optional<ExitStatus>& exit_status() const { return exit_status_; }
  const OutputRing& output() const { return output_; }
  /// A line that has not ended yet, with the number that it will have; nullopt: there is none.
  std::optional<OutputLine> partial() const;
  /// Its first line has this number; before start().
  void number_lines_from(std::uint64_t number) { next_line_ = number; }
  std::uint64_t next_line() const { return next_line_; }
  /// The grace of stop() was over before it had ended, so that it was killed.
  bool was_forced() const { return forced_; }
  /// How many processes it had moved out of its group and left behind; they were killed.
  int strays() const { return strays_; }

  /// Called once, when it has ended and all its output was read; after the observers, before
  /// stop()'s `done`.
  void on_exit(std::function<void(const ExitStatus&)> callback) { on_exit_ = std::move(callback); }
  /// The observer must forget before it dies.
  void observe(SutObserver& observer);
  void forget(SutObserver& observer);

  /// Sends the signal to the group, and SIGKILL when `grace` is over; `done` runs when it has ended
  /// (soon, when it does not run). A paused process is resumed, so that it can see the signal. A
  /// second call may shorten the grace, never lengthen it.
  void stop(int signal, base::Duration grace, std::function<void()> done);
  /// To the whole group, now. Does nothing when it does not run.
  void signal(int signal);
  /// SIGSTOP and SIGCONT to the group. Error: sut/not-running.
  base::Status pause();
  base::Status resume();

 private:
  void read_output();
  /// False when nothing more will come.
  bool read_some();
  void add_lines(std::vector<std::string> lines);
  void tell(const std::function<void(SutObserver&)>& what);
  void close_output();
  void hear_watcher();
  void ended();
  base::Status signal_running(int signal, const char* what);

  base::Loop& loop_;
  OutputLimits limits_;
  std::string name_;
  std::optional<Child> child_;
  std::optional<ExitStatus> exit_status_;
  std::optional<ExitStatus> told_status_;  ///< by the watcher, which has not ended yet
  int strays_ = 0;
  bool forced_ = false;
  OutputRing output_;
  LineSplitter splitter_;
  std::uint64_t next_line_ = 0;
  base::Loop::WatchId output_watch_ = 0;
  base::Loop::WatchId news_watch_ = 0;
  base::Loop::WatchId exit_watch_ = 0;
  base::TimePoint partial_since_;
  base::Timer grace_;
  base::TimePoint kill_at_ = base::TimePoint::max();
  std::vector<SutObserver*> observers_;  ///< nullptr: forgotten while they were being called
  int calling_observers_ = 0;
  std::function<void(const ExitStatus&)> on_exit_;
  std::vector<std::function<void()>> stopped_;
  base::Alive alive_;
};

}  // namespace ricochet::runner
