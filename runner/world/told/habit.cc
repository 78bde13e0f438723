#include "runner/world/told/habit.h"

#include <algorithm>
#include <vector>

#include "base/text/text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMostLookedAt = 2000;
/// Fewer have no rhythm.
constexpr std::size_t kLeastCalls = 5;
/// Of a call that a scenario causes there are as many as there are scenarios, or some more.
constexpr std::size_t kMoreThanCaused = 3;
/// A rhythm has so many gaps of about the same length.
constexpr double kShareInRhythm = 0.75;

bool is_same(const journal::Record& a, const journal::Record& b) {
  const auto *one = a.request(), *other = b.request();
  return one != nullptr && other != nullptr && one->method == other->method &&
         one->target == other->target && one->body == other->body;
}

/// The usual gap between these moments, newest first; nullopt: they have no rhythm.
std::optional<base::Duration> rhythm(const std::vector<base::TimePoint>& newest_first) {
  std::vector<base::Duration> gaps;
  for (std::size_t i = 1; i < newest_first.size(); ++i)
    gaps.push_back(newest_first[i - 1] - newest_first[i]);
  std::sort(gaps.begin(), gaps.end());
  const base::Duration usual = gaps[gaps.size() / 2];
  const auto in_rhythm = std::count_if(gaps.begin(), gaps.end(), [&](base::Duration gap) {
    return gap * 2 >= usual && gap <= usual * 2;
  });
  const double share = static_cast<double>(in_rhythm) / static_cast<double>(gaps.size());
  return share >= kShareInRhythm ? std::optional(usual) : std::nullopt;
}

}  // namespace

std::optional<std::string> habit(const journal::CaptureLog& log, const EndedScenarios& ended,
                                 const journal::Record& call, journal::Seq before) {
  std::vector<base::TimePoint> times;
  if (call.request() == nullptr) return std::nullopt;
  log.for_each_back(call.bin, before + 1, [&](const journal::RecordPtr& record) {
    if (is_same(*record, call)) times.push_back(record->received);
    return times.size() < kMostLookedAt;
  });
  if (times.size() < kLeastCalls) return std::nullopt;
  const auto last = ended.last_began();
  if (last && times.back() >= *last) return std::nullopt;  // it may be of that one
  if (times.size() < kMoreThanCaused * ended.began_since(times.back())) return std::nullopt;
  const auto gap = rhythm(times);
  if (!gap) return std::nullopt;
  return call.title() + " to " + call.bin + " comes about every " + base::humanize(*gap) +
         " by itself: " + base::plural(times.size(), "time") + " before this scenario began";
}

}  // namespace ricochet::runner
