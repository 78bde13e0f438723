#pragma once
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "awaits/engine.h"
#include "base/alive.h"
#include "base/loop.h"
#include "base/worker.h"
#include "journal/capture_log.h"

namespace ricochet::awaits {

/// Who wants to follow the waits: the live stream, metrics. Called from the loop, never inside an
/// append, and in this order for each wait; progress is told at most every kProgressPace.
class AwaitObserver {
 public:
  virtual ~AwaitObserver() = default;
  virtual void on_await_begun(const PendingAwait& open) = 0;
  virtual void on_await_progress(const PendingAwait& open) = 0;
  /// `decided`: when the engine did, which is before the loop came to tell it.
  virtual void on_await_decided(const Verdict& verdict, base::TimePoint decided) = 0;
};

/// Runs an AwaitEngine on a loop: connects it to the log and to one timer. Verdicts are called back
/// from the loop, never inside start(), cancel() or an append; each callback runs exactly once,
/// unless the driver is destroyed first (then none runs). The log must outlive it.
class AwaitDriver final : public journal::LogObserver {
 public:
  using Done = std::function<void(Verdict)>;

  AwaitDriver(base::Loop& loop, journal::CaptureLog& log);
  AwaitDriver(base::Loop& loop, journal::CaptureLog& log, AwaitEngine::Options options);
  ~AwaitDriver() override;
  AwaitDriver(const AwaitDriver&) = delete;
  AwaitDriver& operator=(const AwaitDriver&) = delete;

  /// See AwaitEngine::start. After an error `done` is not called.
  base::Result<AwaitId> start(Expectation expectation, Done done);
  bool cancel(AwaitId id, const std::string& reason);
  /// For instance "the service photo-service exited with status 139".
  std::size_t cancel_all(const std::string& reason);
  bool conclude(AwaitId id, const std::string& evidence);

  std::vector<PendingAwait> pending() const { return engine_.pending(); }
  std::optional<PendingAwait> pending(AwaitId id) const { return engine_.pending(id); }
  std::vector<const Verdict*> decided(std::size_t limit) const { return engine_.decided(limit); }
  std::vector<CountedBy> counted_by(const journal::Record& record) const {
    return engine_.counted_by(record);
  }
  const Verdict* verdict(AwaitId id) const { return engine_.verdict(id); }
  /// Waits whose verdict has not been called back yet.
  std::size_t open() const { return callbacks_.size(); }

  static constexpr base::Duration kProgressPace = std::chrono::milliseconds(50);
  /// Observers must outlive the driver or be removed.
  void add_observer(AwaitObserver& observer) { observers_.push_back(&observer); }
  void remove_observer(AwaitObserver& observer) { std::erase(observers_, &observer); }

  void on_append(const journal::RecordPtr& record) override;
  void on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                            const journal::RecordPtr& record) override;
  void on_evict(const std::string& bin, journal::Seq through) override;
  void on_clear(const std::string& bin, journal::Seq through) override;
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override;
  void on_bin_removed(const std::string& bin) override;
  void on_settled(const std::string& bin) override;

  /// After the workers had no room for a look, it is asked for again.
  static constexpr base::Duration kLookAgain = std::chrono::milliseconds(50);

 private:
  void pump();  ///< posts verdicts, sets the timer, hands records to the workers
  void hand_over_looks();
  void deliver();
  void tell_progress();

  base::Loop& loop_;
  journal::CaptureLog& log_;
  AwaitEngine engine_;
  base::Timer timer_;
  base::TimePoint timer_at_{};
  base::Timer progress_timer_;
  std::set<AwaitId> progressed_;
  std::vector<AwaitObserver*> observers_;
  std::map<AwaitId, Done> callbacks_;
  struct Undelivered {
    Verdict verdict;
    base::TimePoint decided;
  };
  std::vector<Undelivered> undelivered_;
  bool posted_ = false;
  std::map<AwaitId, base::Worker::Ticket> looks_;
  base::Timer look_again_;
  base::Alive alive_;
};

}  // namespace ricochet::awaits
