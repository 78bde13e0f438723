#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "awaits/answer_selector.h"
#include "awaits/correlation.h"
#include "base/duration.h"
#include "base/result.h"
#include "journal/record.h"
#include "match/matcher.h"

namespace ricochet::awaits {

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
  Source(std::string name, journal::Seq from) : bin(std::move(name)), after(from) {}

  std::string bin;
  journal::Seq after = 0;  ///< only records with a higher seq count
  /// Of several who share the bin, whose records count (journal::Record::scope); 0: all.
  std::uint64_t scope = 0;
  /// Sorted: records that do not count, because an earlier expectation has accounted for them.
  std::vector<journal::Seq> except;
  /// The window is what the bin holds and what comes: records that were deleted one by one before
  /// the registration are not a loss.
  bool from_held = false;
  /// Of a private bin, by the word of the log when the wait was registered; it outlives the bin.
  bool is_private = false;

  /// Whether the record may be of this source, wherever it stands. A refused call of nobody's may
  /// be anybody's.
  bool concerns(const journal::Record& record) const {
    return scope == 0 || record.scope == scope || (record.refused && record.scope == 0);
  }
  bool operator==(const Source&) const = default;
};

/// Asked gaps between the arrivals of consecutive matched records. Judged when the count is met.
struct Spacing {
  /// The gaps in order; arrivals beyond them are free. Empty: use the back-off.
  std::vector<base::Duration> gaps;
  /// Gap k (from 0) is initial * factor^k, for every gap there is.
  base::Duration initial{0};
  double factor = 1.0;
  /// Each gap may be too short by this share of itself, and too long by kLateness times as much:
  /// 0.2 is "20%".
  double tolerance = 0.2;
  /// A busy machine makes gaps longer, none makes them shorter.
  static constexpr double kLateness = 2;

  /// The gap number `k` (from 0), or nullopt when it is free.
  std::optional<base::Duration> gap(std::size_t k) const;
  bool fits(std::size_t k, base::Duration actual) const;
  std::string describe() const;  ///< "with gaps of 1s, 2s, 4s (20% early to 40% late)"
};

inline constexpr std::size_t kMaxSteps = 100;         ///< of one expectation
inline constexpr std::uint64_t kMaxStepTimes = 1000;  ///< of all steps together
inline constexpr std::size_t kMaxKeeps = 10;

/// One of several things that must come. Which records belong to it: those of its bin that fit.
struct ExpectedStep {
  std::string name;  ///< for people; empty: the selector's own words
  std::string bin;
  std::shared_ptr<const match::Matcher> selector;  ///< nullptr: every record
  std::shared_ptr<const AnswerSelector> answer;    ///< nullptr: however it was answered
  std::uint64_t times = 1;                         ///< how many records, from 1
  /// Order::kPerKey: steps of one lane have an order among them. Their selectors exclude those of
  /// other lanes.
  std::string lane;
};

/// Whether steps may come in any order, in theirs with others between, one right behind the other,
/// or in theirs as far as they are of one key (ExpectedStep::lane), whatever lies between.
enum class Order { kAny, kSubsequence, kStrict, kPerKey };
const char* to_string(Order order);  ///< "any", "subsequence", "strict", "per_key"

/// Only records that have this value count. Without one: that of the first record which fits.
struct Correlate {
  std::shared_ptr<const Correlation> by;
  std::optional<std::string> value;
};

/// What is waited for; docs/bins.md (Awaiting) tells it to users.
struct Expectation {
  std::string name;                                ///< for people; may be empty
  std::vector<Source> sources;                     ///< at least one
  std::shared_ptr<const match::Matcher> selector;  ///< nullptr: every record
  std::shared_ptr<const AnswerSelector> answer;    ///< nullptr: however it was answered
  Count count;
  /// The deadline, from registration. For `never` and `at_most`: the window, which must not be
  /// zero.
  base::Duration within = std::chrono::seconds(5);
  /// With an upper bound and a lower one: how long it must stay quiet (no further match) after the
  /// minimum is met; the same behind the last of strict steps. Bounded in all: within + settle.
  base::Duration settle = std::chrono::milliseconds(150);
  /// Settle restarts with each match (quiet), or runs once from the moment the minimum is met
  /// (fixed).
  bool settle_fixed = false;
  /// Quiet before the registration counts for settle. Only where the cursor was chosen by who
  /// waits: else what was counted long ago would stand in for the quiet after a cause of just now.
  bool past_quiet = false;
  std::optional<Spacing> spacing;
  /// When there are any: each must come as often as it says; `count` is then the number of records,
  /// without an upper bound, and `selector` says which records are looked at.
  std::vector<ExpectedStep> steps;
  Order order = Order::kSubsequence;
  /// The records of all steps have the same value at each of these places: a route, as that of an
  /// event through its retry topics. Several routes may be under way, one of them must be whole.
  std::vector<std::shared_ptr<const Correlation>> keeps;
  std::optional<Correlate> correlate;
  /// Judges what is there, without waiting; `within` and `settle` are 0. A window of no length is
  /// then what was asked for.
  bool now = false;
  /// A step of a scenario asks: its window begins with the scenario, hints know no cursor.
  bool of_scenario = false;
  bool preflights = false;  ///< CORS preflights count like other calls
  std::size_t near = 3;     ///< nearest misses that a failure shows, at most 10
  /// How long late arrivals are looked for after a failure; nullopt: the engine's default.
  std::optional<base::Duration> late_grace;
  std::string noun = "call";  ///< "call", "event", "record" (both) or "line", for texts
  /// Whether who waits sent the record itself: it counts as others do, but explains nothing. Asked
  /// on the loop's thread as long as the wait lives; empty: nobody knows.
  std::function<bool(const journal::Record&)> own;

  /// "exactly 2 calls of photos: GET /a.jpg within 5s".
  std::string describe() const;
  /// The same without the names of the steps, which stand elsewhere: "3 steps in this order".
  std::string describe_in_brief() const;
  /// What selects: "GET /a.jpg answered with status 200"; empty: every record of its places.
  std::string describe_selector() const;
  /// It says that something did not come: more than a maximum, something between two steps that
  /// must follow each other, something within a gap. A refused call may have been just that.
  bool asserts_absence() const { return count.max || spacing || strict(); }
  /// Steps between and behind which nothing may come.
  bool strict() const { return !steps.empty() && order == Order::kStrict; }
  /// They were asked for, or the selector's method is theirs.
  bool takes_preflights() const;
  /// A preflight that was not asked for: it is not part of the window.
  bool leaves_out(const journal::Record& record) const;
  bool is_own(const journal::Record& record) const { return own && own(record); }
  /// Whether the selector and the answer let the record count.
  bool selects(const journal::Record& record, const match::Subject& subject) const;
  /// Errors: await/zero-window, await/asserts-nothing, await/bad-count, await/bad-time,
  /// await/no-bin, await/bad-spacing, await/bad-steps.
  base::Status check() const;

 private:
  base::Status check_steps() const;
  std::string describe_steps(bool names) const;
  std::string describe_whole(bool names) const;
};

}  // namespace ricochet::awaits
