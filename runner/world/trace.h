#pragma once
#include <cstdint>
#include <optional>

#include "runner/result/result.h"
#include "runner/result/trace.h"
#include "runner/world/world.h"

namespace ricochet::runner {

/// Bounds of a trace: of what lies beyond them the newest is kept, and the rest is counted.
inline constexpr std::size_t kTraceRecords = 20'000;
inline constexpr std::size_t kTraceBytes = 64u << 20;  ///< of bodies
inline constexpr std::size_t kTraceLines = 20'000;

/// Where a trace begins.
struct TraceStart {
  explicit TraceStart(World& world);
  base::TimePoint at;
  base::WallTime wall;
  std::uint64_t gseq = 0;
};

/// All that happened in the world since then but what other scenarios are known to have to do with
/// (`scope`: of this one; 0: there is none; nullopt: theirs, too). The verdicts are those of the
/// result's steps.
Trace trace_since(World& world, const TraceStart& start, const ScenarioResult& result,
                  std::optional<std::uint64_t> scope);

}  // namespace ricochet::runner
