#include "bus/broker/topics.h"

#include <algorithm>
#include <limits>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::bus::broker {

namespace {

/// Timers count nanoseconds, and some topics are kept for 292 million years: retention is looked at
/// again after so long.
constexpr std::int64_t kLongestWaitMs = 24 * 60 * 60 * 1000;

std::int64_t due(std::int64_t since_ms, std::int64_t retention_ms) {
  constexpr auto kNever = std::numeric_limits<std::int64_t>::max();
  return retention_ms > kNever - since_ms ? kNever : since_ms + retention_ms;
}

constexpr std::size_t kLongestName = 249;

/// Why this cannot be the name of a topic; "": it can. As Kafka's Topic.validate().
std::string fault_of_name(const std::string& name) {
  const std::string what =
      "Topic name " + base::in_quotes(base::shorten(name, 300)) + " is invalid: ";
  if (name.empty()) return what + "it must not be empty";
  if (name == "." || name == "..") return what + "it must not be \".\" or \"..\"";
  if (name.size() > kLongestName)
    return what + "it is longer than " + std::to_string(kLongestName) + " characters";
  const bool fine = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
  return fine ? std::string()
              : what + "it has characters other than a-z, A-Z, 0-9, \".\", \"_\", \"-\"";
}

/// Names that are the same in Kafka's metrics may not be those of two topics.
std::string metric_name(std::string name) {
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

protocol::Uuid random_uuid(base::Random& random) {
  protocol::Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random.next());
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x40);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

}  // namespace

void Partition::begin_epoch(std::int32_t epoch) {
  constexpr std::size_t kMostEpochs = 1000;
  leader_epoch = epoch;
  epochs.emplace_back(epoch, log.end());
  if (epochs.size() > kMostEpochs) epochs.erase(epochs.begin());
}

std::pair<std::int32_t, std::int64_t> Partition::end_of_epoch(std::int32_t epoch) const {
  std::int64_t end = log.end();
  for (auto it = epochs.rbegin(); it != epochs.rend(); ++it) {
    if (it->first <= epoch) return {it->first, end};
    end = it->second;
  }
  return {epochs.empty() ? leader_epoch : epochs.front().first - 1, end};
}

namespace {

constexpr std::size_t kPartitionCost = sizeof(Partition) + 768;  // with an empty log

/// The name is in three maps.
std::size_t cost_of(const std::string& name, const TopicConfig& config, std::size_t partitions) {
  return sizeof(Topic) + 512 + 4 * name.size() + config.bytes() + partitions * kPartitionCost;
}

}  // namespace

Topics::Topics(base::Loop& loop, base::Random& random, const BrokerOptions& options, Memory& state)
    : loop_(loop), random_(random), options_(options), state_(state), retention_(loop) {
  memory_.limit = options.memory;
}

bool Topics::is_name(const std::string& name) { return fault_of_name(name).empty(); }

Topics::Made Topics::check_name(const std::string& name) const {
  const std::string fault = fault_of_name(name);
  if (!fault.empty()) return {Error::kInvalidTopic, fault};
  if (topics_.contains(name))
    return {Error::kTopicAlreadyExists, "Topic " + base::in_quotes(name) + " already exists."};
  if (const auto it = metric_names_.find(metric_name(name)); it != metric_names_.end())
    return {Error::kInvalidTopic, "Topic " + base::in_quotes(name) +
                                      " collides with existing topic " +
                                      base::in_quotes(it->second) + "."};
  return {};
}

Topics::Made Topics::create(const std::string& name, int partitions, int replication,
                            TopicConfig config, bool validate_only) {
  if (Made wrong = check_name(name); wrong.error != Error::kNone) return wrong;
  if (partitions == -1) partitions = options_.default_partitions;
  if (partitions < 1)
    return {Error::kInvalidPartitions,
            "Number of partitions was set to an invalid non-positive value."};
  if (replication == -1) replication = 1;
  if (replication < 1)
    return {Error::kInvalidReplicationFactor, "Replication factor must be larger than 0."};
  if (options_.strict && replication > options_.brokers)
    return {Error::kInvalidReplicationFactor,
            "Replication factor: " + std::to_string(replication) +
                " larger than available brokers: " + std::to_string(options_.brokers) + "."};
  if (partitions_ + static_cast<std::size_t>(partitions) > options_.max_partitions)
    return {Error::kPolicyViolation,
            "the broker holds " + std::to_string(options_.max_partitions) + " partitions at most"};
  const std::size_t cost = cost_of(name, config, static_cast<std::size_t>(partitions));
  if (Made full = check_room(cost); full.error != Error::kNone) return full;
  auto topic = std::make_unique<Topic>();
  topic->charge = Charge(&state_);
  topic->name = name;
  topic->id = random_uuid(random_);
  topic->replication = replication;
  topic->config = std::move(config);
  if (validate_only) return {};
  topic->charge.set(cost);
  add_partitions(*topic, partitions);
  Topic* const made = topic.get();
  by_id_.emplace(topic->id, made);
  metric_names_.emplace(metric_name(name), name);
  topics_.emplace(name, std::move(topic));
  return {Error::kNone, {}, made};
}

