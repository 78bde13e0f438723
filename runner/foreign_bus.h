#pragma once
#include "runner/model/discover.h"

namespace ricochet::runner {

/// For a run on a broker that is not ours (--bus): scenarios and suites with a step `bus`, which
/// can break only the embedded one, become broken files (scenario/foreign-bus). Those that are not
/// run there ("skip") stay.
void refuse_bus_steps(Discovery& found);

}  // namespace ricochet::runner
