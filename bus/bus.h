#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/loop.h"
#include "base/result.h"

namespace ricochet::bus {

/// A header value may be null in Kafka, which is not an empty one.
struct Header {
  std::string name;
  std::optional<std::string> value;
};

struct Record {
  std::string topic;
  std::int32_t partition = -1;  ///< -1 when publishing: let the partitioner choose by key
  std::int64_t offset = -1;
  std::optional<std::int64_t> timestamp_ms;  ///< Unix time; nullopt when publishing: now
  std::optional<std::string> key;
  std::optional<std::string> value;  ///< nullopt: a tombstone
  std::vector<Header> headers;
};

struct TopicSpec {
  std::string name;
  int partitions = 1;
};

struct Position {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

inline bool same_record(const Position& a, const Position& b) {
  return a.topic == b.topic && a.partition == b.partition && a.offset == b.offset;
}

/// A consumer group as its coordinator describes it.
struct GroupView {
  struct Member {
    std::string id;  ///< of this membership: who joins again has another
    std::size_t partitions = 0;
  };
  std::string state;  ///< Kafka's word: "Stable", "Empty", "Dead", "PreparingRebalance" ...
  std::size_t members = 0;
  std::size_t partitions = 0;  ///< that its members have, all together
  std::vector<Member> who;
};

/// What scenarios need of a message bus. Everything runs on the loop's thread; each `done` runs
/// exactly once, later, never inside the call.
class Bus {
 public:
  virtual ~Bus() = default;

  /// host:port[,host:port] for clients, the SUT's included.
  virtual std::string bootstrap_servers() const = 0;

  /// Makes sure that the topics exist and are resolved, so that the first publish is fast, and
  /// notes their end offsets: reading starts there, by assign, with no consumer group. Errors:
  /// bus/unreachable (with the address and the option to change), bus/topic.
  virtual void open(std::vector<TopicSpec> topics, base::Duration limit,
                    std::function<void(base::Status)> done) = 0;

  /// Every record at or after the noted offsets, of every open topic, in partition order.
  virtual void on_record(std::function<void(const Record&)> callback) = 0;

  /// Reading went wrong in a way that may have lost records (bus/reading): from here on an absent
  /// record proves nothing.
  virtual void on_fault(std::function<void(const base::Diag&)> callback) { (void)callback; }

  /// Acknowledged by all replicas; `done` gets the position. Errors: bus/publish-failed,
  /// bus/timeout.
  virtual void publish(Record record, std::function<void(base::Result<Position>)> done) = 0;

  /// Committed offsets of a group for all open topics; partitions without a commit are left out.
  virtual void committed(const std::string& group,
                         std::function<void(base::Result<std::vector<Position>>)> done) = 0;

  /// A group that nobody has heard of is "Dead" and has no members. Error: bus/group.
  virtual void describe_group(const std::string& group,
                              std::function<void(base::Result<GroupView>)> done) = 0;

  /// Deletes the topics that open() made, at a broker that is not ours; does nothing elsewhere.
  /// Error: bus/topic.
  virtual void delete_made_topics(std::function<void(base::Status)> done) = 0;

  /// Stops reading and frees the client. Nothing is called back afterwards, `done` excepted.
  virtual void close(std::function<void()> done) = 0;
};

}  // namespace ricochet::bus
