#include "runner/report/brief.h"

#include <algorithm>

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

/// What selects them, when the words of the expectation say it: "GET /a.jpg".
std::string selector_of(const awaits::Verdict& verdict) {
  const std::string bins = bins_of(verdict);
  const auto at = verdict.expected.find(bins + ": ");
  if (bins.empty() || at == std::string::npos) return {};
  std::string selector = verdict.expected.substr(at + bins.size() + 2);
  selector = selector.substr(0, selector.find(" within "));
  return selector.substr(0, selector.find(" with gaps "));
}

/// Behind what is wrong with one of them.
std::string of_which(const awaits::Verdict& verdict) {
  const std::string bins = bins_of(verdict), selector = selector_of(verdict);
  return " (" + bins + (selector.empty() ? "" : ": " + selector) + ")";
}

std::string got_of(const awaits::Verdict& verdict) {
  const std::string selector = selector_of(verdict);
  return "got " +
         (verdict.observed == 0 ? "no " + verdict.noun
                                : base::plural(verdict.observed, verdict.noun)) +
         " of " + bins_of(verdict) + ", expected " + verdict.count.describe() +
         (selector.empty() ? "" : ": " + selector);
}

/// Of the nearest miss, when one condition alone failed: that is what is wrong.
std::string only_difference(const awaits::Verdict& verdict) {
  if (verdict.observed > 0 || verdict.near.empty()) return {};
  const auto& conditions = verdict.near.front().conditions;
  const auto failed = [](const match::Condition& condition) { return !condition.ok; };
  if (std::count_if(conditions.begin(), conditions.end(), failed) != 1) return {};
  const auto& one = *std::find_if(conditions.begin(), conditions.end(), failed);
  std::string name = one.name;
  if (!one.detail.empty()) name += " " + one.detail;
  return name + ": got " + base::shorten(one.actual, kBriefValue) + ", expected " +
         base::shorten(one.expected, kBriefValue);
}

}  // namespace

std::string brief(const awaits::Verdict& verdict) {
  if (verdict.kind != awaits::VerdictKind::kFailed || verdict.sources.empty()) return {};
  if (!verdict.step_problem.empty()) return verdict.step_problem;
  switch (verdict.reason) {
    case awaits::Reason::kTimeout:
    case awaits::Reason::kTooFew: {
      const std::string difference = only_difference(verdict);
      return difference.empty() ? got_of(verdict) : difference + of_which(verdict);
    }
    case awaits::Reason::kTooMany:
      return got_of(verdict);
    case awaits::Reason::kWrongSpacing:
      for (const auto& gap : verdict.spacing) {
        if (!gap.fits)
          return "gap " + std::to_string(gap.number) + " was " + base::humanize(gap.actual) +
                 ", expected " + base::humanize(gap.asked) + of_which(verdict);
      }
      return {};
    case awaits::Reason::kOutOfOrder:
      return "they came in another order" + of_which(verdict);
    default:
      return {};
  }
}

}  // namespace ricochet::runner
