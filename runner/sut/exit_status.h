#pragma once
#include <string>

namespace ricochet::runner {

/// How a process ended.
struct ExitStatus {
  int code = 0;       ///< what it exited with; meaningless when a signal ended it
  int signal = 0;     ///< the signal that ended it, or 0
  bool core = false;  ///< it left a core file

  bool success() const { return signal == 0 && code == 0; }
  /// "exited with status 1", "was killed by SIGSEGV (core dumped)"; follows the name in a sentence.
  std::string str() const;
};

}  // namespace ricochet::runner
