#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "match/subject.h"

namespace ricochet::awaits {

/// The steps of one wait: which records were taken for which step. Knows no time.
///  - kAny: each step needs its own records, in whatever order they come. A record that fits
///  several
///    steps is moved between them when that lets more of them be met (bipartite matching), so the
///    order of arrival never makes a fitting set of records fail.
///  - kSubsequence: in the order of the steps, others may come between.
///  - kStrict: from the first record of the first step on, each record looked at must be the next
///    one, and none may follow the last one.
///  - kPerKey: in the order of the steps of each lane. Events of a lane must lie in one partition:
///    Kafka keeps no order between two, so that theirs would be luck.
class StepMachine {
 public:
  static constexpr std::size_t kBriefBytes = 200;  ///< reports cut identifiers, then the rest

  StepMachine(const std::vector<ExpectedStep>& steps, Order order);

  /// Whether the record was taken for a step. `window` order is the order of the calls.
  bool consider(const journal::RecordPtr& record, const match::Subject& subject);
  /// Whether it would be the first of the sequence; for kAny, one of the records.
  bool starts(const journal::RecordPtr& record, const match::Subject& subject) const;
  /// A record that came too early to count: it only helps to tell "too few" from "out of order".
  void note_early(const journal::RecordPtr& record, const match::Subject& subject);
  bool complete() const;
  /// kStrict: a record came that was not the next one, or one behind the last; kPerKey: one came in
  /// another partition. What is considered later changes nothing.
  bool broken() const { return breaker_ != nullptr; }
  /// All steps could be met, only not in this order.
  bool out_of_order() const { return !complete() && (broken() || slots_taken_ == slots_); }
  /// Records needed in all.
  std::uint64_t slots() const { return slots_; }
  /// Records taken: in their order, for kAny in any.
  std::uint64_t taken() const;
  /// The step that is not met, the first one; `steps.size()` when all are, though more came.
  std::size_t first_open() const;

  /// The steps that the record fits by itself, ascending.
  std::vector<std::uint32_t> steps_for(const journal::RecordPtr& record,
                                       const match::Subject& subject) const;
  /// What was taken, in the order of the process.
  std::vector<journal::RecordPtr> records() const;
  std::vector<StepState> states() const;
  std::string title_of(std::size_t step) const;  ///< "step 2 (POST /paid)"
  /// "step 2 (POST /paid) came as #3 of b, before step 1 (POST /orders), #5 of b"
  std::string what_is_wrong() const;
  /// The same for a headline, of at most kBriefBytes: "step 2 came before step 1: POST /paid before
  /// POST /orders".
  std::string in_brief() const;
  /// What a cut body could have been: whether the record fits a step whatever its body says.
  bool undecidable(const journal::RecordPtr& record, const match::Subject& subject) const;

 private:
  struct Lane {
    std::vector<std::uint32_t> steps;
    std::size_t at = 0;  // of them
    journal::RecordPtr last;

    bool done() const { return at == steps.size(); }
  };
  struct Taken {
    journal::RecordPtr record;
    std::vector<std::uint32_t> fits;  // the steps, ascending
  };
  bool fits(std::size_t step, const journal::RecordPtr& record,
            const match::Subject& subject) const;
  bool augment(std::size_t taken, std::vector<bool>& tried);
  void assign(const journal::RecordPtr& record, const std::vector<std::uint32_t>& fits);
  void follow(const journal::RecordPtr& record, const std::vector<std::uint32_t>& fits);
  std::string name_of(std::size_t step) const;
  /// Of a step that is not met: what came for it before the one that it has to follow, and that.
  struct Early {
    journal::RecordPtr record, last;
    base::Duration by() const { return last->received - record->received; }
  };
  Early early_of(std::size_t step) const;
  const Lane& lane_of(std::size_t step) const;
  std::string short_name_of(std::size_t step) const;
  /// A record came behind the last one of a strict order.
  bool overrun() const { return broken() && lanes_[broken_lane_].done(); }
  std::string what_broke(std::size_t open) const;
  std::string broke_in_brief(std::size_t open) const;

  std::vector<ExpectedStep> steps_;
  Order order_;
  std::uint64_t slots_ = 0;
  // The matching in any order; kept for every order, to tell "too few" from "out of order".
  std::vector<Taken> taken_;
  std::vector<std::vector<std::size_t>> assigned_;  // by step: indexes into taken_
  std::uint64_t slots_taken_ = 0;
  // The sequence, for the other orders; only kPerKey has more than one lane.
  std::vector<std::vector<journal::RecordPtr>> followed_;
  std::vector<Lane> lanes_;
  journal::RecordPtr breaker_;
  std::size_t broken_lane_ = 0;
};

}  // namespace ricochet::awaits
