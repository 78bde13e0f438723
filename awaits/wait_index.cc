#include "awaits/wait_index.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "match/matcher.h"

namespace ricochet::awaits {

namespace {

/// The values that such keys take; nothing when they take others, too.
std::optional<std::vector<std::string>> values_of(const match::ValueKeys& keys) {
  if (!keys || keys->size() > WaitIndex::kMostValues) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& key : *keys) {
    if (key.kind != match::ValueKey::Kind::kLiteral) return std::nullopt;
    out.push_back(key.text);
  }
  return out;
}

}  // namespace

bool WaitIndex::takes(const Expectation& expectation) {
  // What lies between steps matters, whether it fits or not.
  if (!expectation.steps.empty() || expectation.selector == nullptr) return false;
  // It counts each record for all its waits.
  const auto& sources = expectation.sources;
  if (std::any_of(sources.begin(), sources.end(), [](const auto& s) { return s.scope != 0; }))
    return false;
  const auto key = expectation.selector->selective_key();
  return values_of(key.paths) || values_of(key.event_keys);
}

void WaitIndex::add(AwaitId id, const Expectation& expectation) {
  const auto key = expectation.selector->selective_key();
  Entry& entry = entries_[id];
  entry.preflights = expectation.takes_preflights();
  entry.calls_before = counts_.calls;
  entry.preflights_before = counts_.preflights;
  // One of both is enough: a call has no key, an event no path.
  if (auto paths = values_of(key.paths)) {
    entry.paths = *std::move(paths);
  } else {
    entry.keys = *values_of(key.event_keys);
  }
  for (const auto& path : entry.paths) by_path_[path].insert(id);
  for (const auto& value : entry.keys) by_key_[value].insert(id);
}

void WaitIndex::erase(Table& table, const std::string& value, AwaitId id) {
  const auto found = table.find(value);
  if (found == table.end()) return;
  found->second.erase(id);
  if (found->second.empty()) table.erase(found);
}

void WaitIndex::remove(AwaitId id) {
  const auto node = entries_.extract(id);
  if (node.empty()) return;
  for (const auto& path : node.mapped().paths) erase(by_path_, path, id);
  for (const auto& key : node.mapped().keys) erase(by_key_, key, id);
}

std::vector<AwaitId> WaitIndex::candidates(const journal::Record& record) const {
  const Table* table = &by_path_;
  std::string_view value;
  if (const auto* call = record.request()) {
    value = call->path;
  } else if (const auto* event = record.event(); event != nullptr && event->key) {
    table = &by_key_;
    value = *event->key;
  } else {
    return {};
  }
  const auto found = table->find(value);
  if (found == table->end()) return {};
  return {found->second.begin(), found->second.end()};
}

void WaitIndex::count(const journal::Record& record) {
  const bool preflight = record.is_preflight();
  ++(preflight ? counts_.preflights : counts_.calls);
  counts_.newest = std::max(counts_.newest, record.seq);
  if (!preflight) counts_.newest_call = std::max(counts_.newest_call, record.seq);
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
  Passed passed;
  passed.records = counts_.calls - entry.calls_before;
  if (entry.preflights) passed.records += counts_.preflights - entry.preflights_before;
  passed.newest = entry.preflights ? counts_.newest : counts_.newest_call;
  entry.calls_before = counts_.calls;
  entry.preflights_before = counts_.preflights;
  return passed;
}

}  // namespace ricochet::awaits
