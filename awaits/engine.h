#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/backlog.h"
#include "awaits/engine_options.h"
#include "awaits/expectation.h"
#include "awaits/pending.h"
#include "awaits/verdict.h"

namespace ricochet::journal {
class CaptureLog;
}

namespace ricochet::awaits {

class EngineState;

/// The state machine of all waits: no loop, no timer, no thread. Whoever owns it tells it what
/// happens in the log and what time it is, and takes the verdicts. Each arrival evaluates each
/// waiting selector of that bin that it may fit once, and only that record. Rules (docs/bins.md
/// tells them to users):
///  - more than the maximum fails at once; a minimum alone passes at the n-th arrival;
///  - with both, the minimum must hold for `settle`; `within` + `settle` in all, never longer;
///  - never/at_most run their window in full unless broken or concluded by evidence;
///  - time first: what arrives at or after the deadline does not count;
///  - a wait that has records in its backlog, or a bin with an exchange underway that may belong to
///    its window, is not decided by time before they have come;
///  - a record after the cursor that is evicted, cleared, or cut where the selector needs its body
///  ends the
///    wait as inconclusive, at once: it can no longer pass;
///  - a refused call after the cursor does the same to a wait that asserts an absence, and counts
///  for no other.
class AwaitEngine {
 public:
  using Options = EngineOptions;
  /// Reads the log when a wait is registered and when a failure is explained; never changes it.
  explicit AwaitEngine(const journal::CaptureLog& log);
  AwaitEngine(const journal::CaptureLog& log, Options options);
  ~AwaitEngine();

  /// Registers, then scans what the log holds after the cursors. Errors: those of
  /// Expectation::check(), and await/no-bin for a bin that does not exist.
  base::Result<AwaitId> start(Expectation expectation, base::TimePoint now);

  void arrived(const journal::RecordPtr& record, base::TimePoint now);
  /// A refused call that may have been meant for `bin`, where it took the number `seq`.
  void refused(const std::string& bin, journal::Seq seq, const journal::RecordPtr& record,
               base::TimePoint now);
  void evicted(const std::string& bin, journal::Seq through, base::TimePoint now);
  void cleared(const std::string& bin, journal::Seq through, base::TimePoint now);
  /// Single records were deleted: a wait whose window held one can pass no more.
  void deleted(const std::string& bin, const std::vector<journal::Seq>& seqs, base::TimePoint now);
  void bin_removed(const std::string& bin, base::TimePoint now);
  /// Time has passed: decides what is due.
  void advance(base::TimePoint now);
  /// False: no such wait is open. `reason` reads on after "cancelled: ".
  bool cancel(AwaitId id, const std::string& reason, base::TimePoint now);
  std::size_t cancel_all(const std::string& reason, base::TimePoint now);
  /// Ends a wait that only waits for time (its minimum is met and nothing broke it) because
  /// something proves that nothing more will come: "acked, no open exchange". False: it still waits
  /// for records, or is over.
  bool conclude(AwaitId id, const std::string& evidence, base::TimePoint now);

  /// An exchange of that bin that was underway has come (CaptureLog::underway).
  void settled(const std::string& bin, base::TimePoint now);

  /// What somebody else must look at; then looked() or look_refused() is to be called for each.
  std::vector<Look> take_looks();
  void looked(const Look& look, base::TimePoint now);
  /// Nobody can now: they are asked for again.
  void look_refused(AwaitId id);

  /// When advance() must be called next; nullopt: nothing waits.
  std::optional<base::TimePoint> next_deadline() const;
  /// Verdicts since the last call, in the order of decision; each exactly once.
  std::vector<Verdict> take_decided();

  /// No wait is pending, and no verdict looks out for what comes late: what happens to the log now
  /// means nothing to the engine.
  bool idle() const;

  /// Waits that counted something since the last call, pending or not, each once, by id.
  std::vector<AwaitId> take_progressed();

  std::vector<PendingAwait> pending() const;  ///< by id
  std::optional<PendingAwait> pending(AwaitId id) const;
  bool is_pending(AwaitId id) const;
  /// A verdict of the past, with what arrived late since; nullptr: unknown or forgotten.
  const Verdict* verdict(AwaitId id) const;
  /// Verdicts of the past, newest first, at most `limit`. Valid until the engine is told something.
  std::vector<const Verdict*> decided(std::size_t limit) const;
  /// The waits, pending and decided, that counted this record, by id.
  std::vector<CountedBy> counted_by(const journal::Record& record) const;

 private:
  std::unique_ptr<EngineState> state_;
};

}  // namespace ricochet::awaits
