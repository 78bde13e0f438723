#pragma once
#include "runner/result/result.h"

namespace ricochet::runner {

/// Of what kind the failure is; unknown of a scenario that passed or was skipped. Looks at causes
/// as data, so before they are words (Told).
Symptom symptom_of(const ScenarioResult& scenario);

}  // namespace ricochet::runner
