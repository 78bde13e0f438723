#pragma once
#include <string>

#include "runner/result.h"

namespace ricochet::runner {

/// Something that ends a scenario whatever it is waiting for: a crashed service, Ctrl-C.
struct Trouble {
  ErrorKind kind = ErrorKind::kNone;
  std::string message;
  std::string details;

  explicit operator bool() const { return kind != ErrorKind::kNone; }
};

}  // namespace ricochet::runner
