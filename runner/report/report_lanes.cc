#include "runner/report/report_lanes.h"

#include <utility>

namespace ricochet::runner {

void ReportLane::tell(Tell tell) {
  if (lanes_.lanes_.front().get() == this)
    lanes_.tell_(tell);
  else
    untold_.push_back(std::move(tell));
}

void ReportLane::close() {
  closed_ = true;
  lanes_.advance();
}

ReportLanes::ReportLanes(std::vector<Reporter*> reporters)
    : tell_([reporters = std::move(reporters)](const ReportLane::Tell& tell) {
        for (Reporter* reporter : reporters) tell(*reporter);
      }) {}

ReportLanes::ReportLanes(std::shared_ptr<ReportLane> whole)
    : tell_([whole = std::move(whole)](const ReportLane::Tell& tell) { whole->tell(tell); }) {}

std::shared_ptr<ReportLane> ReportLanes::open() {
  lanes_.push_back(std::shared_ptr<ReportLane>(new ReportLane(*this)));
  return lanes_.back();
}

/// What stood behind a lane that is over has its turn.
void ReportLanes::advance() {
  while (!lanes_.empty() && lanes_.front()->closed_) {
    lanes_.pop_front();
    if (lanes_.empty()) return;
    for (const auto& tell : std::exchange(lanes_.front()->untold_, {})) tell_(tell);
  }
}

}  // namespace ricochet::runner
