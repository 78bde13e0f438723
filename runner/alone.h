#pragma once
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// Whether no other scenario may run beside this one, though the suite has a scope: it does
/// something to a service or the bus that all share, or looks at the lines of a service, which have
/// no mark. Errs on the side of "yes".
bool runs_alone(const Scenario& scenario);

}  // namespace ricochet::runner
