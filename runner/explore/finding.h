#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "journal/record.h"
#include "runner/explore/expectations.h"
#include "runner/explore/point.h"
#include "runner/result/outcome.h"

namespace ricochet::runner {

/// Another number of calls or events came than the scenario expects, `came` in all: says so in one
/// line, and what it may mean. `records` are what came, or the first of them.
Finding count_finding(const ExplorePoint& point, const LastingExpectation& lasting,
                      std::uint64_t came, const std::vector<journal::RecordPtr>& records);

/// What was to come in several steps did not, or in another order.
Finding order_finding(const ExplorePoint& point, const awaits::Verdict& verdict);

/// A step was not met while the scenario ran: what came did not suffice.
Finding step_finding(const ExplorePoint& point, const awaits::Verdict& verdict);

/// The group has not committed `first`, of those published before the rest, nor what is behind it.
Finding commit_finding(const ExplorePoint& point, const std::string& group,
                       const bus::Position& first, base::Duration waited);

/// The group has nobody any more who reads for it.
Finding gone_finding(const ExplorePoint& point, const std::string& group, base::Duration waited);

/// The same message with the fault behind it, for what other checks have found.
std::string with_fault(const std::string& message, const ExplorePoint& point);

}  // namespace ricochet::runner
