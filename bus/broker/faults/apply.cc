#include "bus/broker/faults/apply.h"

#include <utility>

#include "bus/broker/api/releases.h"
#include "bus/broker/api/table.h"

namespace ricochet::bus::broker::faults {

namespace {

/// What no request to this broker can ever fit would do nothing, in silence.
base::Status check_match(const Broker& broker, const Match& on) {
  if (on.node && broker.node(*on.node) == nullptr) return broker.no_node(*on.node);
  for (const std::int16_t key : on.apis) {
    const api::Row& row = *api::find_row(key);
    if (api::last_in(row, broker.options().as_release) < 0)
      return base::Diag(
          base::Diag::Kind::kConflict, "bus/no-api",
          "the broker does not serve " + std::string(row.name) + ": it looks like an older Kafka",
          "name another API, or start it without --as-version");
  }
  return {};
}

}  // namespace

base::Result<Applied> apply(Broker& broker, Rule rule) {
  if (!rule.waits) {
    auto done = rule.command(broker);
    if (!done) return done.error();
    broker.sink().faulted({}, *done, {});
    return Applied{0, *std::move(done)};
  }
  if (const auto fine = check_match(broker, rule.on); !fine) return fine.error();
  std::string title = rule.title;
  const std::uint64_t id = broker.faults().add(std::move(rule));
  if (id == 0)
    return base::Diag(base::Diag::Kind::kEnvironment, "bus/too-many-faults",
                      std::to_string(Faults::kMost) + " faults are set already", "remove some");
  return Applied{id, std::move(title)};
}

}  // namespace ricochet::bus::broker::faults
