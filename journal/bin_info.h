#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/duration.h"
#include "journal/record.h"

namespace ricochet::journal {

/// Bounds of one bin. The oldest records make room; what was dropped is counted and can be asked
/// for. The newest record is always kept, whatever its size.
struct BinLimits {
  std::size_t records = 100'000;
  std::size_t bytes = 64u << 20;
};
/// Default of bins made through the v1 API (RequestBin's own 20 is too small for tests).
inline constexpr std::size_t kDefaultMaxRequests = 1000;

/// Most bytes that all bins hold together; the oldest records of the whole log make room.
inline constexpr std::size_t kDefaultLogBytes = 1u << 30;

struct BinOptions {
  BinKind kind = BinKind::kBin;
  BinLimits limits;
  bool is_private = false;
  std::string key;  ///< secret of a private bin; empty: made when needed
  /// Who serves the bin removes it then. nullopt: for ever.
  std::optional<base::Duration> ttl;
  bool ttl_sliding = false;      ///< counted from the last record, not from creation
  std::optional<Colour> colour;  ///< nullopt: drawn
  std::map<std::string, std::string> labels;
  std::string group;  ///< bins of a group are removed together; empty: none
};

/// What is known about a bin, without its records.
struct BinInfo {
  std::string name;
  BinKind kind = BinKind::kBin;
  BinLimits limits;
  bool is_private = false;
  std::string key;
  Colour colour{};
  base::TimePoint created;
  base::WallTime created_wall;
  std::optional<base::Duration> ttl;
  bool ttl_sliding = false;
  std::optional<base::TimePoint> expires;
  std::map<std::string, std::string> labels;
  std::string group;
  std::size_t held = 0;  ///< records now in memory
  std::size_t held_bytes = 0;
  Seq last = 0;             ///< seq of the newest record ever; also the count of all that ever came
  Seq evicted_through = 0;  ///< every record up to here that was not cleared was dropped for room
  Seq cleared_through = 0;  ///< every record up to here was cleared on request
  std::uint64_t evicted = 0;       ///< how many were dropped for room, ever
  std::uint64_t evicted_gseq = 0;  ///< gseq of the newest record that was dropped for room
  std::uint64_t cleared_gseq = 0;  ///< the newest gseq of the process when it was cleared
  std::uint64_t deleted = 0;       ///< how many were deleted one by one, ever
};

/// A run of records of one bin, both ends included.
struct SeqRange {
  Seq first = 0;
  Seq last = 0;
  bool operator==(const SeqRange&) const = default;
};

}  // namespace ricochet::journal
