#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/subjects.h"

namespace ricochet::bus::broker::faults {

bool read_fence(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto id = read_name(value, "transaction");
  if (!id) return false;
  rule.title = "producer of transactional id " + *id + " fenced";
  rule.command = [id = *id](Broker& broker) -> base::Result<std::string> {
    if (broker.transactions().fence(id)) return "the producer of " + id + " is fenced";
    std::vector<std::string> known;
    for (const auto& [name, transaction] : broker.transactions().all()) known.push_back(name);
    return base::Diag(base::Diag::Kind::kNotFound, "bus/no-transaction",
                      "no producer has the transactional id " + base::in_quotes(id),
                      base::did_you_mean(id, known));
  };
  return true;
}

}  // namespace ricochet::bus::broker::faults
