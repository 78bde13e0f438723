#pragma once
#include <cstddef>

#include "base/duration.h"

namespace ricochet::awaits {

/// Of an AwaitEngine.
struct EngineOptions {
  std::size_t history = 1000;  ///< verdicts kept for verdict()
  base::Duration late_grace =
      std::chrono::seconds(2);  ///< late arrivals are noted on a failed verdict
  /// Looks at records only as far as that takes some milliseconds (match::Work in passing); what
  /// takes longer is asked for by take_looks(). False: looks at everything at once.
  bool in_passing = false;
  /// Finds the waits that a record may fit by what it has for a path or a key. Without it each wait
  /// is asked: the oracle that a test compares with.
  bool indexed = true;
};

}  // namespace ricochet::awaits
