#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/random.h"
#include "base/result.h"
#include "bus/broker/faults.h"
#include "bus/broker/groups.h"
#include "bus/broker/options.h"
#include "bus/broker/sink.h"
#include "bus/broker/topics.h"
#include "bus/broker/transactions.h"

namespace ricochet::bus::broker {

/// One of the brokers as clients see it; all of them share one state.
struct Node {
  struct Address {
    std::string host;  ///< "": the address that the client reached us by
    std::uint16_t port = 0;
  };
  std::int32_t id = 1;
  std::uint16_t port = 0;
  std::string host;  ///< "": the address that the client reached us by
  bool up = true;    ///< else its ports are closed, and nobody is told of it
  /// Told instead of host and port to who came through a further listener: that of the same place.
  std::vector<Address> further = {};
};

/// The state of the cluster: everything but connections. On the loop's thread.
class Broker {
 public:
  /// `sink` must outlive it.
  Broker(base::Loop& loop, base::Random random, BrokerOptions options, Sink& sink);
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// The node that groups and transactional ids of this name are asked about.
  std::int32_t coordinator_of(const std::string& key) const;
  const Node* node(std::int32_t id) const;
  /// bus/no-broker: what is wrong when node() finds none.
  base::Diag no_node(std::int32_t id) const;
  /// With its commits.
  bool delete_topic(const std::string& name);

  /// The group or transactional id is asked about at this node from now on; those of a group that
  /// wait there are told. False: the node is not up, or it is there already.
  bool move_coordinator(const std::string& key, std::int32_t to);
  /// With the next leader epoch. False: no such partition, the node is not up, or leads it already.
  bool move_leader(const TopicPartition& where, std::int32_t to);
  /// The node that comes behind this one and is up; the same one when there is no other.
  std::int32_t next_node(std::int32_t id) const;
  /// Leaders of a node that goes down move to the next one, and stay there when it comes back.
  /// Errors: bus/no-broker; those of opening its port.
  base::Status set_up(std::int32_t id, bool up);
  /// Who opens and closes the ports of nodes.
  void on_up(std::function<base::Status(const Node&)> callback) { on_up_ = std::move(callback); }
  /// The first that is up; 0: none is.
  std::int32_t controller() const;
  /// All brokers are up, leaders and coordinators are where they began; who waits elsewhere is
  /// told.
  void put_back();
  /// All records go, and all commits of groups without members; topics, groups with members, and
  /// what clients know of offsets stay as they are. Open transactions are aborted and their
  /// producers fenced, what they would write belongs to what is gone. Brokers, leaders and
  /// coordinators are put back. Faults stay.
  void reset();

  base::Loop& loop() { return loop_; }
  const BrokerOptions& options() const { return options_; }
  Sink& sink() { return sink_; }
  /// What clients make the broker keep besides records.
  Memory& state() { return state_; }
  const Memory& state() const { return state_; }
  Topics& topics() { return topics_; }
  Groups& groups() { return groups_; }
  Transactions& transactions() { return transactions_; }
  faults::Faults& faults() { return faults_; }
  std::vector<Node>& nodes() { return nodes_; }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  base::Loop& loop_;
  base::Random random_;
  const BrokerOptions options_;
  Sink& sink_;
  Memory state_;
  Topics topics_;
  Groups groups_;
  Transactions transactions_;
  faults::Faults faults_;
  std::vector<Node> nodes_;
  std::map<std::string, std::int32_t> moved_;  ///< coordinators that are not where they were put
  std::function<base::Status(const Node&)> on_up_;
};

}  // namespace ricochet::bus::broker
