#include "tests/unit/awaits/await_model.h"

#include <algorithm>
#include <cmath>

namespace ricochet::model {

namespace {

struct Arrival {
  const Happening* what;
  TimePoint at;
};
struct Tally {
  std::uint64_t observed = 0;
  std::optional<TimePoint> first_met, last;
  bool broken = false;  ///< strict order
  bool gaps_wrong = false;
  bool all_but_order = false;
};

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

/// A call was refused that may have been what must not come.
bool spoils(const awaits::Expectation& e, const Happening& h) {
  const bool absence =
      e.count.max || e.spacing || (!e.steps.empty() && e.order == awaits::Order::kStrict);
  if (h.kind != Happening::kRefused || !absence || (h.preflight && !e.preflights)) return false;
  return std::any_of(e.sources.begin(), e.sources.end(), [&h](const awaits::Source& source) {
    const bool may_be = source.scope == 0 || h.scope == 0 || h.scope == source.scope;
    return same_bin_and_behind(source, h) && may_be;
  });
}

bool fits_step(const ModelWait& wait, std::size_t step, const Happening& h) {
  const auto& path = wait.paths[step];  // steps may overlap: an empty one takes everything
  return wait.expectation.steps[step].bin == h.bin && (path.empty() || path == h.path);
}

/// The arrivals that may count: of the path, and of one correlation value.
std::vector<Arrival> candidates(const ModelWait& wait, const std::vector<Arrival>& seen,
                                std::size_t& start) {
  const auto& e = wait.expectation;
  const auto fits = [&](const Happening& h) { return wait.path.empty() || h.path == wait.path; };
  std::optional<std::string> value = e.correlate ? e.correlate->value : std::nullopt;
  const Happening* first = nullptr;
  if (e.correlate && !value) {
    for (const auto& [h, at] : seen) {
      if (h->id.empty() || !fits(*h)) continue;
      bool counts = e.steps.empty();
      for (std::size_t i = 0; i < e.steps.size(); ++i) {
        if (i == 0 || e.order == awaits::Order::kAny) counts = counts || fits_step(wait, i, *h);
      }
      if (!counts) continue;
      value = h->id;
      first = h;
      break;
    }
  }
  std::vector<Arrival> all;
  start = 0;
  for (const auto& arrival : seen) {
    const auto& h = *arrival.what;
    if (!fits(h) || (e.correlate && (!value || h.id != *value))) continue;
    if (first == &h) start = all.size();
    all.push_back(arrival);
  }
  return all;
}

/// Whether a gap between one and the next is not as long as it should be.
bool wrong_gaps(const awaits::Expectation& e, const std::vector<Arrival>& all) {
  if (!e.spacing) return false;
  for (std::size_t k = 0; k + 1 < all.size(); ++k) {
    const auto wanted = e.spacing->gap(k);
    if (!wanted) continue;
    const double asked = static_cast<double>(wanted->count());
    const double gap =
        static_cast<double>((all[k + 1].what->received - all[k].what->received).count());
    const double early = asked * e.spacing->tolerance;
    if (gap < asked - early || gap > asked + 2 * early) return true;
  }
  return false;
}

/// The most slots of steps that the arrivals can fill, by trying everything.
std::uint64_t most_filled(const ModelWait& wait, const std::vector<Arrival>& all,
                          std::vector<bool>& used, std::size_t step, std::uint64_t time) {
  const auto& steps = wait.expectation.steps;
  if (step == steps.size()) return 0;
  const bool last = time + 1 >= steps[step].times;
  std::uint64_t best = most_filled(wait, all, used, step + 1, 0);  // this slot stays empty
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (used[i] || !fits_step(wait, step, *all[i].what)) continue;
    used[i] = true;
    best = std::max(best,
                    1 + most_filled(wait, all, used, last ? step + 1 : step, last ? 0 : time + 1));
    used[i] = false;
  }
  return best;
}

Tally tally(const ModelWait& wait, const std::vector<Arrival>& seen) {
  const auto& e = wait.expectation;
  std::size_t start = 0;
  const auto all = candidates(wait, seen, start);
  Tally tally;
  if (e.steps.empty()) {
    for (const auto& arrival : all) {
      tally.last = arrival.at;
      if (++tally.observed == e.count.min) tally.first_met = arrival.at;
    }
    tally.gaps_wrong = wrong_gaps(e, all);
    return tally;
  }
  std::vector<bool> used(all.size(), false);
  const auto filled = most_filled(wait, all, used, 0, 0);
  if (e.order == awaits::Order::kAny) {
    tally.observed = filled;
    return tally;
  }
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < e.steps.size(); ++i) wanted.insert(wanted.end(), e.steps[i].times, i);
  for (std::size_t i = start; i < all.size(); ++i) {
    const bool whole = tally.observed == wanted.size();
    if (whole && !e.strict()) break;
    if (!whole && fits_step(wait, wanted[tally.observed], *all[i].what)) {
      ++tally.observed;
      tally.first_met = tally.last = all[i].at;
    } else if (e.strict() && tally.observed > 0) {
      tally.broken = true;
      break;
    }
  }
  tally.all_but_order = tally.broken || filled == wanted.size();
  return tally;
}

