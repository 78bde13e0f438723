#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "awaits/backlog.h"
#include "awaits/engine_options.h"
#include "awaits/explain.h"
#include "awaits/verdict_history.h"
#include "awaits/wait.h"
#include "awaits/wait_index.h"
#include "journal/capture_log.h"

namespace ricochet::awaits {

/// The inner half of AwaitEngine, which says what each call means.
class EngineState {
 public:
  EngineState(const journal::CaptureLog& log, const EngineOptions& options)
      : log_(log),
        in_passing_(options.in_passing),
        indexed_(options.indexed),
        history_(options.history, options.late_grace) {}

  base::Result<AwaitId> start(Expectation expectation, base::TimePoint now);
  void arrived(const journal::RecordPtr& record, base::TimePoint now);
  void refused(const std::string& bin, journal::Seq seq, const journal::RecordPtr& record,
               base::TimePoint now);
  void lost(const std::string& bin, journal::Seq through, Reason reason, base::TimePoint now);
  void deleted(const std::string& bin, const std::vector<journal::Seq>& seqs, base::TimePoint now);
  void bin_removed(const std::string& bin, base::TimePoint now);
  void advance(base::TimePoint now);
  bool cancel(AwaitId id, const std::string& reason, base::TimePoint now);
  bool conclude(AwaitId id, const std::string& evidence, base::TimePoint now);

  void settled(const std::string& bin, base::TimePoint now);
  std::vector<Look> take_looks();
  void looked(const Look& look, base::TimePoint now);

  const journal::CaptureLog& log_;
  bool in_passing_;
  bool indexed_;
  Backlog backlog_;
  VerdictHistory history_;
  std::map<AwaitId, Wait> waits_;
  std::set<std::pair<base::TimePoint, AwaitId>> due_;
  std::vector<Verdict> decided_;
  std::set<AwaitId> progressed_;

 private:
  struct Entry {
    journal::RecordPtr record;
    std::string_view bin;  // of a source
    journal::Seq seq = 0;  // in that bin
  };
  /// The waits on one bin. Sets may become empty; they stay, as somebody may be walking through
  /// them.
  struct BinWaits {
    std::set<AwaitId> all;
    std::set<AwaitId> asked;  ///< of each record; the others are in the index
    WaitIndex index;
    std::set<std::pair<journal::Seq, AwaitId>> by_cursor;
  };
  std::vector<Entry> window_of(const Wait& wait) const;
  base::Status check_sources(const Expectation& expectation) const;
  void scan(Wait& wait, base::TimePoint now);
  enum class Known {
    kAsk,   ///< nothing yet, but it may be asked at once
    kFits,  ///< the selector
    kNot,
    kLater,  ///< asking takes too long: the record is in the wait's backlog
  };
  /// Asks the selector, if what was `spent` on all of them allows it.
  Known ask(const Wait& wait, const journal::RecordPtr& record, const match::Subject& subject,
            base::TimePoint at, std::uint64_t& spent);
  bool is_held(const Wait& wait) const;
  /// It was held; decides it if nothing holds it any more and its time is over.
  void release(AwaitId id, base::TimePoint now);
  /// Tells a wait of a record and keeps the indexes true; `subject` may be shared by many waits.
  void tell(Wait& wait, const journal::RecordPtr& record, const match::Subject& subject,
            base::TimePoint at, Known known = Known::kAsk);
  void decide(AwaitId id, const Decision& decision);
  /// From the next record on the wait is told only of what it may fit, where the index takes it.
  void index(AwaitId id);
  /// It is told of each record again: it is held, or has a backlog, and goes its own way.
  void unindex(Wait& wait);
  /// What has passed an indexed wait by is something that it has looked at.
  void catch_up(Wait& wait);
  /// Of the waits on a bin those that are to be told of the record, in the order of their
  /// registration, as if each were asked.
  std::vector<AwaitId> in_question(const BinWaits& bin, const journal::Record& record,
                                   const match::Subject& subject, std::uint64_t& spent) const;
  void arrived_for(AwaitId id, const journal::RecordPtr& record, const match::Subject& subject,
                   base::TimePoint at, base::TimePoint now, std::uint64_t& spent);
  /// Each wait on the bin, whether what has happened there decides it.
  void ask_waits(const std::string& bin,
                 const std::function<std::optional<Decision>(Wait& wait)>& ask);

  AwaitId next_id_ = 1;
  base::TimePoint time_ = base::TimePoint::min();
  std::map<std::string, BinWaits> by_bin_;
  std::set<AwaitId> held_;                  ///< their time is over, but not all has come
  std::map<AwaitId, Explained> explained_;  ///< what took long is not looked at twice
};

}  // namespace ricochet::awaits
