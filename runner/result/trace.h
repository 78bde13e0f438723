#pragma once
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/json.h"

namespace ricochet::runner {

/// What happened while a scenario ran, for a report that shows all of it. Times are those of its
/// suite's log, in microseconds since the log's start.
struct Trace {
  struct Line {
    std::int64_t at_us = 0;
    std::string service;
    std::string text;  ///< bytes as they came
  };

  std::int64_t began_us = 0, ended_us = 0;
  base::WallTime began_at;
  base::Json bins = base::Json::array();     ///< v2's bins: name, kind, color, and the url
  base::Json records = base::Json::array();  ///< v2's records, in the order of gseq
  base::Json bus = base::Json::array();      ///< EVENTs of docs/bus.md
  base::Json awaits = base::Json::array();   ///< v2's verdicts of what was not met
  std::vector<Line> lines;                   ///< of the services
  std::size_t records_left_out = 0, lines_left_out = 0;  ///< beyond the bounds of a trace
};

}  // namespace ricochet::runner