Topics::Made Topics::grow(const std::string& name, int partitions, bool validate_only) {
  Topic* const topic = find(name);
  if (topic == nullptr)
    return {Error::kUnknownTopicOrPartition,
            "The topic " + base::in_quotes(name) + " does not exist."};
  const auto had = static_cast<int>(topic->partitions.size());
  if (partitions <= had)
    return {Error::kInvalidPartitions, "The topic " + name + " currently has " +
                                           base::plural(topic->partitions.size(), "partition") +
                                           "; " + std::to_string(partitions) +
                                           " would not be an increase."};
  if (partitions_ + static_cast<std::size_t>(partitions - had) > options_.max_partitions)
    return {Error::kPolicyViolation,
            "the broker holds " + std::to_string(options_.max_partitions) + " partitions at most"};
  const std::size_t cost = static_cast<std::size_t>(partitions - had) * kPartitionCost;
  if (Made full = check_room(cost); full.error != Error::kNone) return full;
  if (validate_only) return {Error::kNone, {}, topic};
  topic->charge.grow(cost);
  add_partitions(*topic, partitions);
  return {Error::kNone, {}, topic};
}

Topics::Made Topics::configure(Topic& topic, TopicConfig config) {
  const std::size_t now = cost_of(topic.name, config, topic.partitions.size());
  const std::size_t had = cost_of(topic.name, topic.config, topic.partitions.size());
  if (Made full = check_room(now - std::min(now, had)); full.error != Error::kNone) return full;
  topic.charge.set(now);
  topic.config = std::move(config);
  apply_retention(topic);
  return {Error::kNone, {}, &topic};
}

Topics::Made Topics::check_room(std::size_t bytes) {
  if (bytes == 0 || state_.admit(bytes)) return {};
  return {Error::kPolicyViolation, why_state_is_full(state_)};
}

/// Leaders go round the brokers, beginning somewhere else for each topic.
void Topics::add_partitions(Topic& topic, int upto) {
  const auto brokers = static_cast<std::size_t>(options_.brokers);
  const std::size_t first = topic.id.bytes[15] % brokers;
  while (topic.partitions.size() < static_cast<std::size_t>(upto)) {
    auto partition = std::make_shared<Partition>(memory_, state_);
    partition->home = static_cast<std::int32_t>((first + topic.partitions.size()) % brokers) + 1;
    partition->leader = partition->home;
    topic.partitions.push_back(std::move(partition));
    ++partitions_;
  }
}

bool Topics::remove(const std::string& name) {
  const auto it = topics_.find(name);
  if (it == topics_.end()) return false;
  const auto gone = std::move(it->second);
  by_id_.erase(gone->id);
  metric_names_.erase(metric_name(name));
  partitions_ -= gone->partitions.size();
  topics_.erase(it);
  for (const auto& partition : gone->partitions) partition->changed.fire();
  return true;
}

Topic* Topics::find(const std::string& name) const {
  const auto it = topics_.find(name);
  return it == topics_.end() ? nullptr : it->second.get();
}
Topic* Topics::find(const protocol::Uuid& id) const {
  const auto it = by_id_.find(id);
  return it == by_id_.end() ? nullptr : it->second;
}
Partition* Topics::partition(const TopicPartition& where) const {
  const Topic* const topic = find(where.topic);
  return topic == nullptr ? nullptr : topic->partition(where.partition);
}

std::int64_t Topics::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(loop_.wall_now().time_since_epoch())
      .count();
}

std::int64_t Topics::append(Topic& topic, Partition& partition, std::string batch) {
  const std::int64_t now = now_ms();
  protocol::set_leader_epoch(batch, partition.leader_epoch);
  const std::int64_t base = partition.log.append(std::move(batch), now);
  const auto& config = topic.config;
  if (config.retention_bytes() >= 0)
    partition.log.retain(config.retention_bytes(), config.retention_ms(), now);
  if (config.retention_ms() >= 0) plan_retention(due(now, config.retention_ms()));
  partition.changed.fire();
  return base;
}

void Topics::end_transaction(const TopicPartition& where, bool commit, std::int64_t producer_id,
                             std::int16_t epoch, std::int32_t coordinator_epoch) {
  Partition* const found = partition(where);
  if (found == nullptr) return;  // the topic was deleted
  found->log.end_transaction(commit, producer_id, epoch, coordinator_epoch, now_ms());
  found->changed.fire();
}

void Topics::apply_retention(Topic& topic) {
  const std::int64_t now = now_ms();
  for (const auto& partition : topic.partitions) {
    partition->log.retain(topic.config.retention_bytes(), topic.config.retention_ms(), now);
    const auto& batches = partition->log.batches();
    if (topic.config.retention_ms() >= 0 && !batches.empty())
      plan_retention(due(batches.front().appended_ms, topic.config.retention_ms()));
  }
}

void Topics::plan_retention(std::int64_t due_ms) {
  if (retention_.pending() && retention_due_ms_ <= due_ms) return;
  retention_due_ms_ = due_ms;
  const auto wait = std::clamp<std::int64_t>(due_ms - now_ms(), 0, kLongestWaitMs);
  retention_.after(std::chrono::milliseconds(wait), [this] { retain_all(); });
}

void Topics::retain_all() {
  for (const auto& [name, topic] : topics_) apply_retention(*topic);
}

}  // namespace ricochet::bus::broker
