#pragma once

#include <chrono>

namespace photo {

/// SIGTERM and SIGINT as a descriptor, so that every wait of the service can include them.
/// Create it before any thread: the signals stay blocked in the threads that follow.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Readable as soon as a stop is requested, and from then on.
  int fd() const { return fd_; }
  bool requested() const;
  /// Waits for the given time; true when a stop was requested meanwhile.
  bool wait_for(std::chrono::milliseconds time) const;

 private:
  int fd_;
};

}  // namespace photo
