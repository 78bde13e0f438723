#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "base/result.h"
#include "runner/sut/probe.h"
#include "runner/sut/process.h"

namespace ricochet::runner {

/// Waits until a process that was started is ready. Ends at once when the process does. On the
/// loop's thread; destroy it before the process. Destroying it ends the wait without a word.
class Readiness final : private SutObserver {
 public:
  using Done = std::function<void(base::Result<base::Duration>)>;  ///< how long it took

  /// How many of its last output lines a failure shows.
  static constexpr std::size_t kShownLines = 20;
  static constexpr std::size_t kShownWords = 200;  ///< bytes of the last one, in the first sentence

  /// `name` is the service's, for messages. `probe` may be nullptr: ready as soon as it runs.
  Readiness(base::Loop& loop, SutProcess& process, std::string name, std::unique_ptr<Probe> probe);
  ~Readiness() override;
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  /// Once. `done` runs later, with the time it took, or sut/not-ready, sut/exited-early: both with
  /// the last lines of output as notes. What it printed before it ended counts as before it ended.
  void wait(base::Duration limit, Done done);

 private:
  void on_exit(const ExitStatus& status) override;
  void finish(base::Result<base::Duration> result);
  base::Diag with_output(base::Diag diag) const;
  std::string last_words() const;

  base::Loop& loop_;
  SutProcess& process_;
  std::string name_;
  std::unique_ptr<Probe> probe_;
  base::Timer limit_;
  base::TimePoint started_;
  Done done_;
  base::Alive alive_;
};

}  // namespace ricochet::runner
