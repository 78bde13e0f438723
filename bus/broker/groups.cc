#include "bus/broker/groups.h"

namespace ricochet::bus::broker {

Group* Groups::find(const std::string& id) const {
  const auto it = groups_.find(id);
  return it == groups_.end() ? nullptr : it->second.get();
}

Group* Groups::ensure(const std::string& id) {
  if (Group* const known = find(id); known != nullptr) return known;
  if (groups_.size() >= options_.max_groups) return nullptr;
  auto made = std::make_unique<Group>(loop_, random_, options_.groups, sink_, id);
  made->on_expired([this, id] { remove(id); });
  return groups_.emplace(id, std::move(made)).first->second.get();
}

void Groups::remove(const std::string& id) {
  const auto node = groups_.extract(id);
  // A timer of the group may be what called.
  if (node) loop_.destroy_later(std::shared_ptr<Group>(std::move(node.mapped())));
}

const Group* Groups::reader_of(const Client& client, const TopicPartition& where) const {
  const Group* found = nullptr;
  for (const auto& [id, group] : groups_) {
    if (!group->reads(client, where)) continue;
    if (found != nullptr) return nullptr;
    found = group.get();
  }
  return found;
}

void Groups::forget_topic(const std::string& topic) {
  for (const auto& [id, group] : groups_) group->offsets().erase_topic(topic);
}

void Groups::end_transaction(const std::string& id, bool commit, std::int64_t producer_id) {
  Group* const group = find(id);
  if (group == nullptr) return;
  const auto visible = group->offsets().end(producer_id, commit);
  if (!visible.empty()) group->commit({}, visible);
}

}  // namespace ricochet::bus::broker
