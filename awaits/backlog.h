#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "base/duration.h"
#include "journal/record.h"
#include "match/subject.h"

namespace ricochet::awaits {

match::Subject subject_of(const journal::Record& record);

/// A record with what was found out about it. Whoever looks at it has it alone.
struct Seen {
  explicit Seen(journal::RecordPtr r);
  journal::RecordPtr record;
  match::Subject subject;
};

/// Records that somebody else (a worker) has to look at before a wait can go on.
struct Look {
  AwaitId wait = 0;
  std::shared_ptr<const Expectation> expectation;
  std::vector<std::shared_ptr<Seen>> records;

  std::size_t bytes() const;  ///< of their bodies
  void run() const;           ///< on any thread
};

/// The records that the waits have not been told of yet, because to look at them takes longer than
/// the loop may be held up: in order, for each wait that has any.
class Backlog {
 public:
  /// Of one Look.
  static constexpr std::size_t kMostRecords = 64;
  static constexpr std::size_t kMostBytes = 1u << 20;

  bool contains(AwaitId id) const { return waiting_.contains(id); }
  /// `at`: when it came, for this wait.
  void add(AwaitId id, journal::RecordPtr record, base::TimePoint at);
  void forget(AwaitId id) { waiting_.erase(id); }

  /// Of each wait that has records and nobody looking at them, the next ones.
  std::vector<Look> take_looks(
      const std::function<std::shared_ptr<const Expectation>(AwaitId)>& expectation_of);
  /// Nobody will look: they are to be asked for once more.
  void refused(AwaitId id);
  /// When the record came, if it is the next of that wait; it is no more then.
  std::optional<base::TimePoint> take(AwaitId id, const journal::RecordPtr& record);
  /// All of `look` has been taken. True: the wait has no more.
  bool done(AwaitId id);

 private:
  struct Waiting {
    journal::RecordPtr record;
    base::TimePoint at;
  };
  struct Queue {
    std::deque<Waiting> records;
    bool asked = false;
  };
  std::map<AwaitId, Queue> waiting_;
};

}  // namespace ricochet::awaits
