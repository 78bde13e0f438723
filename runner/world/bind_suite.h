#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/duration.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

/// The suite of one run: names of topics and groups, the address of the bus, its properties and
/// the network have their `${env.X}`, `${run.id}` and vars filled in, so that a step finds
/// "orders-1a2b3c4d" among the topics. What cannot be filled in (suite/template, suite/bad-name,
/// suite/duplicate-name, suite/bad-bus) is among Binding::findings and stays as it is. One that is
/// bound is returned as it is.
std::shared_ptr<const Suite> bind_suite(const std::shared_ptr<const Suite>& suite,
                                        const std::string& bin_dir, std::uint64_t seed,
                                        base::WallTime now);

}  // namespace ricochet::runner
