#pragma once
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "runner/report/reporter.h"

namespace ricochet::runner {

class ReportLanes;

/// One of several parts of a run that go on at a time: what it tells is heard when all parts before
/// it are over, and at once by reports that want that (Hearing). The first one is heard at once.
class ReportLane {
 public:
  using Tell = std::function<void(Reporter&)>;

  /// `tell` is called for each reporter, now or later: it owns what it needs.
  void tell(Tell tell);
  /// For those only who hear it at once; not at all when there is none.
  void tell_at_once(const Tell& tell);
  bool heard_at_once() const;
  /// Nothing more will be told.
  void close();

 private:
  friend class ReportLanes;
  explicit ReportLane(ReportLanes& lanes) : lanes_(lanes) {}
  void tell_those(Hearing hearing, const Tell& tell);

  ReportLanes& lanes_;
  struct Untold {
    Hearing hearing = Hearing::kInOrder;
    Tell tell;
  };
  std::deque<Untold> untold_;
  bool closed_ = false;
};

/// Makes one story of several that go on at a time, in the order in which they were opened. On the
/// loop's thread; outlives its lanes.
class ReportLanes {
 public:
  /// Those of the suites of a run.
  explicit ReportLanes(const std::vector<Reporter*>& reporters);
  /// What they tell is a part of that story, which is that of a suite.
  explicit ReportLanes(std::shared_ptr<ReportLane> whole);

  std::shared_ptr<ReportLane> open();

 private:
  friend class ReportLane;
  void advance();
  bool has(Hearing hearing) const;  ///< somebody who hears so
  /// Whether what they say waits for its turn.
  bool waits(Hearing hearing) const;
  void pass_on(Hearing hearing, const ReportLane::Tell& tell) const;

  std::vector<Reporter*> reporters_;
  std::shared_ptr<ReportLane> whole_;             ///< nullptr: nothing stands above them
  std::list<std::shared_ptr<ReportLane>> lanes_;  ///< those that are not told to their end
};

}  // namespace ricochet::runner
