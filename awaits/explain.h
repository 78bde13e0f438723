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

/// Units of work (match::Work) after which no further record is looked at then: some milliseconds.
inline constexpr std::uint64_t kExplainWorkInPassing = 8'000'000;

/// What the selector says of the records that somebody else has looked at, by gseq.
using Explained = std::map<std::uint64_t, std::vector<match::Condition>>;

/// Fills in why a wait did not pass: the funnel, the nearest misses and hints that name likely
/// causes. Reads what the log still holds of the window, before it and beside it. With `known`
/// large bodies are not looked at, and the others, newest first, as long as that takes little: what
/// is said of them stands there, or they are passed by, which a hint says.
void explain(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
             const Explained* known = nullptr);

}  // namespace ricochet::awaits
