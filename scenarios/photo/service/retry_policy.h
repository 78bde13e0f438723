#pragma once

#include <chrono>

namespace photo {

/// When a download is tried again: on 5xx and broken connections, 100 ms after the first try, twice
/// as long after each further one, five tries in all.
struct RetryPolicy {
  int max_tries = 5;
  std::chrono::milliseconds first_pause{100};
  int factor = 2;
  int first_status = 500;  ///< an answer with this status or a higher one is worth another try
};

}  // namespace photo
