#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/duration.h"

namespace ricochet::runner {

/// What happened in a scenario, on one clock and within bounds: for who reads why it did not pass.
/// All of it is in a Trace.
struct Timeline {
  /// Most moments that are kept: of more the first and the last ones.
  static constexpr std::size_t kMaxMoments = 30;
  /// Most of them that are lines of services, the newest.
  static constexpr std::size_t kMaxLines = 10;

  struct Entry {
    base::Duration at{0};  ///< since `zero`
    std::string what;      ///< one line: "GET /a.jpg to photos -> 503"
    bool marked = false;   ///< an expectation was not met then
  };

  std::vector<Entry> moments;
  std::string zero;                ///< what times count from: "the first publish"
  std::size_t left_out = 0;        ///< moments in the middle
  std::size_t lines_left_out = 0;  ///< lines of services beyond kMaxLines
  bool empty() const { return moments.empty(); }
  /// All that services printed stands in it.
  bool has_all_lines() const { return !empty() && left_out == 0 && lines_left_out == 0; }
};

}  // namespace ricochet::runner
