#include "bus/broker/faults/faults.h"

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

Error Plan::error(const std::string& group) const {
  for (const auto& [on, error] : errors_) {
    const bool whole = on.topic.empty() && !on.partition;
    if (whole && (group.empty() || on.group.empty() || on.group == group)) return error;
  }
  return Error::kNone;
}

Error Plan::error_of_transaction(const std::string& id) const {
  for (const auto& [on, error] : errors_) {
    const bool whole = on.topic.empty() && !on.partition && on.group.empty();
    if (whole && (on.transaction.empty() || on.transaction == id)) return error;
  }
  return Error::kNone;
}

void Plan::add(const Rule& rule) {
  if (rule.observes) return;
  titles.push_back(rule.title);
  const Effect& effect = rule.effect;
  if (effect.error) errors_.emplace_back(rule.on, *effect.error);
  (effect.at_answer ? delay_after : delay_before) += effect.delay;
  if (effect.end != Effect::End::kNone) (effect.at_answer ? end_after : end_before) = effect.end;
  throttle = std::max(throttle, effect.throttle);
  if (effect.bytes_per_second > 0 &&
      (bytes_per_second == 0 || effect.bytes_per_second < bytes_per_second))
    bytes_per_second = effect.bytes_per_second;
  if (rule.command) commands.push_back(rule.command);
}

std::uint64_t Faults::add(Rule rule) {
  if (entries_.size() >= kMost) return 0;
  entries_.emplace(++last_, Entry{std::move(rule)});
  return last_;
}

bool Faults::remove(std::uint64_t id) { return entries_.erase(id) > 0; }

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
  for (auto& [id, entry] : entries_) {
    if (!fits(entry.rule.on, asked, reads) || !chosen(entry)) continue;
    if (!plan) plan = std::make_shared<Plan>();
    plan->add(entry.rule);
  }
  return plan;
}

}  // namespace ricochet::bus::broker::faults
