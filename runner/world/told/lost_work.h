#pragma once
#include <deque>
#include <functional>
#include <string>

#include "awaits/verdict.h"
#include "busview/bus_feed.h"
#include "runner/sut/sut_runner.h"
#include "runner/world/trail/trail.h"

namespace ricochet::runner {

/// A consumer group's service; `lives` nullptr: it cannot be said which one that is.
struct GroupService {
  std::string name;
  const std::deque<SutLife>* lives = nullptr;
};

/// Why what is missing is missing, in one line: a record was committed, then the service that had
/// it ended, and nobody made anything of it since. That it was committed before its work is told
/// when a call came of it behind its commit. Empty: it was not so, or cannot be seen.
std::string lost_work(const Trail& trail, const busview::BusFeed& feed,
                      const std::function<GroupService(const std::string& group)>& service_of,
                      const awaits::Verdict& missing);

}  // namespace ricochet::runner
