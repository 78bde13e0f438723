#pragma once
#include "awaits/expectation.h"
#include "awaits/verdict.h"

namespace ricochet::journal {
class CaptureLog;
}

namespace ricochet::awaits {

/// Most records, and bytes of their bodies, that an explanation looks at; the newest of the window
/// are taken.
inline constexpr std::size_t kExplainRecords = 1000;
inline constexpr std::size_t kExplainBytes = 16u << 20;

/// Fills in why a wait did not pass: the funnel, the nearest misses and hints that name likely
/// causes. Reads what the log still holds of the window, before it and beside it.
void explain(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log);

}  // namespace ricochet::awaits
