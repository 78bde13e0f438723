#include "tests/unit/awaits/await_model_tally.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace ricochet::model {

namespace {

bool fits_step(const ModelWait& wait, std::size_t step, const Happening& h) {
  const auto& path = wait.paths[step];  // steps may overlap: an empty one takes everything
  if (wait.expectation.steps[step].bin != h.bin) return false;
  return path.empty() || (path == h.path && !h.heavy);
}

}  // namespace

bool gives_up(const std::string& path, const Happening& h) {
  return h.heavy && !path.empty() && path == h.path;
}

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

namespace {

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

}  // namespace

bool is_whole(const ModelWait& wait, const Tally& tally) {
  return tally.observed >= wait.expectation.count.min && !tally.broken;
}

namespace {

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

}  // namespace

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

}  // namespace ricochet::model
