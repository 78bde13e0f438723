#include "tests/unit/awaits/await_model.h"

#include <algorithm>
#include <numeric>

#include "tests/unit/awaits/await_model_tally.h"

namespace ricochet::model {

namespace {

bool same_bin_and_behind(const awaits::Source& source, const Happening& h) {
  return source.bin == h.bin && h.seq > source.after;
}

bool in_window(const awaits::Expectation& e, const Happening& h) {
  if (h.kind != Happening::kArrival || (h.preflight && !e.preflights)) return false;
  return std::any_of(e.sources.begin(), e.sources.end(), [&h](const awaits::Source& source) {
    const bool shared = source.scope == 0;
    return same_bin_and_behind(source, h) && (shared || h.scope == source.scope);
  });
}

/// It says that something does not come.
bool asserts_absence(const awaits::Expectation& e) {
  return e.count.max || e.spacing || (!e.steps.empty() && e.order == awaits::Order::kStrict);
}

/// A call was refused that may have been what must not come.
bool spoils(const awaits::Expectation& e, const Happening& h) {
  if (h.kind != Happening::kRefused || !asserts_absence(e) || (h.preflight && !e.preflights))
    return false;
  return std::any_of(e.sources.begin(), e.sources.end(), [&h](const awaits::Source& source) {
    const bool may_be = source.scope == 0 || h.scope == 0 || h.scope == source.scope;
    return same_bin_and_behind(source, h) && may_be;
  });
}

/// The last of `seen` may be what is waited for, which nobody will know.
bool is_unknown(const ModelWait& wait, const std::vector<Arrival>& seen) {
  const auto& e = wait.expectation;
  const auto& h = *seen.back().what;
  if (e.steps.empty()) return gives_up(wait.path, h);
  std::vector<std::size_t> asked(e.steps.size());
  std::iota(asked.begin(), asked.end(), std::size_t{0});
  if (e.correlate) {
    std::optional<std::string> value = e.correlate->value;
    for (std::size_t i = 0; i + 1 < seen.size() && !value; ++i) {
      const auto& earlier = *seen[i].what;
      if (!earlier.id.empty() && may_begin(wait, earlier)) value = earlier.id;
    }
    if (h.id.empty() || (value && h.id != *value)) return false;
    if (!value && !may_begin(wait, h)) asked = first_steps(e);
  }
  const bool gave_up = std::any_of(asked.begin(), asked.end(), [&](std::size_t step) {
    return e.steps[step].bin == h.bin && gives_up(wait.paths[step], h);
  });
  if (!gave_up) return false;
  // What was taken for a step is known well enough.
  const auto now = tally(wait, seen);
  const auto before = tally(wait, {seen.begin(), seen.end() - 1});
  // Behind the last of strict steps nothing may come, whatever it is.
  if (e.strict() && e.keeps.empty() && is_whole(wait, before)) return false;
  return now.observed == before.observed && now.route == before.route;
}

/// The count is met.
Expected when_met(const Tally& tally, TimePoint at) {
  if (tally.gaps_wrong)
    return {awaits::VerdictKind::kFailed, awaits::Reason::kWrongSpacing, at, tally.observed};
  return {awaits::VerdictKind::kPassed, awaits::Reason::kNone, at, tally.observed};
}

Expected gave_up(TimePoint at, std::uint64_t observed) {
  return {awaits::VerdictKind::kInconclusive, awaits::Reason::kGaveUp, at, observed};
}

std::optional<Expected> at_arrival(const ModelWait& wait, const std::vector<Arrival>& seen,
                                   TimePoint at, bool& unknown) {
  const auto& e = wait.expectation;
  const auto& count = e.count;
  const auto now = tally(wait, seen);
  if (is_unknown(wait, seen)) {
    unknown = true;
    if (asserts_absence(e)) return gave_up(at, now.observed);
  }
  if (now.broken && e.keeps.empty() && unknown) return gave_up(at, now.observed);
  if (now.broken && e.keeps.empty())
    return Expected{awaits::VerdictKind::kFailed, awaits::Reason::kOutOfOrder, at, now.observed};
  if (count.max && now.observed > *count.max)
    return Expected{awaits::VerdictKind::kFailed, awaits::Reason::kTooMany, at, now.observed};
  if (!count.max && now.observed >= count.min && !wait.expectation.strict())
    return when_met(now, at);
  return std::nullopt;
}

std::optional<Expected> by_time(const ModelWait& wait, const std::vector<Arrival>& seen,
                                TimePoint now, bool unknown) {
  const auto& e = wait.expectation;
  const auto so_far = tally(wait, seen);
  const TimePoint deadline = wait.registered + e.within;
  TimePoint due = deadline;
  const bool met = e.count.min > 0 && is_whole(wait, so_far);
  if (met) {
    const TimePoint quiet_from = e.settle_fixed ? *so_far.first_met : *so_far.last;
    due = std::min(e.past_quiet ? quiet_from : std::max(quiet_from, wait.registered), deadline) +
          e.settle;
  }
  if (now < due) return std::nullopt;
  const TimePoint at = std::max(due, wait.registered);
  if (is_whole(wait, so_far)) return when_met(so_far, at);
  if (unknown) return gave_up(at, so_far.observed);
  const auto reason = so_far.all_but_order   ? awaits::Reason::kOutOfOrder
                      : so_far.observed == 0 ? awaits::Reason::kTimeout
                                             : awaits::Reason::kTooFew;
  return Expected{awaits::VerdictKind::kFailed, reason, at, so_far.observed};
}

}  // namespace

std::optional<Expected> Model::judge(awaits::AwaitId id, TimePoint now) const {
  const auto& wait = waits.at(id);
  const auto& e = wait.expectation;
  for (const auto& source : e.sources) {
    if (const auto reason = lost_before(wait, source))
      return Expected{awaits::VerdictKind::kInconclusive, *reason, wait.registered, 0};
  }
  std::vector<Arrival> seen;
  bool unknown = false;  // a search gave up on what may have been the one
  for (std::size_t i = 0; i < wait.from; ++i) {
    const auto& h = story[i];
    if (deleted_before(wait, h)) continue;
    if (spoils(e, h))
      return Expected{awaits::VerdictKind::kInconclusive, awaits::Reason::kRefused, wait.registered,
                      tally(wait, seen).observed};
    if (!in_window(e, h)) continue;
    seen.push_back({&h, std::min(h.received, wait.registered)});
    if (auto end = at_arrival(wait, seen, wait.registered, unknown)) return end;
  }
  // After it: time first, then the happening.
  for (std::size_t i = wait.from; i <= story.size(); ++i) {
    const bool over = i == story.size();
    const TimePoint at = over ? now : std::max(story[i].at, wait.registered);
    if (auto end = by_time(wait, seen, at, unknown)) return end;
    if (over) return std::nullopt;
    const auto& h = story[i];
    const auto so_far = tally(wait, seen);
    const auto observed = so_far.observed;
    if (in_window(e, h)) {
      seen.push_back({&h, h.at});
      if (auto end = at_arrival(wait, seen, h.at, unknown)) return end;
      if (auto end = by_time(wait, seen, h.at, unknown)) return end;
    }
    if (spoils(e, h))
      return Expected{awaits::VerdictKind::kInconclusive, awaits::Reason::kRefused, h.at, observed};
    for (const auto& source : e.sources) {
      if (source.bin != h.bin) continue;
      if (h.kind == Happening::kLoss && h.seq > source.after)
        return Expected{awaits::VerdictKind::kInconclusive, h.reason, h.at, observed};
      if (h.kind == Happening::kDelete && h.seqs.back() > source.after)
        return Expected{awaits::VerdictKind::kInconclusive, awaits::Reason::kCleared, h.at,
                        observed};
      if (h.kind == Happening::kRemoved)
        return Expected{awaits::VerdictKind::kError, awaits::Reason::kBinRemoved, h.at, observed};
    }
    if (h.kind == Happening::kCancel && h.wait == id)
      return Expected{awaits::VerdictKind::kCancelled, awaits::Reason::kCancelled, h.at, observed};
    if (h.kind == Happening::kConclude && h.wait == id && is_whole(wait, so_far))
      return when_met(so_far, h.at);
  }
  return std::nullopt;
}

std::optional<awaits::Reason> Model::lost_before(const ModelWait& wait,
                                                 const awaits::Source& source) const {
  journal::Seq gone = 0;
  awaits::Reason reason = awaits::Reason::kNone;
  for (std::size_t i = 0; i < wait.from; ++i) {
    const auto& h = story[i];
    if (h.kind == Happening::kLoss && h.bin == source.bin && h.seq > gone) {
      gone = h.seq;
      reason = h.reason;
    }
  }
  if (gone > source.after) return reason;
  for (std::size_t i = 0; i < wait.from && !source.from_held; ++i) {
    const auto& h = story[i];
    if (h.kind == Happening::kDelete && h.bin == source.bin && h.seqs.back() > source.after)
      return awaits::Reason::kCleared;
  }
  return std::nullopt;
}

bool Model::deleted_before(const ModelWait& wait, const Happening& arrival) const {
  for (std::size_t i = 0; i < wait.from; ++i) {
    const auto& h = story[i];
    if (h.kind == Happening::kDelete && h.bin == arrival.bin &&
        std::find(h.seqs.begin(), h.seqs.end(), arrival.seq) != h.seqs.end())
      return true;
  }
  return false;
}

}  // namespace ricochet::model
