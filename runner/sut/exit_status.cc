#include "runner/sut/exit_status.h"

#include "runner/sut/signals.h"

namespace ricochet::runner {

std::string ExitStatus::str() const {
  if (signal == 0) return "exited with status " + std::to_string(code);
  return "was killed by " + signal_name(signal) + (core ? " (core dumped)" : "");
}

}  // namespace ricochet::runner
