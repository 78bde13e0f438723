#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/kafka/handles.h"

namespace ricochet::bus::kafka {

/// Requests of Kafka's admin protocol, asynchronous; results arrive on the client's queue. On the
/// loop's thread.
class Admin {
 public:
  using Refusals = std::map<std::string, std::string>;  ///< topic -> why it was not created
  /// What became of topics that were to be made; one that was there already is neither.
  struct Creation {
    Refusals refused;
    std::vector<std::string> made;
  };
  using Created = std::function<void(base::Result<Creation>)>;
  using Deleted = std::function<void(base::Status)>;
  using Committed = std::function<void(base::Result<std::vector<Position>>)>;
  using Described = std::function<void(base::Result<GroupView>)>;

  Admin(base::Loop& loop, rd_kafka_t* client, rd_kafka_queue_t* queue)
      : loop_(loop), client_(client), queue_(queue) {}

  /// With the broker's default replication. A topic that exists is not a refusal. Error: bus/topic.
  void create_topics(const std::vector<TopicSpec>& topics, base::Duration limit, Created done);
  /// One that is not there counts as deleted. Error: bus/topic.
  void delete_topics(const std::vector<std::string>& topics, base::Duration limit, Deleted done);
  /// Of these partitions; those without a commit are left out. Error: bus/committed.
  void committed(const std::string& group, const std::vector<Position>& partitions,
                 base::Duration limit, Committed done);
  /// Error: bus/group.
  void describe_group(const std::string& group, base::Duration limit, Described done);
  /// True when the event was a result of ours.
  bool on_event(rd_kafka_event_t* event);
  /// Reports every request under way as given up, from the loop.
  void give_up();

 private:
  struct Pending {
    std::string what;  ///< for messages: "the committed offsets of group "x""
    Created created;   ///< one of these is set
    Committed committed;
    Described described;
    Deleted deleted;
  };
  AdminOptionsPtr options(rd_kafka_admin_op_t operation, base::Duration limit, Pending pending);

  base::Loop& loop_;
  rd_kafka_t* client_;
  rd_kafka_queue_t* queue_;
  std::unordered_map<std::uintptr_t, Pending> pending_;
  std::uintptr_t next_id_ = 1;
};

}  // namespace ricochet::bus::kafka
