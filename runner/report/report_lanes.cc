#include "runner/report/report_lanes.h"

#include <algorithm>
#include <utility>

namespace ricochet::runner {

void ReportLane::tell(Tell tell) {
  // Files before the console: what a terminal shows is on the disk.
  for (const Hearing hearing : {Hearing::kAtOnce, Hearing::kInOrder, Hearing::kBySuite}) {
    if (lanes_.has(hearing)) tell_those(hearing, tell);
  }
}

void ReportLane::tell_at_once(const Tell& tell) { tell_those(Hearing::kAtOnce, tell); }

bool ReportLane::heard_at_once() const { return lanes_.has(Hearing::kAtOnce); }

void ReportLane::tell_those(Hearing hearing, const Tell& tell) {
  if (!lanes_.waits(hearing) || lanes_.lanes_.front().get() == this)
    lanes_.pass_on(hearing, tell);
  else
    untold_.push_back({hearing, tell});
}

void ReportLane::close() {
  closed_ = true;
  lanes_.advance();
}

ReportLanes::ReportLanes(const std::vector<Reporter*>& reporters) : reporters_(reporters) {}

ReportLanes::ReportLanes(std::shared_ptr<ReportLane> whole) : whole_(std::move(whole)) {}

std::shared_ptr<ReportLane> ReportLanes::open() {
  lanes_.push_back(std::shared_ptr<ReportLane>(new ReportLane(*this)));
  return lanes_.back();
}

bool ReportLanes::has(Hearing hearing) const {
  if (whole_) return whole_->lanes_.has(hearing);
  return std::any_of(reporters_.begin(), reporters_.end(),
                     [hearing](const auto* reporter) { return reporter->hearing() == hearing; });
}

/// Suites wait for each other only for those who want all of it in order.
bool ReportLanes::waits(Hearing hearing) const {
  return hearing == Hearing::kInOrder || (hearing == Hearing::kBySuite && whole_ != nullptr);
}

void ReportLanes::pass_on(Hearing hearing, const ReportLane::Tell& tell) const {
  if (whole_) return whole_->tell_those(hearing, tell);
  for (Reporter* reporter : reporters_) {
    if (reporter->hearing() == hearing) tell(*reporter);
  }
}

/// What stood behind a lane that is over has its turn.
void ReportLanes::advance() {
  while (!lanes_.empty() && lanes_.front()->closed_) {
    lanes_.pop_front();
    if (lanes_.empty()) return;
    for (const auto& untold : std::exchange(lanes_.front()->untold_, {}))
      pass_on(untold.hearing, untold.tell);
  }
}

}  // namespace ricochet::runner
