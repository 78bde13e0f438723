#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ricochet::bus::broker {

struct TopicPartition {
  std::string topic;
  std::int32_t partition = 0;
  auto operator<=>(const TopicPartition&) const = default;
};

/// Who sent a request.
struct Client {
  std::string id;    ///< as the client names itself; may be empty
  std::string host;  ///< its address
  bool operator==(const Client&) const = default;
};

/// "127.0.0.1 (my-service)".
inline std::string name_of(const Client& client) {
  return client.host + (client.id.empty() ? "" : " (" + client.id + ")");
}

/// Who has committed when a fault made a group read again; a real client has an address.
inline const Client kRedelivery{"redelivery", ""};

struct Produced {
  const TopicPartition& where;
  const Client& client;
  std::int64_t base_offset;
  std::int32_t count;
  std::string_view batch;  ///< for protocol::for_each_record; only during the call
  std::int64_t producer_id;
  const std::string& transaction;  ///< transactional id; "": the records are in none
};

/// The client was given all records of the partition before `upto`, from `from` on.
struct Fetched {
  const TopicPartition& where;
  const Client& client;
  /// The only group that has given this partition to a member of this client; "": Fetch does not
  /// name a group, and none, or several, could be meant.
  std::string group;
  std::int64_t from, upto;
};

struct Member {
  std::string id;
  std::string instance_id;  ///< "": a dynamic member
  Client client;
};

struct Commit {
  TopicPartition where;
  std::int64_t offset = -1;
  std::int32_t leader_epoch = -1;
  std::string metadata;
};

enum class TransactionEnd { kCommitted, kAborted, kTimedOut, kFenced };

/// Is told what happens in the broker, inside the call that makes it happen, on the loop's thread.
/// Must not call the broker back.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void produced(const Produced& batch) { (void)batch; }
  virtual void fetched(const Fetched& records) { (void)records; }
  virtual void joined(const std::string& group, const Member& member) { (void)group, (void)member; }
  /// `why`: "left", "session timed out", "did not rejoin", "did not sync", "replaced".
  virtual void left(const std::string& group, const Member& member, std::string_view why) {
    (void)group, (void)member, (void)why;
  }
  virtual void rebalancing(const std::string& group, std::int32_t generation,
                           std::string_view why) {
    (void)group, (void)generation, (void)why;
  }
  virtual void assigned(const std::string& group, const Member& member, std::int32_t generation,
                        const std::vector<TopicPartition>& partitions) {
    (void)group, (void)member, (void)generation, (void)partitions;
  }
  virtual void committed(const std::string& group, const Client& client,
                         const std::vector<Commit>& commits) {
    (void)group, (void)client, (void)commits;
  }
  virtual void transaction_begun(const std::string& id, std::int64_t producer_id) {
    (void)id, (void)producer_id;
  }
  virtual void transaction_ended(const std::string& id, std::int64_t producer_id,
                                 TransactionEnd how) {
    (void)id, (void)producer_id, (void)how;
  }
  /// A fault that was asked for was done; `client` is nobody when it was done without a request.
  /// `unanswered`: partitions that a Fetch of the client asks for and does not get by it.
  virtual void faulted(const Client& client, const std::string& what,
                       const std::vector<TopicPartition>& unanswered) {
    (void)client, (void)what, (void)unanswered;
  }
  /// A request, or a whole connection, was refused in a way that its client may not explain.
  virtual void refused(const Client& client, const std::string& why) { (void)client, (void)why; }
};

}  // namespace ricochet::bus::broker
