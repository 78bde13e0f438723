#include "bus/broker/broker.h"

#include <algorithm>
#include <utility>

namespace ricochet::bus::broker {

namespace {

/// Markers name the epoch of their coordinator; ours never moves.
constexpr std::int32_t kCoordinatorEpoch = 0;

}  // namespace

Broker::Broker(base::Loop& loop, base::Random random, BrokerOptions options, Sink& sink)
    : loop_(loop),
      random_(random),
      options_(std::move(options)),
      sink_(sink),
      state_{options_.state_memory},
      topics_(loop, random_, options_, state_),
      groups_(loop, random_, options_, sink, state_),
      transactions_(loop, options_.transactions, sink,
                    {[this](const TopicPartition& where, bool commit, std::int64_t producer_id,
                            std::int16_t epoch) {
                       topics_.end_transaction(where, commit, producer_id, epoch,
                                               kCoordinatorEpoch);
                     },
                     [this](const std::string& group, bool commit, std::int64_t producer_id) {
                       groups_.end_transaction(group, commit, producer_id);
                     },
                     [this](std::size_t partitions) {
                       Memory& memory = topics_.memory();
                       const std::size_t bytes = partitions * Log::kMarkerCost;
                       if (!memory.has_room(bytes)) return false;
                       memory.reserved += bytes;
                       return true;
                     },
                     [this](std::size_t partitions) {
                       topics_.memory().reserved -= partitions * Log::kMarkerCost;
                     }},
                    &state_),
      faults_(random_.derive("faults")) {
  for (std::int32_t id = 1; id <= options_.brokers; ++id) nodes_.push_back({id, 0, ""});
}

std::int32_t Broker::coordinator_of(const std::string& key) const {
  const auto it = moved_.find(key);
  // FNV-1a: the same in every run and on every machine.
  std::uint32_t hash = 2166136261U;
  for (const char c : key) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  const std::int32_t id = it != moved_.end() ? it->second : nodes_[hash % nodes_.size()].id;
  return node(id)->up ? id : next_node(id);
}

const Node* Broker::node(std::int32_t id) const {
  for (const Node& one : nodes_) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

base::Diag Broker::no_node(std::int32_t id) const {
  return {base::Diag::Kind::kNotFound, "bus/no-broker", "there is no broker " + std::to_string(id),
          "brokers have the numbers 1 to " + std::to_string(nodes_.size())};
}

std::int32_t Broker::next_node(std::int32_t id) const {
  const auto count = static_cast<std::int32_t>(nodes_.size());
  for (std::int32_t step = 1; step < count; ++step) {
    const Node& other = nodes_[static_cast<std::size_t>((id - 1 + step) % count)];
    if (other.up) return other.id;
  }
  return id;
}

std::int32_t Broker::controller() const {
  const auto it =
      std::find_if(nodes_.begin(), nodes_.end(), [](const Node& node) { return node.up; });
  return it == nodes_.end() ? 0 : it->id;
}

bool Broker::move_coordinator(const std::string& key, std::int32_t to) {
  const Node* const target = node(to);
  if (target == nullptr || !target->up || coordinator_of(key) == to) return false;
  moved_[key] = to;
  if (Group* const group = groups_.find(key); group != nullptr) group->coordinator_moved();
  return true;
}

bool Broker::move_leader(const TopicPartition& where, std::int32_t to) {
  Partition* const partition = topics_.partition(where);
  const Node* const target = node(to);
  if (partition == nullptr || target == nullptr || !target->up || partition->leader == to)
    return false;
  partition->leader = to;
  partition->begin_epoch(partition->leader_epoch + 1);
  partition->changed.fire();  // who waits at the old one learns it
  return true;
}

base::Status Broker::set_up(std::int32_t id, bool up) {
  const auto it =
      std::find_if(nodes_.begin(), nodes_.end(), [id](const Node& node) { return node.id == id; });
  if (it == nodes_.end()) return no_node(id);
  if (it->up == up) return {};
  it->up = up;
  if (on_up_) {
    if (auto done = on_up_(*it); !done) {
      it->up = !up;
      return done;
    }
  }
  const std::int32_t next = next_node(id);
  if (up || next == id) return {};
  for (const auto& [name, topic] : topics_.all()) {
    for (std::size_t i = 0; i < topic->partitions.size(); ++i) {
      if (topic->partitions[i]->leader == id)
        move_leader({name, static_cast<std::int32_t>(i)}, next);
    }
  }
  return {};
}

void Broker::put_back() {
  // A port that somebody took meanwhile is told by the next client that looks for it.
  for (const Node& one : nodes_) (void)set_up(one.id, true);
  for (const auto& [key, was] : std::exchange(moved_, {})) {
    Group* const group = groups_.find(key);
    if (group != nullptr && coordinator_of(key) != was) group->coordinator_moved();
  }
  for (const auto& [name, topic] : topics_.all()) {
    for (std::size_t i = 0; i < topic->partitions.size(); ++i)
      move_leader({name, static_cast<std::int32_t>(i)}, topic->partitions[i]->home);
  }
}

void Broker::reset() {
  put_back();
  std::vector<std::string> open;
  for (const auto& [id, transaction] : transactions_.all()) {
    if (transaction.state == TransactionState::kOngoing) open.push_back(id);
  }
  for (const auto& id : open) transactions_.fence(id);
  for (const auto& [name, topic] : topics_.all()) {
    for (const auto& partition : topic->partitions)
      partition->log.delete_before(partition->log.end());
  }
  std::vector<std::string> gone;
  for (const auto& [id, group] : groups_.all()) {
    if (group->members().empty()) gone.push_back(id);
  }
  for (const auto& id : gone) groups_.remove(id);
}

bool Broker::delete_topic(const std::string& name) {
  if (!topics_.remove(name)) return false;
  groups_.forget_topic(name);
  return true;
}

}  // namespace ricochet::bus::broker
