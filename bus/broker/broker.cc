#include "bus/broker/broker.h"

namespace ricochet::bus::broker {

namespace {

/// Markers name the epoch of their coordinator; ours never moves.
constexpr std::int32_t kCoordinatorEpoch = 0;

}  // namespace

Broker::Broker(base::Loop& loop, base::Random random, BrokerOptions options, Sink& sink)
    : loop_(loop),
      random_(std::move(random)),
      options_(std::move(options)),
      sink_(sink),
      topics_(loop, random_, options_),
      groups_(loop, random_, options_, sink),
      transactions_(loop, options_.transactions, sink,
                    {[this](const TopicPartition& where, bool commit, std::int64_t producer_id,
                            std::int16_t epoch) {
                       topics_.end_transaction(where, commit, producer_id, epoch,
                                               kCoordinatorEpoch);
                     },
                     [this](const std::string& group, bool commit, std::int64_t producer_id) {
                       groups_.end_transaction(group, commit, producer_id);
                     }}) {
  for (std::int32_t id = 1; id <= options_.brokers; ++id) nodes_.push_back({id, 0, ""});
}

std::int32_t Broker::coordinator_of(const std::string& key) const {
  // FNV-1a: the same in every run and on every machine.
  std::uint32_t hash = 2166136261U;
  for (const char c : key) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return nodes_[hash % nodes_.size()].id;
}

const Node* Broker::node(std::int32_t id) const {
  for (const Node& one : nodes_) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

bool Broker::delete_topic(const std::string& name) {
  if (!topics_.remove(name)) return false;
  groups_.forget_topic(name);
  return true;
}

}  // namespace ricochet::bus::broker
