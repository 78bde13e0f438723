#include "awaits/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ricochet::awaits {

namespace {

std::string ordinal(std::uint64_t n) {
  const auto tens = n % 100;
  const char* tail = "th";
  if (tens < 11 || tens > 13) {
    if (n % 10 == 1) tail = "st";
    if (n % 10 == 2) tail = "nd";
    if (n % 10 == 3) tail = "rd";
  }
  return std::to_string(n) + tail;
}

std::string came(std::uint64_t n) {
  return n == 0   ? std::string("none came")
         : n == 1 ? std::string("only 1 came")
                  : "only " + std::to_string(n) + " came";
}

/// The one that decided came during the wait, or was there when it began.
std::string surplus(const Verdict& verdict) {
  if (verdict.waited <= base::Duration::zero())
    return std::to_string(verdict.observed) + " had come already";
  const std::string when = " after " + base::humanize(verdict.waited);
  const auto most = verdict.count.max.value_or(0);
  if (verdict.observed > most + 1)
    return std::to_string(verdict.observed) + " came, the " +
           (most == 0 ? "first" : ordinal(most + 1)) + when;
  return (most == 0 ? "one" : "a " + ordinal(verdict.observed)) + " came" + when;
}

std::string first_bad_gap(const Verdict& verdict) {
  for (const auto& gap : verdict.spacing) {
    if (!gap.fits) return gap.describe();
  }
  return "the gaps differ";
}

std::string failure(const Verdict& verdict) {
  if (!verdict.step_problem.empty()) return ", but " + verdict.step_problem;
  switch (verdict.reason) {
    case Reason::kTimeout:
    case Reason::kTooFew:
      return ", but " + came(verdict.observed);
    case Reason::kTooMany:
      return ", but " + surplus(verdict);
    case Reason::kWrongSpacing:
      return ", " + std::to_string(verdict.observed) + " came, but " + first_bad_gap(verdict);
    default:
      return ", but that is not what happened";
  }
}

}  // namespace

std::string span_text(base::Duration span) {
  constexpr double kFine = 99.95, kWhole = 0.05;
  const double ms = std::chrono::duration<double, std::milli>(span).count();
  if (ms < 0 || ms >= kFine || std::abs(ms - std::round(ms)) < kWhole) return base::humanize(span);
  char buffer[24];
  std::snprintf(buffer, sizeof buffer, "%.1f ms", ms);
  return buffer;
}

const char* to_string(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::kPassed:
      return "passed";
    case VerdictKind::kFailed:
      return "failed";
    case VerdictKind::kInconclusive:
      return "inconclusive";
    case VerdictKind::kCancelled:
      return "cancelled";
    case VerdictKind::kError:
      return "error";
  }
  return "error";
}

const char* to_string(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "";
    case Reason::kTimeout:
      return "timeout";
    case Reason::kTooFew:
      return "too_few";
    case Reason::kTooMany:
      return "too_many";
    case Reason::kWrongSpacing:
      return "wrong_spacing";
    case Reason::kOutOfOrder:
      return "out_of_order";
    case Reason::kEvicted:
      return "evicted";
    case Reason::kCleared:
      return "cleared";
    case Reason::kTruncated:
      return "truncated";
    case Reason::kGaveUp:
      return "gave_up";
    case Reason::kRefused:
      return "refused";
    case Reason::kCancelled:
      return "cancelled";
    case Reason::kBinRemoved:
      return "bin_removed";
  }
  return "";
}

std::string verdict_message(const Verdict& verdict, const std::string& asked,
                            const std::string& detail) {
  const std::string so_far = " (" + std::to_string(verdict.observed) + " seen by then)";
  switch (verdict.kind) {
    case VerdictKind::kPassed:
      return asked + ": " + std::to_string(verdict.observed) + " seen in " +
             base::humanize(verdict.waited);
    case VerdictKind::kFailed:
      return "expected " + asked + failure(verdict);
    case VerdictKind::kInconclusive:
      if (verdict.reason == Reason::kTruncated) {
        return "cannot say whether there were " + asked + ": the body of " + detail +
               " was cut, and the selector needs it";
      }
      if (verdict.reason == Reason::kGaveUp) {
        return "cannot say whether there were " + asked + ": a search over " + detail +
               " gave up at its bound (docs/limits.md, Work)" + so_far;
      }
      if (verdict.reason == Reason::kRefused) {
        return "cannot say whether there were " + asked + ": the server refused a call, " + detail +
               so_far;
      }
      return "cannot say whether there were " + asked + ": records of " + detail +
             " after the cursor were " +
             (verdict.reason == Reason::kCleared ? "cleared" : "dropped for room") + so_far;
    case VerdictKind::kCancelled:
      return "expected " + asked + ", but the wait was cancelled: " + detail + so_far;
    case VerdictKind::kError:
      return "expected " + asked + ", but the bin " + detail + " was deleted" + so_far;
  }
  return asked;
}

}  // namespace ricochet::awaits
