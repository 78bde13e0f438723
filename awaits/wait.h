#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/pending.h"
#include "awaits/routes.h"
#include "awaits/verdict.h"
#include "match/subject.h"

namespace ricochet::awaits {

/// How and when a wait ended.
struct Decision {
  VerdictKind kind = VerdictKind::kPassed;
  Reason reason = Reason::kNone;
  base::TimePoint at;
  std::string evidence;  ///< what stood in for more waiting
  std::string detail;    ///< for the message: the cancel reason, the bin that lost records
};

/// The count machine of one wait: knows nothing of other waits, of the log or of timers. Each
/// method that may end the wait returns the decision; after one nothing more may be asked. The
/// order of several steps is the business of Routes inside.
class Wait {
 public:
  Wait(AwaitId id, Expectation expectation, base::TimePoint registered);

  /// The source that the record belongs to, or nullptr: other bin, or not after the cursor.
  const Source* source_of(const journal::Record& record) const;
  /// So many records of `bin` were looked at, up to this one: what consider() was asked of, and
  /// what an index knows not to fit.
  void looked_at(const std::string& bin, journal::Seq upto, std::uint64_t records = 1);
  /// One more record of the window, complete at `arrived` (before the registration, too). The
  /// caller has asked advance(arrived) before.
  /// `fits`: what the selector says, when it is known already.
  std::optional<Decision> consider(const journal::RecordPtr& record, const match::Subject& subject,
                                   base::TimePoint arrived,
                                   std::optional<bool> fits = std::nullopt);
  /// Whether consider() would look at bodies.
  bool asks_for_bodies() const { return asks_for_bodies(expectation_); }
  static bool asks_for_bodies(const Expectation& expectation);
  /// Everything that consider() may ask of the subject, so that one that keeps its findings knows
  /// it. Changes nothing; on any thread, for a copy of the expectation.
  static void look_ahead(const Expectation& expectation, const match::Subject& subject);
  std::optional<Decision> advance(base::TimePoint now) const;
  /// Records of `bin` up to `through` are gone.
  std::optional<Decision> lost(const std::string& bin, journal::Seq through, Reason reason,
                               base::TimePoint at) const;
  /// One record of `bin` was deleted.
  std::optional<Decision> lost_one(const std::string& bin, journal::Seq seq,
                                   base::TimePoint at) const;
  /// A call was refused that is or may be of `bin`, as number `seq` of it.
  std::optional<Decision> refused(const journal::Record& record, const std::string& bin,
                                  journal::Seq seq, base::TimePoint arrived);
  std::optional<Decision> conclude(const std::string& evidence, base::TimePoint at) const;

  /// When advance() decides if nothing happens before.
  base::TimePoint due() const;
  /// Everything but what only the log can tell: funnel, near misses, hints.
  Verdict verdict(const Decision& decision) const;

  AwaitId id() const { return id_; }
  const Expectation& expectation() const { return expectation_; }
  static constexpr std::size_t kMaxEarly = 1000;
  /// What did not come, for an explanation: with steps, the first one that is not met.
  Expectation missing() const;
  std::uint64_t observed() const { return observed_; }
  bool counted(std::uint64_t gseq) const;  ///< among the first and last that were kept
  PendingAwait pending() const;

 private:
  bool holds_for_settle() const {
    return expectation_.count.min > 0 && expectation_.count.max.has_value();
  }
  /// Whether the record's correlation value lets it count; fixes the value when none is given.
  bool correlates(const match::Subject& subject) const;
  std::optional<Decision> consider_step(const journal::RecordPtr& record,
                                        const match::Subject& subject, base::TimePoint arrived);
  /// The minimum is met, and nothing broke it since.
  bool enough() const {
    return steps_ ? steps_->best().complete() : observed_ >= expectation_.count.min;
  }
  std::optional<Decision> cut(const journal::RecordPtr& record, const match::Subject& subject,
                              base::TimePoint at) const;
  void fix_correlation(const match::Subject& subject);
  /// From now on it must stay quiet; `arrived`: the newest record that counts.
  void hold_from(base::TimePoint arrived);
  void keep(const journal::RecordPtr& record);
  void take_steps();
  void add_gap(std::size_t k, base::Duration actual);
  /// A search gave up on the record: it fits, or it does not. That ends what asserts an absence;
  /// what asks for a record may still get another one.
  std::optional<Decision> gave_up(const journal::Record& record, base::TimePoint at);
  /// A failure, unless what is missing may be the record on which a search gave up.
  Decision failed(Reason reason, base::TimePoint at) const;
  Decision met(base::TimePoint at, std::string evidence) const;
  base::TimePoint deadline() const { return registered_ + expectation_.within; }

  AwaitId id_;
  Expectation expectation_;
  base::TimePoint registered_;
  std::optional<base::TimePoint> settle_end_;  ///< set once the minimum is met, with an upper bound
  std::optional<base::TimePoint> last_match_;
  std::uint64_t observed_ = 0;
  std::uint64_t window_ = 0;
  std::vector<journal::RecordPtr> matched_;
  std::map<std::string, std::vector<journal::Seq>> unkept_;  ///< Verdict::unkept
  std::vector<Source> seen_;                                 ///< per source: newest seq looked at
  std::optional<Routes> steps_;
  std::optional<std::string> correlation_;  ///< the value that counts, once it is known
  std::vector<journal::RecordPtr> early_;   ///< what came before it was known, the first kMaxEarly
  std::vector<Gap> gaps_;
  bool spacing_broken_ = false;
  std::string unknown_;  ///< "#3 of hooks", the first on which a search gave up
};

}  // namespace ricochet::awaits
