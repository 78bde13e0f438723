#pragma once
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/random.h"
#include "bus/broker/groups.h"
#include "bus/broker/options.h"
#include "bus/broker/sink.h"
#include "bus/broker/topics.h"
#include "bus/broker/transactions.h"

namespace ricochet::bus::broker {

/// One of the brokers as clients see it; all of them share one state.
struct Node {
  std::int32_t id = 1;
  std::uint16_t port = 0;
  std::string host;  ///< "": the address that the client reached us by
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
  /// With its commits.
  bool delete_topic(const std::string& name);

  base::Loop& loop() { return loop_; }
  const BrokerOptions& options() const { return options_; }
  Sink& sink() { return sink_; }
  Topics& topics() { return topics_; }
  Groups& groups() { return groups_; }
  Transactions& transactions() { return transactions_; }
  std::vector<Node>& nodes() { return nodes_; }

 private:
  base::Loop& loop_;
  base::Random random_;
  const BrokerOptions options_;
  Sink& sink_;
  Topics topics_;
  Groups groups_;
  Transactions transactions_;
  std::vector<Node> nodes_;
};

}  // namespace ricochet::bus::broker
