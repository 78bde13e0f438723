#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "bus/bus.h"
#include "bus/kafka/blocking_calls.h"
#include "bus/kafka/client.h"

namespace ricochet::bus::kafka {

// The blocking part of opening topics, for the thread of BlockingCalls: nothing here touches the
// loop or its objects. Each returns as soon as `stop` is set (within the call in progress, at most
// half a second).

/// When to give up, and what to tell then.
struct Attempt {
  std::string bootstrap;
  base::TimePoint started;
  base::TimePoint deadline;
  const StopFlag* stop = nullptr;
};

/// The library goes on keeping metadata of these topics.
void remember_topics(Native& client, const std::vector<TopicSpec>& topics);
/// Those that the cluster does not have; nullopt: nobody answered. Error: bus/topic.
base::Result<std::optional<std::vector<TopicSpec>>> missing_topics(
    rd_kafka_t* client, const std::vector<TopicSpec>& topics, const Attempt& attempt);
/// Waits until each topic has a leader for every partition; partitions by topic. Errors:
/// bus/unreachable, bus/topic; `refused` has what the broker said when it was asked to create them.
base::Result<std::map<std::string, int>> resolve_topics(
    rd_kafka_t* client, const std::vector<TopicSpec>& topics,
    const std::map<std::string, std::string>& refused, const Attempt& attempt);
/// Where the next record of each partition will be. Errors: bus/topic, bus/unreachable.
base::Result<std::vector<Position>> end_offsets(rd_kafka_t* client,
                                                const std::map<std::string, int>& partitions,
                                                const Attempt& attempt);
/// The same of the oldest record that each partition still holds.
base::Result<std::vector<Position>> first_offsets(rd_kafka_t* client,
                                                  const std::map<std::string, int>& partitions,
                                                  const Attempt& attempt);
/// Reads from these positions on, besides what is read already.
base::Status add_to_assignment(rd_kafka_t* consumer, const std::vector<Position>& positions);

}  // namespace ricochet::bus::kafka
