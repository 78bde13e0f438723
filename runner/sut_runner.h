#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "runner/async.h"
#include "runner/suite.h"

namespace ricochet::runner {

class SutProcess;

/// One service of a suite over its whole life: it is started, found ready, killed, started again. Knows
/// whether it is meant to run, so that an end that nobody asked for is a crash. On the loop's thread.
class SutRunner {
 public:
  /// A command line whose templates are filled in.
  struct Launch {
    std::vector<std::string> command;
    std::map<std::string, std::string> env;
    std::string cwd;
    std::string ready_text;
  };
  struct Line {
    base::TimePoint at;
    std::string text;
  };

  /// `crashed` is told how it ended ("exited with status 134") when nobody asked for it.
  SutRunner(base::Loop& loop, const SutSpec& spec, Launch launch, std::function<void(SutRunner&, const std::string&)> crashed);
  ~SutRunner();

  const std::string& name() const { return spec_.name; }
  bool running() const;
  /// From start to ready, the last time.
  base::Duration start_took() const { return start_took_; }

  /// Starts it and waits until it is ready. Errors: sut/... with its last output.
  Task<base::Status> start();
  Task<bool> stop();  ///< signal, grace, kill
  Task<bool> kill();  ///< SIGKILL; returns when it is reaped
  base::Status pause();
  base::Status resume();
  void kill_now();    ///< SIGKILL without waiting

  /// What it printed (both streams) since then, oldest first, within the bound of the ring.
  std::vector<Line> output_since(base::TimePoint since) const;

 private:
  void ended(const std::string& how);

  base::Loop& loop_;
  const SutSpec& spec_;
  Launch launch_;
  std::function<void(SutRunner&, const std::string&)> crashed_;
  std::unique_ptr<SutProcess> process_;
  bool wanted_ = false;
  base::Duration start_took_{0};
  std::vector<std::function<void(bool)>> ended_;
  std::vector<Line> earlier_;  ///< output of instances that are gone
};

}  // namespace ricochet::runner
