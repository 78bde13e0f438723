#include "bus/broker/faults.h"

#include <algorithm>

namespace ricochet::bus::broker::faults {

namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool fits_place(const Match& on, const Asked& asked) {
  if (on.topic.empty() && !on.partition) return true;
  return std::any_of(asked.places.begin(), asked.places.end(), [&](const Asked::Place& place) {
    return (on.topic.empty() || place.topic == on.topic) &&
           (!on.partition || has(place.partitions, *on.partition));
  });
}

bool fits_group(const Match& on, const Asked& asked, const Faults::Reads& reads) {
  if (on.group.empty() || has(asked.groups, on.group)) return true;
  if (!asked.groups.empty()) return false;
  return std::any_of(asked.places.begin(), asked.places.end(), [&](const Asked::Place& place) {
    return std::any_of(place.partitions.begin(), place.partitions.end(), [&](std::int32_t index) {
      return reads(on.group, {place.topic, index});
    });
  });
}

bool fits(const Match& on, const Asked& asked, const Faults::Reads& reads) {
  return (on.apis.empty() || has(on.apis, asked.api)) && (!on.node || *on.node == asked.node) &&
         (on.client.empty() || on.client == asked.client.id) &&
         (on.transaction.empty() || has(asked.transactions, on.transaction)) &&
         fits_place(on, asked) && fits_group(on, asked, reads);
}

}  // namespace

Error Plan::error_at(const std::string& topic, std::int32_t partition) const {
  for (const auto& [on, error] : errors_) {
    const bool topic_fits = on.topic.empty() || on.topic == topic;
    if (topic_fits && (!on.partition || *on.partition == partition)) return error;
  }
  return Error::kNone;
}

Error Plan::error(const std::string& group, const std::string& transaction) const {
  const auto fits = [](const std::string& wanted, const std::string& asked) {
    return asked.empty() || wanted.empty() || wanted == asked;
  };
  for (const auto& [on, error] : errors_) {
    const bool whole = on.topic.empty() && !on.partition;
    if (whole && fits(on.group, group) && fits(on.transaction, transaction)) return error;
  }
  return Error::kNone;
}

void Plan::add(std::uint64_t id, const Rule& rule) {
  if (rule.observes) return;
  if (rule.command) return commands.push_back({rule.title, rule.command});
  const Effect& effect = rule.effect;
  told.push_back({rule.title, effect.error || effect.end != Effect::End::kNone});
  if (effect.delay.count() > 0 || effect.throttle.count() > 0 || effect.bytes_per_second > 0)
    delayed_by.push_back(id);
  if (effect.end != Effect::End::kNone) ended_by.push_back(id);
  if (effect.error) errors_.emplace_back(rule.on, *effect.error);
  (effect.at_answer ? delay_after : delay_before) += effect.delay;
  if (effect.end != Effect::End::kNone) (effect.at_answer ? end_after : end_before) = effect.end;
  throttle = std::max(throttle, effect.throttle);
  if (effect.bytes_per_second > 0 &&
      (bytes_per_second == 0 || effect.bytes_per_second < bytes_per_second))
    bytes_per_second = effect.bytes_per_second;
}

void Plan::note_unanswered(const Asked& asked) {
  constexpr std::int16_t kFetch = 1;
  if (asked.api != kFetch) return;
  const bool all = end_before != Effect::End::kNone || end_after != Effect::End::kNone;
  for (const Asked::Place& place : asked.places) {
    for (const std::int32_t index : place.partitions) {
      if (all || error_at(place.topic, index) != Error::kNone)
        unanswered.push_back({place.topic, index});
    }
  }
}

std::uint64_t Faults::add(Rule rule) {
  if (entries_.size() >= kMost) return 0;
  const std::uint64_t id = ++last_;
  entries_.emplace(id, Entry{std::move(rule)});
  added.fire();
  return id;
}

bool Faults::remove(std::uint64_t id) {
  if (entries_.erase(id) == 0) return false;
  removed.fire();
  return true;
}

void Faults::clear() {
  entries_.clear();
  removed.fire();
}

bool Faults::all_set(const std::vector<std::uint64_t>& ids) const {
  return std::all_of(ids.begin(), ids.end(),
                     [this](std::uint64_t id) { return entries_.contains(id); });
}

bool Faults::newest_is_for(std::int16_t api) const {
  if (entries_.empty()) return false;
  const auto& apis = entries_.rbegin()->second.rule.on.apis;
  return apis.empty() || has(apis, api);
}

bool Faults::chosen(Entry& entry) {
  const Rule& rule = entry.rule;
  if (++entry.seen <= rule.skip) return false;
  if (rule.times && entry.done >= *rule.times) return false;
  // Drawn only where chance has a say: other faults do not shift its sequence.
  if (rule.probability < 1 && random_.uniform() >= rule.probability) return false;
  ++entry.done;
  return true;
}

std::shared_ptr<const Plan> Faults::consult(const Asked& asked, const Reads& reads) {
  std::shared_ptr<Plan> plan;
  const bool spared = !spared_.empty() && asked.client.id == spared_;
  for (auto& [id, entry] : entries_) {
    if (spared && entry.rule.on.client.empty()) continue;
    if (!fits(entry.rule.on, asked, reads) || !chosen(entry)) continue;
    if (!plan) plan = std::make_shared<Plan>();
    plan->add(id, entry.rule);
  }
  if (plan) plan->note_unanswered(asked);
  return plan;
}

}  // namespace ricochet::bus::broker::faults
