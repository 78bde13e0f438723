#pragma once
#include <cstdint>
#include <string>

#include "runner/model/scenario.h"

namespace ricochet::runner {

/// What a scenario would do, in lines for people: its vars with their values and each step with its
/// values filled in, those of frames indented. `seed` is the run's, so that random values are those
/// of a run with it. What only a run knows stands as `<captured>`, addresses as 127.0.0.1:1 and
/// 127.0.0.1:9092. The scenario must have been checked. Secrets
/// are masked.
std::string plan_of(const Scenario& scenario, const std::string& bin_dir, std::uint64_t seed,
                    base::WallTime now);

}  // namespace ricochet::runner
