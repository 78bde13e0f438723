#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/pending.h"
#include "awaits/verdict.h"
#include "match/subject.h"

namespace ricochet::awaits {

/// Verdicts of the past, bounded by number and by the bytes of the records that they keep alive.
/// For a short time after a wait ran out it still looks for what came too late, and says so on the
/// verdict.
class VerdictHistory {
 public:
  static constexpr std::size_t kMaxBytes = 16u << 20;
  static constexpr std::size_t kMaxWatched = 64;  ///< late arrivals cost an evaluation each
  static constexpr std::size_t kRecordsKept = 5;  ///< matched records kept per verdict

  VerdictHistory(std::size_t limit, base::Duration late_grace)
      : limit_(limit), late_grace_(late_grace) {}

  /// `missing`: what did not come, Wait::missing().
  void add(Verdict verdict, const Expectation& missing, base::TimePoint at);
  std::vector<const Verdict*> newest(std::size_t limit) const;
  /// The waits that counted the record of this gseq.
  std::vector<CountedBy> counted_by(std::uint64_t gseq) const;
  const Verdict* find(AwaitId id) const;  ///< nullptr: unknown or forgotten

  /// True when some failed wait is still watched at that time.
  bool watches(base::TimePoint now);
  bool watching() const { return !watched_.empty(); }  ///< perhaps for no time any more
  void arrived(const journal::RecordPtr& record, const match::Subject& subject, base::TimePoint at);

 private:
  struct Watched {
    AwaitId id = 0;
    Expectation missing;
    base::TimePoint deadline;
    base::TimePoint until;
  };
  struct Entry {
    Verdict verdict;
    std::vector<std::uint64_t> counted;  // gseqs; outlives the records
    std::size_t bytes = 0;
  };
  Verdict* find_mutable(AwaitId id);

  std::size_t limit_;
  base::Duration late_grace_;
  std::deque<Entry> entries_;  // in order of decision
  std::deque<Watched> watched_;
  std::size_t bytes_ = 0;
};

}  // namespace ricochet::awaits
