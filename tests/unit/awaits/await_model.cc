#include "tests/unit/awaits/await_model.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace ricochet::model {

namespace {

struct Arrival {
  const Happening* what;
  TimePoint at;
};
struct Tally {
  std::uint64_t observed = 0;
  std::optional<TimePoint> first_met, last;
  bool broken = false;  ///< strict order, or two partitions for one key
  std::string route;    ///< what the records have in common that are told of
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

bool fits_step(const ModelWait& wait, std::size_t step, const Happening& h) {
  const auto& path = wait.paths[step];  // steps may overlap: an empty one takes everything
  if (wait.expectation.steps[step].bin != h.bin) return false;
  return path.empty() || (path == h.path && !h.heavy);
}

bool gives_up(const std::string& path, const Happening& h) {
  return h.heavy && !path.empty() && path == h.path;
}

/// The steps that may be the first ones: of each lane one, of no order all.
std::vector<std::size_t> first_steps(const awaits::Expectation& e) {
  std::vector<std::size_t> out;
  std::set<std::string> lanes;
  for (std::size_t i = 0; i < e.steps.size(); ++i) {
    const bool lane = e.order == awaits::Order::kPerKey && lanes.insert(e.steps[i].lane).second;
    if (i == 0 || e.order == awaits::Order::kAny || lane) out.push_back(i);
  }
  return out;
}

bool may_begin(const ModelWait& wait, const Happening& h) {
  const auto first = first_steps(wait.expectation);
  return std::any_of(first.begin(), first.end(),
                     [&](std::size_t step) { return fits_step(wait, step, h); });
}

/// The arrivals that may count: of the path, and of one correlation value.
std::vector<Arrival> candidates(const ModelWait& wait, const std::vector<Arrival>& seen,
                                std::size_t& start) {
  const auto& e = wait.expectation;
  const auto fits = [&](const Happening& h) {
    return wait.path.empty() || (h.path == wait.path && !h.heavy);
  };
  std::optional<std::string> value = e.correlate ? e.correlate->value : std::nullopt;
  const Happening* first = nullptr;
  if (e.correlate && !value) {
    for (const auto& [h, at] : seen) {
      if (h->id.empty() || !fits(*h)) continue;
      const bool counts = e.steps.empty() || may_begin(wait, *h);
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

/// Each lane is a list of steps, of which the next one is taken. A record is taken by one lane.
void follow(const ModelWait& wait, const std::vector<Arrival>& all, std::size_t start,
            Tally& tally) {
  const auto& e = wait.expectation;
  struct Lane {
    std::string name;
    std::vector<std::size_t> wanted;
    std::vector<const Happening*> taken;
  };
  std::vector<Lane> lanes;
  for (std::size_t i = 0; i < e.steps.size(); ++i) {
    const auto name = e.order == awaits::Order::kPerKey ? e.steps[i].lane : "";
    auto lane = std::find_if(lanes.begin(), lanes.end(),
                             [&](const Lane& other) { return other.name == name; });
    if (lane == lanes.end()) lane = lanes.insert(lane, Lane{name, {}, {}});
    lane->wanted.insert(lane->wanted.end(), e.steps[i].times, i);
  }
  for (std::size_t i = start; i < all.size() && !tally.broken; ++i) {
    const auto& h = *all[i].what;
    for (auto& lane : lanes) {
      if (lane.taken.size() == lane.wanted.size()) {
        tally.broken = e.order == awaits::Order::kStrict;  // what comes behind it
        continue;
      }
      const bool begun = !lane.taken.empty();
      if (!fits_step(wait, lane.wanted[lane.taken.size()], h)) {
        tally.broken = e.order == awaits::Order::kStrict && begun;
        continue;
      }
      const bool elsewhere = e.order == awaits::Order::kPerKey && begun &&
                             lane.taken.back()->bin == h.bin && h.partition &&
                             lane.taken.back()->partition != h.partition;
      if (elsewhere) {
        tally.broken = true;
      } else {
        lane.taken.push_back(&h);
        ++tally.observed;
        tally.first_met = tally.last = all[i].at;
      }
      break;
    }
  }
}

Tally tally_route(const ModelWait& wait, const std::vector<Arrival>& all, std::size_t start) {
  const auto& e = wait.expectation;
  Tally tally;
  std::vector<bool> used(all.size(), false);
  const auto filled = most_filled(wait, all, used, 0, 0);
  if (e.order == awaits::Order::kAny) {
    tally.observed = filled;
    return tally;
  }
  follow(wait, all, start, tally);
  tally.all_but_order = tally.broken || filled == e.count.min;
  return tally;
}

bool is_whole(const ModelWait& wait, const Tally& tally) {
  return tally.observed >= wait.expectation.count.min && !tally.broken;
}

/// Of several routes the one that has most, of equals the one that had so many first. One that is
/// whole stays the best; when something came behind it, the oldest that is whole.
Tally tally_routes(const ModelWait& wait, const std::vector<Arrival>& all) {
  struct Route {
    std::vector<Arrival> arrivals;
    Tally tally;
  };
  std::map<std::string, Route> routes;
  std::vector<std::string> by_age;
  Tally best;
  std::optional<TimePoint> changed;
  for (const auto& arrival : all) {
    const auto& kept = arrival.what->kept;
    if (kept.empty()) continue;
    if (!routes.contains(kept)) by_age.push_back(kept);
    auto& route = routes[kept];
    route.arrivals.push_back(arrival);
    route.tally = tally_route(wait, route.arrivals, 0);
    route.tally.route = kept;
    const auto& now = route.tally;
    const auto before = std::pair(best.route, best.observed);
    const bool better = is_whole(wait, now) || now.observed > best.observed;
    if (kept == best.route || (!is_whole(wait, best) && better)) best = now;
    if (best.broken) {
      for (const auto& name : by_age) {
        if (!is_whole(wait, routes[name].tally)) continue;
        best = routes[name].tally;
        break;
      }
    }
    if (std::pair(best.route, best.observed) != before) changed = arrival.at;
  }
  best.first_met = best.last = changed;
  return best;
}

Tally tally(const ModelWait& wait, const std::vector<Arrival>& seen) {
  const auto& e = wait.expectation;
  std::size_t start = 0;
  const auto all = candidates(wait, seen, start);
  if (!e.keeps.empty()) return tally_routes(wait, all);
  if (!e.steps.empty()) return tally_route(wait, all, start);
  Tally tally;
  for (const auto& arrival : all) {
    tally.last = arrival.at;
    if (++tally.observed == e.count.min) tally.first_met = arrival.at;
  }
  tally.gaps_wrong = wrong_gaps(e, all);
  return tally;
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
