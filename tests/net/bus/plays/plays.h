#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "bus/protocol/crc32c.h"
#include "tests/net/bus/plays/side.h"

// The same requests for any broker, and what they are made of.
namespace ricochet::bus {

using namespace protocol;  // the messages

inline void make_topic(Side& side, const std::string& name, int partitions) {
  CreateTopicsRequest request;
  request.timeout_ms = 10'000;
  auto& topic = request.topics.emplace_back();
  topic.name = side.name(name);
  topic.num_partitions = partitions;
  topic.replication_factor = 1;
  ASSERT_EQ(side.ask<CreateTopicsResponse>(request, 5).topics.at(0).error_code, 0);
  // Known to the controller is not yet known to the broker.
  for (int i = 0; i < Side::kTries; ++i) {
    ListOffsetsRequest list;
    list.replica_id = -1;
    list.topics.emplace_back().name = side.name(name);
    for (int p = 0; p < partitions; ++p) {
      auto& one = list.topics[0].partitions.emplace_back();
      one.partition_index = p;
      one.timestamp = -1;
    }
    const auto told = side.ask<ListOffsetsResponse>(list, 7).topics.at(0).partitions;
    if (std::all_of(told.begin(), told.end(), [](auto& one) { return one.error_code == 0; }))
      return;
  }
  ADD_FAILURE() << name << " is not served";
}

inline Uuid id_of(Side& side, const std::string& name) {
  MetadataRequest request;
  request.topics.emplace(1).at(0).name = side.name(name);
  return side.ask<MetadataResponse>(request, 12).topics.at(0).topic_id;
}

/// The coordinator's own topics are made when they are first needed.
inline void wake_coordinators(Side& side) {
  for (const std::int8_t type : {std::int8_t{0}, std::int8_t{1}}) {
    FindCoordinatorRequest find;
    find.key_type = type;
    find.coordinator_keys = {side.name("any")};
    for (int i = 0; i < Side::kTries; ++i) {
      if (side.ask<FindCoordinatorResponse>(find, 4).coordinators.at(0).error_code == 0) break;
    }
  }
}

inline std::string batch(const std::vector<std::string>& values, BatchHead head = {}) {
  std::vector<RecordView> records;
  for (const auto& value : values) {
    RecordView record;
    record.timestamp_ms = 1'700'000'000'000 + static_cast<std::int64_t>(records.size());
    record.key = "k";
    record.value = value;
    records.push_back(record);
  }
  return make_batch(records, head);
}

/// A batch whose records are in a frame of zstd (RFC 8878): one block, as it is.
inline std::string zstd_batch(const std::vector<std::string>& values) {
  BatchHead head;
  head.attributes = static_cast<std::int16_t>(Compression::kZstd);
  std::string bytes = batch(values, head);
  const std::string records = bytes.substr(BatchHead::kBytes);
  const std::size_t block = records.size() << 3 | 1;  // the last one, raw
  bytes.resize(BatchHead::kBytes);
  bytes += std::string("\x28\xB5\x2F\xFD\x20", 5) + static_cast<char>(records.size());
  for (const int shift : {0, 8, 16}) bytes += static_cast<char>(block >> shift);
  bytes += records;
  const auto put = [&](std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
  };
  constexpr std::size_t kLengthAt = 8;
  constexpr std::size_t kChecksumAt = 17;
  put(kLengthAt, bytes.size() - kLengthAt - 4);
  put(kChecksumAt, crc32c(std::string_view(bytes).substr(kChecksumAt + 4)));
  return bytes;
}

inline ProduceRequest produce_request(Side& side, const std::string& topic,
                                      const std::string& bytes, std::int32_t partition = 0) {
  ProduceRequest request;
  request.acks = -1;
  request.timeout_ms = 10'000;
  auto& data = request.topic_data.emplace_back();
  data.name = side.name(topic);
  auto& one = data.partition_data.emplace_back();
  one.index = partition;
  one.records.parts = {bytes};
  return request;
}

inline FetchRequest fetch_request(Side& side, const std::string& topic, std::int64_t offset,
                                  std::int8_t isolation = 0) {
  FetchRequest request;
  request.max_wait_ms = 50;
  request.min_bytes = 1;
  request.max_bytes = 1 << 20;
  request.isolation_level = isolation;
  auto& data = request.topics.emplace_back();
  data.topic = side.name(topic);
  auto& one = data.partitions.emplace_back();
  one.fetch_offset = offset;
  one.partition_max_bytes = 1 << 20;
  return request;
}

void play_topics(Side& side);
void play_produce(Side& side);
/// Records that are none, and heads of batches that lie.
void play_wrong_records(Side& side);
void play_fetch(Side& side);
void play_commits(Side& side);
/// One member, from its first join to its leave; waits go by what comes, not by time.
void play_membership(Side& side);
/// Static members: replaced without a rebalance, the old one shut out (KIP-345, KIP-814).
void play_static_members(Side& side);
/// Commits in a transaction, and beside it: the later one stands.
void play_held_offsets(Side& side);
void play_transactions(Side& side);
void play_fencing(Side& side);
/// KIP-890
void play_second_form(Side& side);
void play_sequences(Side& side);
void play_first_form_sequences(Side& side);
/// Producers that go on after an error, and whose answer was lost (KIP-360).
void play_going_on(Side& side);
/// The same thing twice in one request.
void play_named_twice(Side& side);
void play_refusals(Side& side);
void play_times(Side& side);

}  // namespace ricochet::bus
