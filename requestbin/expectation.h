#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "match/matcher.h"
#include "requestbin/record.h"

namespace ricochet::requestbin {

/// How many records must fit. `exactly n` is {n, n}, `never` is {0, 0}.
struct Count {
  std::uint64_t min = 1;
  std::optional<std::uint64_t> max;  ///< nullopt: no upper bound

  static Count exactly(std::uint64_t n) { return {n, n}; }
  static Count at_least(std::uint64_t n) { return {n, std::nullopt}; }
  static Count at_most(std::uint64_t n) { return {0, n}; }
  static Count between(std::uint64_t low, std::uint64_t high) { return {low, high}; }
  static Count never() { return {0, 0}; }

  /// "exactly 2", "at least 1", "at most 3", "between 2 and 4", "no"; reads on with "calls".
  std::string describe() const;
  /// Nothing but an upper bound: the window must run in full.
  bool only_upper() const { return min == 0 && max.has_value(); }
  bool operator==(const Count&) const = default;
};

/// A bin to look at, and from where.
struct Source {
  Source() = default;
  Source(std::string name, Seq from) : bin(std::move(name)), after(from) {}

  std::string bin;
  Seq after = 0;  ///< only records with a higher seq count
  /// Sorted: records that do not count, because an earlier expectation has accounted for them.
  std::vector<Seq> except;
  /// The window is what the bin holds and what comes: records that were deleted one by one before
  /// the registration are no loss.
  bool from_held = false;
  bool operator==(const Source&) const = default;
};

/// Asked gaps between the arrivals of consecutive matched records. Judged when the count is met.
struct Spacing {
  /// The gaps in order; arrivals beyond them are free. Empty: use the back-off.
  std::vector<base::Duration> gaps;
  /// Gap k (from 0) is initial * factor^k, for every gap there is.
  base::Duration initial{0};
  double factor = 1.0;
  /// Each gap may differ by this share of itself, either way: 0.2 is "20%".
  double tolerance = 0.2;

  /// The gap number `k` (from 0), or nullopt when it is free.
  std::optional<base::Duration> gap(std::size_t k) const;
  bool fits(std::size_t k, base::Duration actual) const;
  std::string describe() const;  ///< "with gaps of 1s, 2s, 4s (20% either way)"
};

/// What is waited for. DESIGN section 5; requestbin.md 6.2.
struct Expectation {
  std::string name;                                ///< for people; may be empty
  std::vector<Source> sources;                     ///< at least one
  std::shared_ptr<const match::Matcher> selector;  ///< nullptr: every record
  Count count;
  /// The deadline, from registration. For `never` and `at_most`: the window, which must not be
  /// zero.
  base::Duration within = std::chrono::seconds(5);
  /// With an upper bound and a lower one: how long it must stay quiet (no further match) after the
  /// minimum is met. Bounded in all: within + settle.
  base::Duration settle = std::chrono::milliseconds(150);
  /// Settle restarts with each match (quiet), or runs once from the moment the minimum is met
  /// (fixed).
  bool settle_fixed = false;
  std::optional<Spacing> spacing;
  std::string noun = "call";  ///< "call" or "event", for texts

  /// "exactly 2 calls of photos: GET /a.jpg within 5s".
  std::string describe() const;
  /// Errors: await/zero-window, await/asserts-nothing, await/bad-count, await/bad-time,
  /// await/no-bin, await/bad-spacing.
  base::Status check() const;
};

}  // namespace ricochet::requestbin
