#pragma once
#include <optional>
#include <string>

#include "journal/capture_log.h"
#include "runner/world/trail/ended_scenarios.h"

namespace ricochet::runner {

/// A call that the service makes again and again by itself, whichever scenario runs: the same one,
/// byte for byte, came in a rhythm since before the scenario that ended last had begun, far more
/// often than there were scenarios. `before`: the number of the record of its bin where the own
/// records of who asks begin. `GET /health to crm comes about every 100 ms by itself: 188 times
/// before this scenario`; nullopt: it does not look like that.
std::optional<std::string> habit(const journal::CaptureLog& log, const EndedScenarios& ended,
                                 const journal::Record& call, journal::Seq before);

}  // namespace ricochet::runner
