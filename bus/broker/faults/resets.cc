#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"

namespace ricochet::bus::broker::faults {

bool read_reset(const base::JsonReader& value, Rule& rule) {
  rule.title = "all records, open transactions and groups without members are gone";
  rule.command = [](Broker& broker) -> base::Result<std::string> {
    broker.reset();
    return std::string("all records, open transactions and groups without members are gone");
  };
  return read_true(value);
}

bool read_clear(const base::JsonReader& value, Rule& rule) {
  rule.title = "no fault is set any more";
  rule.command = [](Broker& broker) -> base::Result<std::string> {
    broker.faults().clear();
    return std::string("no fault is set any more");
  };
  return read_true(value);
}

}  // namespace ricochet::bus::broker::faults
