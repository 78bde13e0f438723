#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"

namespace ricochet::bus::broker::faults {

namespace {

bool read_node(const base::JsonReader& value, bool up, Rule& rule) {
  const auto id = value.integer();
  if (!id) return false;
  const std::string what = "broker " + std::to_string(*id) + (up ? " is up" : " is down");
  rule.title = what;
  rule.command = [id = static_cast<std::int32_t>(*id), up,
                  what](Broker& broker) -> base::Result<std::string> {
    if (const auto done = broker.set_up(id, up); !done) return done.error();
    return what;
  };
  return true;
}

}  // namespace

bool read_broker_down(const base::JsonReader& value, Rule& rule) {
  return read_node(value, false, rule);
}
bool read_broker_up(const base::JsonReader& value, Rule& rule) {
  return read_node(value, true, rule);
}

}  // namespace ricochet::bus::broker::faults
