#pragma once
#include "journal/record.h"

namespace ricochet::journal {

/// A refused call that may have been meant for a bin: it took a number there, and is kept in the
/// bin of its listener.
struct RefusedElsewhere {
  Seq seq = 0;
  RecordPtr record;
};

}  // namespace ricochet::journal
