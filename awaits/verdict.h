#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "journal/record.h"
#include "match/matcher.h"

namespace ricochet::awaits {

using AwaitId = std::uint64_t;  ///< from 1; 0 is none

/// What a wait came to. `kInconclusive`: records that the verdict would rest on are gone or cut.
/// `kCancelled`: ended from outside, the reason is in the message. `kError`: the wait lost its
/// ground (its bin was removed).
enum class VerdictKind { kPassed, kFailed, kInconclusive, kCancelled, kError };
enum class Reason {
  kNone,
  kTimeout,  ///< nothing fitted before the deadline
  kTooFew,   ///< something did, but not enough
  kTooMany,  ///< decided at the arrival that was one too many
  kWrongSpacing,
  kOutOfOrder,
  kEvicted,    ///< a record after the cursor was dropped for room
  kCleared,    ///< a record after the cursor was cleared on request
  kTruncated,  ///< a body that the selector needs was cut
  kGaveUp,   ///< a search over a record hit its bound (match/give_up.h), so nobody knows if it fits
  kRefused,  ///< the server refused a call that may have been one of those
  kCancelled,
  kBinRemoved,
};
/// "passed", "failed", "inconclusive", "cancelled", "error"
const char* to_string(VerdictKind kind);
const char* to_string(Reason reason);  ///< "timeout", "too_few", "too_many", ...; "" for kNone

/// One condition of the selector and how many of the window's records meet it, whatever they say to
/// the others.
struct FunnelStep {
  std::string condition;  ///< `header x-event`
  std::string expected;   ///< `"paid"`
  std::uint64_t passed = 0;
  /// What stood there instead, most frequent first, at most 5 kinds: ("PENDING", 9).
  std::vector<std::pair<std::string, std::uint64_t>> seen;
  std::uint64_t other_kinds = 0;  ///< records with values beyond those
};

struct NearMiss {
  journal::RecordPtr record;
  double score = 0;  ///< weighted share of conditions met (or almost met), 0 to 1
  std::vector<match::Condition> conditions;
};

/// A time between two moments: below 100 ms with a decimal where it has one, "6.2 ms", "12 ms";
/// else as base::humanize().
std::string span_text(base::Duration span);

/// A gap between two arrivals that was asked for.
struct Gap {
  std::size_t number = 1;  ///< from 1: that before the second record
  base::Duration asked{0};
  base::Duration actual{0};
  bool fits = false;

  bool too_long() const { return !fits && actual > asked; }
  std::string describe() const;  ///< "gap 1 was 7 ms, expected 200 ms (does not fit)"
};

/// What came for one step.
struct StepState {
  std::string name;
  std::string bin;
  std::uint64_t times = 1;
  std::uint64_t came = 0;
  std::vector<journal::RecordPtr> records;
  journal::RecordPtr early;  ///< came before its turn, so that it does not count; or nullptr
  base::Duration early_by{0};
};

/// A record that fitted after the deadline.
struct LateArrival {
  journal::RecordPtr record;
  base::Duration late{0};
};

/// Whether a cut body leaves it open if the selector fits: nothing else says no already.
bool depends_on_body(const match::Matcher& selector, const match::Subject& subject);

/// The end of a wait, with everything needed to understand it later. Not tied to the log.
struct Verdict {
  /// Most matched records, near misses and surplus kept; `observed` counts them all.
  static constexpr std::size_t kMaxKept = 1000;

  AwaitId id = 0;
  std::string name;
  VerdictKind kind = VerdictKind::kPassed;
  Reason reason = Reason::kNone;
  std::string message;   ///< one line: "expected exactly 2 calls of photos: GET /a.jpg, saw 3"
  std::string expected;  ///< Expectation::describe()
  std::string selector;  ///< Expectation::describe_selector()
  std::string noun = "call";
  Count count;
  std::vector<Source> sources;  ///< as asked
  std::vector<Source> cursors;  ///< where a next wait would go on: after = newest seq seen
  std::uint64_t observed = 0;   ///< records that fitted
  std::uint64_t window = 0;     ///< records looked at
  std::uint64_t own = 0;        ///< of those: what the test itself sent; known of what did not pass
  std::vector<journal::RecordPtr> matched;  ///< in order of arrival, the first kMaxKept
  /// Per bin: those that counted and are not among `matched`; only for who waited, not kept.
  std::map<std::string, std::vector<journal::Seq>> unkept;
  /// Which of those that fitted they are, from 0; empty: they are the first ones.
  std::vector<std::uint64_t> places;
  std::vector<StepState> steps;  ///< empty: it had none
  std::string step_problem;      ///< which step was not met, and why
  std::string step_brief;        ///< the same in at most 200 bytes
  std::vector<Gap> spacing;      ///< those that were asked for, right or wrong
  base::TimePoint registered;
  base::TimePoint deadline;
  base::Duration waited{0};
  base::Duration settled{0};  ///< how long it had been quiet at the end
  std::string evidence;  ///< what ended the wait early, or "window only"; empty: an arrival did
  std::vector<FunnelStep> funnel;   ///< not for kPassed; empty as well when all meet everything
  std::vector<NearMiss> near;       ///< not for kPassed, at most 3
  std::vector<std::string> hints;   ///< likely causes
  std::optional<LateArrival> late;  ///< noted afterwards, see VerdictHistory

  std::uint64_t place_of(std::size_t i) const {
    if (!places.empty()) return places[i];
    return i + 1 == kMaxKept && observed > kMaxKept ? observed - 1 : i;  // the newest is the last
  }
  bool passed() const { return kind == VerdictKind::kPassed; }
};

/// The one line; `asked` says what was expected, `detail` is the reason of a cancellation, or which
/// records were lost.
std::string verdict_message(const Verdict& verdict, const std::string& asked,
                            const std::string& detail);

/// The whole story in plain text without colour, for terminal, JUnit and HTTP: message first, then
/// the hints, the calls that counted (at most 5) with their time since registration and what was
/// answered, the nearest misses, the funnel. Ends with a newline.
std::string render_verdict(const Verdict& verdict);

/// The same without the message; may be empty.
std::string render_details(const Verdict& verdict);

/// Lets go of the records that the story does not show: a report outlives the journal, whose bounds
/// they were kept under.
void keep_what_is_shown(Verdict& verdict);

}  // namespace ricochet::awaits
