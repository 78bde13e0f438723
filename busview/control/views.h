#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/json/fwd.h"
#include "bus/broker/server/server.h"

// How the control API shows the broker; docs/bus.md has the shapes.
namespace ricochet::busview {

base::Json broker_json(const bus::broker::Server& server, bus::broker::Broker& broker);
base::Json topic_json(const bus::broker::Topic& topic);
/// With its members, what it has committed, and how far that is from the end.
base::Json group_json(const bus::broker::Broker& broker, const bus::broker::Topics& topics,
                      const bus::broker::Group& group);
base::Json transaction_json(const std::string& id,
                            const bus::broker::Transactions::Transaction& transaction);
base::Json fault_json(std::uint64_t id, const bus::broker::faults::Faults::Entry& fault);

/// Which records of a topic are asked for.
struct RecordQuery {
  std::optional<std::int32_t> partition;  ///< nullopt: all, one after the other
  std::int64_t offset = 0;                ///< in each of them
  std::size_t limit = 100;
};
/// {"records": [...], "next": {"0": 17}}: `next` has where each partition goes on that was not read
/// to its end. Beyond the limit, or 8 MiB of values, it ends.
base::Json records_json(const bus::broker::Topic& topic, const RecordQuery& query);

}  // namespace ricochet::busview
