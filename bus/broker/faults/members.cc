#include <algorithm>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/broker/broker.h"
#include "bus/broker/faults/kind.h"
#include "bus/broker/faults/subjects.h"

namespace ricochet::bus::broker::faults {

namespace {

base::Diag no_member(const std::string& group, const Member& who) {
  std::string which;
  const auto add = [&which](const char* what, const std::string& value) {
    if (!value.empty())
      which += (which.empty() ? " with the " : ", the ") + (what + base::in_quotes(value));
  };
  add("id ", who.id);
  add("instance ", who.instance_id);
  add("client id ", who.client.id);
  return {base::Diag::Kind::kConflict, "bus/no-member", "group " + group + " has no member" + which,
          R"(wait until it stands: "ready": { "group": "..." } of the service)"};
}

}  // namespace

bool read_rebalance(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto group = read_name(value, "group");
  if (!group) return false;
  rule.title = "rebalance of group " + *group;
  rule.command = [id = *group](Broker& broker) -> base::Result<std::string> {
    const auto found = group_of(broker, id);
    if (!found) return found.error();
    if ((*found)->members().empty()) return no_member(id, {});
    (*found)->rebalance("asked for");
    return "group " + id + " rebalances " + base::plural((*found)->members().size(), "member");
  };
  return true;
}

bool read_expire(const base::JsonReader& value, Rule& rule) {
  if (!value.object()) return false;
  const auto group = read_name(value, "group");
  if (!group) return false;
  Member who;
  if (const auto id = value.find("member")) who.id = id->nonempty_string().value_or("");
  if (const auto id = value.find("instance")) who.instance_id = id->nonempty_string().value_or("");
  if (const auto id = value.find("client")) who.client.id = id->nonempty_string().value_or("");
  rule.title = "members of group " + *group + " expired";
  rule.command = [id = *group, who](Broker& broker) -> base::Result<std::string> {
    const auto found = group_of(broker, id);
    if (!found) return found.error();
    const std::size_t count = expire(**found, who);
    if (count == 0) return no_member(id, who);
    return "group " + id + ": " + base::plural(count, "member") + " expired";
  };
  return true;
}

std::size_t expire(Group& group, const Member& who) {
  std::vector<std::string> ids;
  for (const auto& member : group.members()) {
    const Member& one = member->who;
    if ((who.id.empty() || who.id == one.id) &&
        (who.instance_id.empty() || who.instance_id == one.instance_id) &&
        (who.client.id.empty() || who.client.id == one.client.id))
      ids.push_back(one.id);
  }
  return static_cast<std::size_t>(
      std::count_if(ids.begin(), ids.end(), [&](const auto& id) { return group.expire(id); }));
}

}  // namespace ricochet::bus::broker::faults
