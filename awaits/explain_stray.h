#pragma once
#include <cstdint>

#include "awaits/expectation.h"
#include "awaits/verdict.h"

namespace ricochet::journal {
class CaptureLog;
}

namespace ricochet::awaits {

/// The place in the process-wide order where the window begins, as far as the log still knows it;
/// UINT64_MAX: it does not.
std::uint64_t window_start(const Expectation& expectation, const journal::CaptureLog& log);

/// The calls of the window whose path names no bin, and that seem to be meant for none of those
/// that are waited for: a wrong base path of a service is one cause of their absence. Also for a
/// verdict that passed.
void hint_stray_calls(Verdict& verdict, const Expectation& expectation,
                      const journal::CaptureLog& log);

}  // namespace ricochet::awaits
