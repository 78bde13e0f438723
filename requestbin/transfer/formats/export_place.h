#pragma once
#include <string>

#include "base/duration.h"
#include "journal/record.h"

namespace ricochet::requestbin {

/// Where in an export a record stands.
struct ExportPlace {
  base::TimePoint epoch;                    ///< what offsets count from: the start of the log
  bool first = true;                        ///< no record was written before it
  std::string origin = "http://localhost";  ///< where the reader reached this server
};

}  // namespace ricochet::requestbin
