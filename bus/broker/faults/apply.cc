#include "bus/broker/faults/apply.h"

#include <utility>

namespace ricochet::bus::broker::faults {

base::Result<Applied> apply(Broker& broker, Rule rule) {
  if (!rule.waits) {
    auto done = rule.command(broker);
    if (!done) return done.error();
    broker.sink().faulted({}, *done);
    return Applied{0, *std::move(done)};
  }
  std::string title = rule.title;
  const std::uint64_t id = broker.faults().add(std::move(rule));
  if (id == 0)
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/too-many-faults",
                      std::to_string(Faults::kMost) + " faults are set already", "remove some");
  return Applied{id, std::move(title)};
}

}  // namespace ricochet::bus::broker::faults
