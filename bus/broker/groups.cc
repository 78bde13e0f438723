#include "bus/broker/groups.h"

#include <algorithm>

namespace ricochet::bus::broker {

Group* Groups::find(const std::string& id) const {
  const auto it = groups_.find(id);
  return it == groups_.end() ? nullptr : it->second.get();
}

bool Groups::has_room() const {
  return groups_.size() < options_.max_groups ||
         std::any_of(groups_.begin(), groups_.end(),
                     [](const auto& one) { return one.second->unused(); });
}

Group* Groups::ensure(const std::string& id, std::size_t more) {
  Group* const known = find(id);
  const std::size_t bytes = more + (known == nullptr ? Group::cost_of(id) : 0);
  while ((known == nullptr && groups_.size() >= options_.max_groups) || !state_.has_room(bytes)) {
    const auto it = std::find_if(groups_.begin(), groups_.end(), [&](const auto& one) {
      return one.second->unused() && one.first != id;
    });
    if (it == groups_.end()) break;
    remove(std::string(it->first));
  }
  if (known == nullptr && groups_.size() >= options_.max_groups) return nullptr;
  if (bytes > 0 && !state_.admit(bytes)) return nullptr;
  if (known != nullptr) return known;
  auto made =
      std::make_unique<Group>(loop_, random_, options_.groups, sink_, id, &readers_, &state_);
  made->on_expired([this, id] { remove(id); });
  return groups_.emplace(id, std::move(made)).first->second.get();
}

Group* Groups::ensure_for(const std::string& id, const std::vector<Commit>& commits,
                          std::int64_t held_by) {
  const Group* const known = find(id);
  return ensure(
      id, known == nullptr ? Offsets().growth(commits) : known->offsets().growth(commits, held_by));
}

void Groups::remove(const std::string& id) {
  const auto node = groups_.extract(id);
  if (!node) return;
  node.mapped()->let_go();
  // A timer of the group may be what called.
  loop_.destroy_later(std::shared_ptr<Group>(std::move(node.mapped())));
}

void Groups::forget_topic(const std::string& topic) {
  for (const auto& [id, group] : groups_) group->offsets().erase_topic(topic);
}

void Groups::end_transaction(const std::string& id, bool commit, std::int64_t producer_id) {
  Group* const group = find(id);
  if (group == nullptr) return;
  group->end_transaction(producer_id, commit);
}

}  // namespace ricochet::bus::broker
