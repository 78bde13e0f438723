#include "runner/world/hidden_records.h"

#include <utility>

namespace ricochet::runner {

void HiddenRecords::hold(const std::string& topic) { ++held_[topic].holders; }

void HiddenRecords::hide(const bus::Position& where) {
  hidden_.insert({where.topic, where.partition, where.offset});
}

std::vector<bus::Record> HiddenRecords::release(const std::string& topic) {
  std::vector<bus::Record> shown;
  const auto held = held_.find(topic);
  if (held == held_.end() || --held->second.holders > 0) return shown;
  for (auto& record : held->second.records) {
    if (hidden_.erase(place_of(record)) == 0) shown.push_back(std::move(record));
  }
  held_.erase(held);
  return shown;
}

bool HiddenRecords::shows(const bus::Record& record) {
  const auto held = held_.find(record.topic);
  if (held == held_.end()) return hidden_.erase(place_of(record)) == 0;
  held->second.records.push_back(record);
  return false;
}

}  // namespace ricochet::runner
