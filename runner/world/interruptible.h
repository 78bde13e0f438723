#pragma once
#include "runner/result/outcome.h"

namespace ricochet::runner {

/// Somebody whose waits trouble ends.
class Interruptible {
 public:
  virtual ~Interruptible() = default;
  virtual void interrupt(const Trouble& trouble) = 0;
};

}  // namespace ricochet::runner
