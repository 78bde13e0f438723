#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/embedded_broker.h"
#include "bus/kafka/read_from.h"

namespace ricochet::bus {

struct KafkaOptions {
  std::string bootstrap;  ///< host:port[,host:port]; empty: the embedded broker's
  std::map<std::string, std::string>
      properties;  ///< librdkafka's own, for publishing and reading alike
  EmbeddedBroker* embedded =
      nullptr;  ///< creates the topics when the broker is ours; must outlive the bus
  ReadFrom read_from = ReadFrom::kEnd;
  /// Whoever breaks the broker deletes records on purpose, maybe before they were read: reading
  /// goes on behind them, and they are not missed.
  bool records_are_deleted = false;
  /// Nothing is made and nothing published: a topic that does not exist is an error.
  bool only_read = false;
  LogSink log;  ///< what librdkafka has to say; empty: nowhere
};

/// Whether KafkaOptions::properties may hold this. One without a value is looked up by its name
/// only. Error: bus/bad-property.
base::Status check_kafka_property(const std::string& name, const std::string& value);

/// A Kafka client (librdkafka) as a Bus. Reads by assign from the noted offsets: no group, no join,
/// no commit. Publishes with acks=all, linger 0 and Kafka's own partitioner (murmur2);
/// records without a key go round the partitions in turn, so that a run can be repeated. open() may
/// be called again for more topics. Close it before destroying it: the destructor waits for the
/// library, at most two seconds. Errors: bus/bad-property (unknown, of the wrong form, or one that
/// the bus itself depends on), bus/unreachable (no address at all).
base::Result<std::unique_ptr<Bus>> make_kafka_bus(base::Loop& loop, KafkaOptions options);

}  // namespace ricochet::bus
