#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

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

/// The same where large bodies are known already: of the small ones alone.
inline constexpr std::size_t kExplainBytesInPassing = 1u << 20;

/// What the selector says of large records, by gseq.
using Explained = std::map<std::uint64_t, std::vector<match::Condition>>;

/// Fills in why a wait did not pass: the funnel, the nearest misses and hints that name likely
/// causes. Reads what the log still holds of the window, before it and beside it. With `large` the
/// large bodies are not looked at: what is said of them stands there, or they are passed by.
void explain(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
             const Explained* large = nullptr);

}  // namespace ricochet::awaits
