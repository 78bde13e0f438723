#include "awaits/wait_index.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "awaits/wait.h"
#include "match/matcher.h"
#include "match/work.h"

namespace ricochet::awaits {

namespace {

bool may_give_up(const std::shared_ptr<const match::Matcher>& selector) {
  return selector != nullptr && selector->may_give_up();
}

/// Whether a record that fits none of the steps changes nothing, so that the wait need not hear of
/// it. It does when
///  - the order is strict: it lies between two steps;
///  - the value to correlate by is not known: it is kept, in case the first step comes later;
///  - a search in it may give up before any step is asked: the verdict would say so.
/// Such waits stand under what their selector or their correlation says, or in no index.
bool only_steps_matter(const Expectation& e) {
  if (e.steps.empty() || e.order == Order::kStrict) return false;
  if (e.correlate && (!e.correlate->value || e.correlate->by->may_give_up())) return false;
  if (may_give_up(e.selector)) return false;
  return std::none_of(e.keeps.begin(), e.keeps.end(),
                      [](const auto& place) { return place->may_give_up(); });
}

/// What the selector relies on, and the correlation, which is asked after it.
match::SelectiveKey key_of(const Expectation& e) {
  match::SelectiveKey key;
  if (e.selector) key = e.selector->selective_key();
  if (e.correlate && e.correlate->value && !may_give_up(e.selector))
    key.exact.push_back({e.correlate->by->place(), {*e.correlate->value}});
  return key;
}

}  // namespace

/// The least crowded of what the key offers; of equals a path, which costs least to look up.
std::optional<WaitIndex::Filing> WaitIndex::best_of(const Shelf& shelf,
                                                    const match::SelectiveKey& key) {
  std::optional<Filing> best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  if (key.paths && key.paths->size() <= kMostValues) {
    best.emplace();
    best->path.paths = key.paths;
    best->path.methods = key.methods;
    least = shelf.paths.crowd(best->path);
  }
  for (const auto& exact : key.exact) {
    if (exact.values.size() > kMostValues) continue;
    const auto place = shelf.places.find(exact.place->name());
    if (place == shelf.places.end() && shelf.places.size() == kMostPlaces) continue;
    std::size_t crowd = place == shelf.places.end() ? kWorthAPlace : 0;
    for (const auto& value : exact.values) {
      if (place == shelf.places.end()) break;
      const auto list = place->second.by_value.find(value);
      if (list != place->second.by_value.end()) crowd = std::max(crowd, list->second.size());
    }
    if (best && crowd >= least) continue;
    best.emplace();
    best->place = exact.place;
    best->values = exact.values;
    least = crowd;
  }
  return best;
}

std::optional<std::vector<WaitIndex::Filing>> WaitIndex::filings_of(const Shelf& shelf,
                                                                    const Expectation& expectation,
                                                                    const Source& source) {
  std::vector<Filing> out;
  if (auto best = best_of(shelf, key_of(expectation))) {
    out.push_back(*std::move(best));
    return out;
  }
  bool whole = only_steps_matter(expectation);
  for (const auto& step : expectation.steps) {
    if (!whole) break;
    if (step.bin != source.bin) continue;
    auto best = step.selector ? best_of(shelf, step.selector->selective_key()) : std::nullopt;
    whole = best.has_value();
    if (best) out.push_back(*std::move(best));
  }
  if (whole) return out;
  if (source.scope == 0) return std::nullopt;
  out.assign(1, Filing());  // of each record of its scope, and of no other
  return out;
}

bool WaitIndex::add(AwaitId id, const Expectation& expectation, const Source& source) {
  if (id > std::numeric_limits<std::uint32_t>::max()) return false;  // match::Numbers
  static const Shelf kEmpty;
  const auto known = shelves_.find(source.scope);
  auto filings = filings_of(known == shelves_.end() ? kEmpty : known->second, expectation, source);
  if (!filings) return false;
  const auto number = static_cast<std::uint32_t>(id);
  Shelf& shelf = shelves_[source.scope];
  ++shelf.entries;
  Entry& entry = entries_[id];
  entry.scope = source.scope;
  entry.preflights = expectation.takes_preflights();
  entry.calls_before = shelf.counts.calls;
  entry.preflights_before = shelf.counts.preflights;
  entry.filings = *std::move(filings);
  for (const auto& filing : entry.filings) file(shelf, filing, number);
  if (Wait::asks_for_bodies(expectation)) match::insert(shelf.ask_for_bodies, number);
  return true;
}

void WaitIndex::file(Shelf& shelf, const Filing& filing, std::uint32_t number) {
  if (filing.place == nullptr) return shelf.paths.add(filing.path, number);
  Place& place = shelf.places[filing.place->name()];
  if (place.what == nullptr) place.what = filing.place;
  match::insert(place.all, number);
  for (const auto& value : filing.values) match::insert(place.by_value[value], number);
}

void WaitIndex::unfile(Shelf& shelf, const Filing& filing, std::uint32_t number) {
  if (filing.place == nullptr) return shelf.paths.remove(filing.path, number);
  const auto place = shelf.places.find(filing.place->name());
  if (place == shelf.places.end()) return;  // of another step, which was taken out before
  match::erase(place->second.all, number);
  for (const auto& value : filing.values) {
    const auto list = place->second.by_value.find(value);
    if (list == place->second.by_value.end()) continue;
    match::erase(list->second, number);
    if (list->second.empty()) place->second.by_value.erase(list);
  }
  if (place->second.all.empty()) shelf.places.erase(place);
}

void WaitIndex::remove(AwaitId id) {
  const auto node = entries_.extract(id);
  if (node.empty()) return;
  const auto found = shelves_.find(node.mapped().scope);
  Shelf& shelf = found->second;
  const auto number = static_cast<std::uint32_t>(id);
  for (const auto& filing : node.mapped().filings) unfile(shelf, filing, number);
  match::erase(shelf.ask_for_bodies, number);
  // Scopes come and go with the scenarios.
  if (--shelf.entries == 0) shelves_.erase(found);
}

void WaitIndex::collect(const Shelf& shelf, const journal::Record& record,
                        const match::Subject& subject, match::Candidates& out) {
  if (record.truncated()) out.add(shelf.ask_for_bodies);
  out.add(shelf.paths.always());
  if (const auto* request = subject.request())
    shelf.paths.collect(request->path, request->method, out);
  for (const auto& [name, place] : shelf.places) {
    const bool unknown = place.what->needs_body() && (record.truncated() || subject.is_large());
    const auto values =
        unknown || match::Work::is_short() ? std::nullopt : place.what->values_in(subject);
    if (!values || match::Work::is_short()) {
      out.add(place.all);
      continue;
    }
    for (const auto& value : *values) {
      const auto list = place.by_value.find(value);
      if (list != place.by_value.end()) out.add(list->second);
    }
  }
}

std::vector<AwaitId> WaitIndex::candidates(const journal::Record& record,
                                           const match::Subject& subject) const {
  match::Candidates found;
  for (const auto scope : {std::uint64_t{0}, record.scope}) {
    const auto shelf = shelves_.find(scope);
    if (shelf != shelves_.end()) collect(shelf->second, record, subject, found);
    if (record.scope == 0) break;
  }
  std::vector<AwaitId> out;
  while (const auto number = found.next()) out.push_back(*number);
  return out;
}

void WaitIndex::count(const journal::Record& record) {
  const bool preflight = record.is_preflight();
  for (const auto scope : {std::uint64_t{0}, record.scope}) {
    if (const auto shelf = shelves_.find(scope); shelf != shelves_.end()) {
      auto& counts = shelf->second.counts;
      ++(preflight ? counts.preflights : counts.calls);
      counts.newest = std::max(counts.newest, record.seq);
      if (!preflight) counts.newest_call = std::max(counts.newest_call, record.seq);
    }
    if (record.scope == 0) break;
  }
}

void WaitIndex::told(AwaitId id, const journal::Record& record) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  auto& entry = found->second;
  ++(record.is_preflight() ? entry.preflights_before : entry.calls_before);
}

WaitIndex::Passed WaitIndex::take_passed(AwaitId id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return {};
  auto& entry = found->second;
  const auto& counts = shelves_.at(entry.scope).counts;
  Passed passed;
  passed.records = counts.calls - entry.calls_before;
  if (entry.preflights) passed.records += counts.preflights - entry.preflights_before;
  passed.newest = entry.preflights ? counts.newest : counts.newest_call;
  entry.calls_before = counts.calls;
  entry.preflights_before = counts.preflights;
  return passed;
}

}  // namespace ricochet::awaits
