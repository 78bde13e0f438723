#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/alive.h"
#include "base/diag.h"
#include "base/json/fwd.h"
#include "journal/capture_log.h"
#include "journal/log_observer.h"
#include "runner/explore/point.h"
#include "runner/task/async.h"
#include "runner/world/world.h"

namespace ricochet::busview {
struct BusEvent;
}
namespace ricochet::bus::broker {
class Group;
}

namespace ricochet::runner {

/// Puts one fault at its point: waits for the record, for its fetch, call or commit, does it, and
/// brings back the service that crashed. On the loop's thread; recovered() must have ended before
/// it is destroyed.
class FaultPlayer final : private journal::LogObserver {
 public:
  FaultPlayer(World& world, ExplorePoint point);
  ~FaultPlayer() override;
  FaultPlayer(const FaultPlayer&) = delete;
  FaultPlayer& operator=(const FaultPlayer&) = delete;

  /// See ScenarioWatch for these two.
  std::size_t publishing(const std::string& topic);
  bool published(std::size_t ordinal, const bus::Position& where, const base::Location& step);

  /// Ends when no service is away because of the fault.
  Task<void> recovered();
  /// It is not waited for any more: the service that is on its way back is killed.
  void give_up();
  bool fired() const { return fired_.has_value(); }
  /// The record is committed, and the moment of the fault did not come before.
  bool missed() const { return missed_ && !fired(); }
  /// What the group does because of it is done: it has its partitions, and has read again.
  bool over() const;
  /// What kept the fault from being done, or the service from coming back.
  const std::optional<base::Diag>& problem() const { return problem_; }

  const ExplorePoint& point() const { return point_; }
  /// The record that the fault is for, once it is published.
  const std::optional<bus::Position>& target() const { return target_; }
  const base::Location& step() const { return step_; }
  /// The number of the one timeline before which the run began, and that of the fault.
  std::uint64_t began() const { return begin_; }
  std::uint64_t fired_at() const { return fired_.value_or(0); }
  base::TimePoint fired_time() const { return fired_time_; }

 private:
  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}

  void on_bus();
  void take(const busview::BusEvent& event);
  void take_commits(const busview::BusEvent& event);
  void reach(ExploreMoment moment);
  void act();
  Task<void> recover();
  base::Status rewind();
  base::Status expire(bool only_the_reader);
  base::Status put(const base::Json& fault);
  std::string reader_of_target() const;
  const bus::broker::Group* group() const;

  World& world_;
  const ExplorePoint point_;
  const std::uint64_t begin_;
  std::uint64_t seen_;  ///< events of the bus that were looked at
  std::map<std::string, std::size_t> ordinals_;
  bool next_is_target_ = false;
  std::optional<bus::Position> target_;
  base::Location step_;
  bool fetched_ = false, fetched_again_ = false, missed_ = false;
  std::int64_t committed_before_ = -1;  ///< by the group, on the partition of the record
  std::optional<std::uint64_t> fired_;
  base::TimePoint fired_time_;
  std::int32_t generation_ = 0;  ///< of the group when it was put
  bool away_ = false;            ///< the service
  bool given_up_ = false;
  std::vector<std::function<void(bool)>> waiting_;
  std::optional<base::Diag> problem_;
  std::uint64_t on_changed_ = 0;
  base::Alive alive_;
};

}  // namespace ricochet::runner
