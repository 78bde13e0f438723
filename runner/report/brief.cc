#include "runner/report/brief.h"

#include <algorithm>
#include <vector>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kBriefValue = 40;

std::string bins_of(const awaits::Verdict& verdict) {
  std::string out;
  for (const auto& source : verdict.sources) out += (out.empty() ? "" : ", ") + source.bin;
  return out;
}

/// Behind what is wrong with one of them.
std::string of_which(const awaits::Verdict& verdict) {
  return " (" + bins_of(verdict) + (verdict.selector.empty() ? "" : ": " + verdict.selector) + ")";
}

std::string got_of(const awaits::Verdict& verdict) {
  const bool none = verdict.count.max == 0u;
  return "got " +
         (verdict.observed == 0 ? "no " + verdict.noun
                                : base::plural(verdict.observed, verdict.noun)) +
         " of " + bins_of(verdict) + ", expected " + (none ? "none" : verdict.count.describe()) +
         (verdict.selector.empty() ? "" : ": " + verdict.selector);
}

/// What was compared as a whole differs at places, which the detail has.
bool has_places(const match::Condition& one) {
  const bool compared = one.name == "json" || one.name == "xml" || one.name == "struct";
  return compared && !one.detail.empty();
}

std::string contrast(const match::Condition& one) {
  if (has_places(one)) return one.name + " " + one.detail;
  return one.name + ": got " + base::shorten(one.actual, kBriefValue) + ", expected " +
         base::shorten(one.expected, kBriefValue) +
         (one.detail.empty() ? "" : ", " + base::shorten(one.detail, kBriefValue));
}

/// Whether the condition says that another call or event was meant.
bool tells_apart(const match::Condition& condition) {
  const bool place =
      condition.aspect == match::Aspect::kPath || condition.aspect == match::Aspect::kKey;
  return place && condition.difference == match::Difference::kNone;
}

/// Of the nearest miss, when it surely was what is missed: one condition alone failed, or most of
/// them hold and those that say which call or event it is.
std::string what_differs(const awaits::Verdict& verdict) {
  if (verdict.observed > 0 || verdict.near.empty()) return {};
  const auto& conditions = verdict.near.front().conditions;
  std::vector<const match::Condition*> failed;
  for (const auto& condition : conditions) {
    if (!condition.ok) failed.push_back(&condition);
  }
  if (failed.empty()) return {};
  if (failed.size() == conditions.size() && (failed.size() > 1 || !has_places(*failed.front())))
    return {};
  const bool apart = std::any_of(failed.begin(), failed.end(),
                                 [](const auto* condition) { return tells_apart(*condition); });
  const bool most_hold = conditions.size() >= failed.size() * 2 && conditions.size() > 2;
  if (failed.size() > 1 && (apart || !most_hold)) return {};
  std::string text = contrast(*failed.front());
  if (failed.size() > 1) text += ", and " + std::to_string(failed.size() - 1) + " more";
  return text;
}

}  // namespace

bool names_difference(const awaits::Verdict& verdict) { return !what_differs(verdict).empty(); }

std::string brief(const awaits::Verdict& verdict) {
  if (verdict.kind != awaits::VerdictKind::kFailed || verdict.sources.empty()) return {};
  if (!verdict.step_brief.empty()) return verdict.step_brief;
  switch (verdict.reason) {
    case awaits::Reason::kTimeout:
    case awaits::Reason::kTooFew: {
      const std::string difference = what_differs(verdict);
      return difference.empty() ? got_of(verdict) : difference + of_which(verdict);
    }
    case awaits::Reason::kTooMany:
      return got_of(verdict);
    case awaits::Reason::kWrongSpacing:
      for (const auto& gap : verdict.spacing) {
        if (!gap.fits)
          return "gap " + std::to_string(gap.number) + " was " + awaits::span_text(gap.actual) +
                 ", expected " + awaits::span_text(gap.asked) + of_which(verdict);
      }
      return {};
    default:
      return {};
  }
}

}  // namespace ricochet::runner
