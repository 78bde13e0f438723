#include "bus/kafka/topics.h"

#include <algorithm>

#include "bus/kafka/errors.h"

namespace ricochet::bus::kafka {

namespace {

// One blocking call, so that a worker can be stopped soon.
constexpr auto kLongestCall = std::chrono::milliseconds(500);
// Between two looks at something that the cluster is still about to do.
constexpr auto kBetweenLooks = std::chrono::milliseconds(20);

struct Look {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  int partitions = 0;
  bool led = false;  ///< each partition has a leader
};

bool over(const Attempt& attempt) {
  return attempt.stop->is_set() || base::Clock::now() >= attempt.deadline;
}

int call_ms(const Attempt& attempt) {
  const auto left = std::min<base::Duration>(attempt.deadline - base::Clock::now(), kLongestCall);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::max<decltype(ms)>(ms, 1));
}

base::Diag no_answer(const Attempt& attempt, rd_kafka_resp_err_t error) {
  return unreachable(attempt.bootstrap, base::Clock::now() - attempt.started,
                     rd_kafka_err2str(error));
}

bool unknown(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
}

// Errors that go away by themselves while a topic is being made.
bool passing(rd_kafka_resp_err_t error) {
  return unknown(error) || error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

Look to_look(const rd_kafka_metadata_topic_t& topic) {
  Look look{topic.err, topic.partition_cnt, topic.partition_cnt > 0};
  for (int i = 0; i < topic.partition_cnt; ++i)
    look.led = look.led && topic.partitions[i].leader >= 0;
  return look;
}

// Repeats until the cluster answers; every known topic of the client by name.
base::Result<std::map<std::string, Look>> look_at_topics(rd_kafka_t* client,
                                                         const Attempt& attempt) {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  do {
    const rd_kafka_metadata_t* answer = nullptr;
    error = rd_kafka_metadata(client, 0, nullptr, &answer, call_ms(attempt));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      const MetadataPtr owned(answer);
      std::map<std::string, Look> found;
      for (int i = 0; i < answer->topic_cnt; ++i)
        found[answer->topics[i].topic] = to_look(answer->topics[i]);
      return found;
    }
  } while (!over(attempt) && !attempt.stop->wait(kBetweenLooks));
  return no_answer(attempt, error);
}

PartitionsPtr to_list(const std::vector<Position>& positions) {
  PartitionsPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(positions.size())));
  for (const Position& position : positions)
    rd_kafka_topic_partition_list_add(list.get(), position.topic.c_str(), position.partition)
        ->offset = position.offset;
  return list;
}

}  // namespace

void remember_topics(Native& client, const std::vector<TopicSpec>& topics) {
  for (const TopicSpec& topic : topics)
    client.topics.emplace_back(
        rd_kafka_topic_new(client.client.get(), topic.name.c_str(), nullptr));
}

base::Result<std::optional<std::vector<TopicSpec>>> missing_topics(
    rd_kafka_t* client, const std::vector<TopicSpec>& topics, const Attempt& attempt) {
  const auto found = look_at_topics(client, attempt);
  if (!found) return std::optional<std::vector<TopicSpec>>();
  std::vector<TopicSpec> missing;
  for (const TopicSpec& topic : topics) {
    const auto it = found->find(topic.name);
    if (it == found->end() || unknown(it->second.error))
      missing.push_back(topic);
    else if (!passing(it->second.error))
      return topic_error(topic.name, rd_kafka_err2str(it->second.error));
  }
  return std::optional(std::move(missing));
}

base::Result<std::map<std::string, int>> resolve_topics(
    rd_kafka_t* client, const std::vector<TopicSpec>& topics,
    const std::map<std::string, std::string>& refused, const Attempt& attempt) {
  for (;;) {
    const auto found = look_at_topics(client, attempt);
    if (!found) return found.error();
    std::map<std::string, int> partitions;
    for (const TopicSpec& topic : topics) {
      const auto it = found->find(topic.name);
      const Look look =
          it == found->end() ? Look{RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, 0, false} : it->second;
      if (const auto why = refused.find(topic.name); why != refused.end() && unknown(look.error))
        return topic_error(topic.name, "it does not exist and cannot be created: " + why->second,
                           "create it by hand, or let this client do so on the broker");
      if (!passing(look.error)) return topic_error(topic.name, rd_kafka_err2str(look.error));
      if (look.error == RD_KAFKA_RESP_ERR_NO_ERROR && look.led) {
        partitions[topic.name] = look.partitions;
        continue;
      }
      if (over(attempt))
        return topic_error(topic.name, look.error == RD_KAFKA_RESP_ERR_NO_ERROR
                                           ? "not every partition has a leader"
                                           : rd_kafka_err2str(look.error));
    }
    if (partitions.size() == topics.size()) return partitions;
    attempt.stop->wait(kBetweenLooks);
  }
}

namespace {

// Offsets "for the time" END or BEGINNING: one request per broker instead of one per partition.
base::Result<std::vector<Position>> offsets_at(std::int64_t place, rd_kafka_t* client,
                                               const std::map<std::string, int>& partitions,
                                               const Attempt& attempt) {
  std::vector<Position> positions;
  for (const auto& [topic, count] : partitions)
    for (int i = 0; i < count; ++i) positions.push_back({topic, i, place});
  if (positions.empty()) return positions;
  for (;;) {
    const PartitionsPtr list = to_list(positions);
    auto error = rd_kafka_offsets_for_times(client, list.get(), call_ms(attempt));
    for (int i = 0; i < list->cnt && error == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
      error = list->elems[i].err;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const rd_kafka_topic_partition_t* found = rd_kafka_topic_partition_list_find(
            list.get(), positions[i].topic.c_str(), positions[i].partition);
        positions[i].offset = std::max<std::int64_t>(found->offset, 0);
      }
      return positions;
    }
    if (over(attempt))
      return topic_error(
          positions.front().topic,
          std::string(place == RD_KAFKA_OFFSET_END ? "its end cannot be found: "
                                                   : "its beginning cannot be found: ") +
              rd_kafka_err2str(error));
    attempt.stop->wait(kBetweenLooks);
  }
}

}  // namespace

base::Result<std::vector<Position>> end_offsets(rd_kafka_t* client,
                                                const std::map<std::string, int>& partitions,
                                                const Attempt& attempt) {
  return offsets_at(RD_KAFKA_OFFSET_END, client, partitions, attempt);
}

base::Result<std::vector<Position>> first_offsets(rd_kafka_t* client,
                                                  const std::map<std::string, int>& partitions,
                                                  const Attempt& attempt) {
  return offsets_at(RD_KAFKA_OFFSET_BEGINNING, client, partitions, attempt);
}

base::Status add_to_assignment(rd_kafka_t* consumer, const std::vector<Position>& positions) {
  if (positions.empty()) return {};
  const PartitionsPtr list = to_list(positions);
  if (const ErrorPtr error(rd_kafka_incremental_assign(consumer, list.get())); error)
    return topic_error(positions.front().topic,
                       std::string("it cannot be read: ") + rd_kafka_error_string(error.get()));
  return {};
}

}  // namespace ricochet::bus::kafka