/// The count is met.
Expected when_met(const Tally& tally, TimePoint at) {
  if (tally.gaps_wrong)
    return {awaits::VerdictKind::kFailed, awaits::Reason::kWrongSpacing, at, tally.observed};
  return {awaits::VerdictKind::kPassed, awaits::Reason::kNone, at, tally.observed};
}

std::optional<Expected> at_arrival(const ModelWait& wait, const std::vector<Arrival>& seen,
                                   TimePoint at) {
  const auto& count = wait.expectation.count;
  const auto now = tally(wait, seen);
  if (now.broken)
    return Expected{awaits::VerdictKind::kFailed, awaits::Reason::kOutOfOrder, at, now.observed};
  if (count.max && now.observed > *count.max)
    return Expected{awaits::VerdictKind::kFailed, awaits::Reason::kTooMany, at, now.observed};
  if (!count.max && now.observed >= count.min && !wait.expectation.strict())
    return when_met(now, at);
  return std::nullopt;
}

std::optional<Expected> by_time(const ModelWait& wait, const std::vector<Arrival>& seen,
                                TimePoint now) {
  const auto& e = wait.expectation;
  const auto so_far = tally(wait, seen);
  const TimePoint deadline = wait.registered + e.within;
  TimePoint due = deadline;
  const bool met = e.count.min > 0 && so_far.observed >= e.count.min;
  if (met) {
    const TimePoint quiet_from = e.settle_fixed ? *so_far.first_met : *so_far.last;
    due = std::min(e.past_quiet ? quiet_from : std::max(quiet_from, wait.registered), deadline) +
          e.settle;
  }
  if (now < due) return std::nullopt;
  const TimePoint at = std::max(due, wait.registered);
  if (so_far.observed >= e.count.min) return when_met(so_far, at);
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
  for (std::size_t i = 0; i < wait.from; ++i) {
    const auto& h = story[i];
    if (deleted_before(wait, h)) continue;
    if (spoils(e, h))
      return Expected{awaits::VerdictKind::kInconclusive, awaits::Reason::kRefused, wait.registered,
                      tally(wait, seen).observed};
    if (!in_window(e, h)) continue;
    seen.push_back({&h, std::min(h.received, wait.registered)});
    if (auto end = at_arrival(wait, seen, wait.registered)) return end;
  }
  // After it: time first, then the happening.
  for (std::size_t i = wait.from; i <= story.size(); ++i) {
    const bool over = i == story.size();
    const TimePoint at = over ? now : std::max(story[i].at, wait.registered);
    if (auto end = by_time(wait, seen, at)) return end;
    if (over) return std::nullopt;
    const auto& h = story[i];
    const auto so_far = tally(wait, seen);
    const auto observed = so_far.observed;
    if (in_window(e, h)) {
      seen.push_back({&h, h.at});
      if (auto end = at_arrival(wait, seen, h.at)) return end;
      if (auto end = by_time(wait, seen, h.at)) return end;
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
    if (h.kind == Happening::kConclude && h.wait == id && observed >= e.count.min)
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
