#include <map>
#include <tuple>
#include <utility>

#include "bus/broker/api/handlers.h"

namespace ricochet::bus::broker::api {

namespace {

// Times that mean a place (ListOffsets).
constexpr std::int64_t kLatest = -1, kEarliest = -2, kMaxTimestamp = -3;
constexpr int kFirstWithMaxTimestamp = 7;
/// So much of compressed batches is taken apart for one request, however many partitions it asks
/// about; behind it a time leads to the beginning of a batch.
constexpr std::size_t kLookForTimes = 16 << 20;

Error check(const Context& context, const TopicPartition& where, std::int32_t leader_epoch) {
  const Partition* const partition = context.broker.topics().partition(where);
  if (partition == nullptr) return Error::kUnknownTopicOrPartition;
  if (const Error error = context.fault_at(where.topic, where.partition); error != Error::kNone)
    return error;
  if (partition->leader != context.node) return Error::kNotLeader;
  if (leader_epoch > partition->leader_epoch) return Error::kUnknownLeaderEpoch;
  if (leader_epoch >= 0 && leader_epoch < partition->leader_epoch) return Error::kFencedLeaderEpoch;
  return Error::kNone;
}

ListOffsetsResponse::Topic::Partition look_up(const Context& context, const TopicPartition& where,
                                              const ListOffsetsRequest::Topic::Partition& asked,
                                              bool committed, std::size_t& look_inside) {
  ListOffsetsResponse::Topic::Partition told;
  told.partition_index = asked.partition_index;
  told.error_code = code(check(context, where, asked.current_leader_epoch));
  if (told.error_code != 0) return told;
  const Partition* const partition = context.broker.topics().partition(where);
  const Log& log = partition->log;
  const std::int64_t visible = committed ? log.stable() : log.end();
  if (asked.timestamp == kLatest || asked.timestamp == kEarliest) {
    told.offset = asked.timestamp == kLatest ? visible : log.start();
    told.leader_epoch = partition->leader_epoch;
    return told;
  }
  const bool latest_time =
      asked.timestamp == kMaxTimestamp && context.version >= kFirstWithMaxTimestamp;
  if (asked.timestamp < 0 && !latest_time) {
    told.error_code = code(Error::kUnsupportedVersion);
    return told;
  }
  const Log::Found found =
      latest_time ? log.latest(look_inside) : log.at_time(asked.timestamp, look_inside);
  if (found.offset < 0 || found.offset >= visible) return told;
  told.offset = found.offset;
  told.timestamp = found.time_ms;
  told.leader_epoch = partition->leader_epoch;
  return told;
}

ListOffsetsResponse::Topic::Partition named_twice(std::int32_t partition) {
  ListOffsetsResponse::Topic::Partition told;
  told.partition_index = partition;
  told.error_code = code(Error::kInvalidRequest);
  return told;
}

}  // namespace

/// A partition that is named twice is refused, once.
ListOffsetsResponse list_offsets(Context& context, const ListOffsetsRequest& request) {
  ListOffsetsResponse response;
  std::map<TopicPartition, int> times;
  for (const auto& topic : request.topics) {
    for (const auto& asked : topic.partitions) ++times[{topic.name, asked.partition_index}];
  }
  std::size_t look_inside = kLookForTimes;
  for (const auto& topic : request.topics) {
    ListOffsetsResponse::Topic told;
    told.name = topic.name;
    for (const auto& asked : topic.partitions) {
      const TopicPartition where{topic.name, asked.partition_index};
      int& named = times[where];
      if (named == 1)
        told.partitions.push_back(look_up(context, where, asked,
                                          /*committed=*/request.isolation_level == 1, look_inside));
      else if (std::exchange(named, 0) > 1)
        told.partitions.push_back(named_twice(asked.partition_index));
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

/// An epoch that is still to come is not known; any other one ended where the next began.
OffsetForLeaderEpochResponse offset_for_leader_epoch(Context& context,
                                                     const OffsetForLeaderEpochRequest& request) {
  OffsetForLeaderEpochResponse response;
  for (const auto& topic : request.topics) {
    OffsetForLeaderEpochResponse::Topic told;
    told.topic = topic.topic;
    for (const auto& asked : topic.partitions) {
      const Partition* const partition =
          context.broker.topics().partition({topic.topic, asked.partition});
      OffsetForLeaderEpochResponse::Topic::Partition one;
      one.partition = asked.partition;
      one.error_code =
          code(check(context, {topic.topic, asked.partition}, asked.current_leader_epoch));
      if (one.error_code == 0 && asked.leader_epoch <= partition->leader_epoch) {
        std::tie(one.leader_epoch, one.end_offset) = partition->end_of_epoch(asked.leader_epoch);
      }
      told.partitions.push_back(one);
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

DeleteRecordsResponse delete_records(Context& context, const DeleteRecordsRequest& request) {
  DeleteRecordsResponse response;
  for (const auto& topic : request.topics) {
    DeleteRecordsResponse::Topic told;
    told.name = topic.name;
    std::map<std::int32_t, std::int64_t> last;  // of those that are named twice it is what counts
    for (const auto& one : topic.partitions) last[one.partition_index] = one.offset;
    for (const auto& named : topic.partitions) {
      const auto counts = last.extract(named.partition_index);
      if (!counts) continue;
      auto asked = named;
      asked.offset = counts.mapped();
      Partition* const partition =
          context.broker.topics().partition({topic.name, asked.partition_index});
      DeleteRecordsResponse::Topic::Partition one;
      one.partition_index = asked.partition_index;
      one.low_watermark = -1;
      one.error_code = code(check(context, {topic.name, asked.partition_index}, -1));
      if (one.error_code == 0 && context.broker.topics().find(topic.name)->config.only_compacted())
        one.error_code = code(Error::kPolicyViolation);
      if (one.error_code == 0) {
        const std::int64_t offset = asked.offset == -1 ? partition->log.end() : asked.offset;
        if (offset < 0 || offset > partition->log.end()) {
          one.error_code = code(Error::kOffsetOutOfRange);
        } else {
          partition->log.delete_before(offset);
          one.low_watermark = partition->log.start();
        }
      }
      told.partitions.push_back(one);
    }
    response.topics.push_back(std::move(told));
  }
  return response;
}

}  // namespace ricochet::bus::broker::api
