#include "runner/live/kept_worlds.h"

#include <utility>

#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

World* KeptWorlds::find(const Suite& suite) const {
  const auto found = worlds_.find(key_of(suite));
  return found == worlds_.end() ? nullptr : found->second.get();
}

std::shared_ptr<World> KeptWorlds::take(const Suite& suite) {
  const auto found = worlds_.find(key_of(suite));
  return found == worlds_.end() ? nullptr : found->second;
}

void KeptWorlds::is_up(const std::shared_ptr<World>& world) {
  worlds_[key_of(world->suite())] = world;
  if (shown_ == world.get()) return;
  shown_ = world.get();
  if (hooks_.shown) hooks_.shown(*world);
}

bool KeptWorlds::keeps(const World& world) const {
  const auto found = worlds_.find(key_of(world.suite()));
  return found != worlds_.end() && found->second.get() == &world && stays_(world.suite());
}

void KeptWorlds::ends(const std::shared_ptr<World>& world) {
  if (shown_ == world.get()) {
    shown_ = nullptr;
    if (hooks_.hidden) hooks_.hidden();
  }
  const auto found = worlds_.find(key_of(world->suite()));
  if (found != worlds_.end() && found->second == world) worlds_.erase(found);
}

bool KeptWorlds::reload_stubs(const Suite& suite, base::DiagList& diags) const {
  World* const world = find(suite);
  if (world == nullptr) return true;
  for (const auto& spec : world->suite().stubs) {
    if (spec.file.empty()) continue;
    stubserver::LoadOptions load;
    load.file_root = folder_of(spec.file);
    auto rules = stubserver::RuleSet::load({spec.file}, load, diags);
    if (!rules) return false;
    world->stub(spec.name)->set_base(std::move(rules));
  }
  return true;
}

Task<void> KeptWorlds::stop(std::string key) {
  const auto found = worlds_.find(key);
  if (found == worlds_.end()) co_return;
  const std::shared_ptr<World> world = found->second;
  ends(world);
  stopping_ = world;
  co_await world->stop();
  stopping_ = nullptr;
  for (const auto& remark : world->take_remarks()) {
    if (hooks_.warned) hooks_.warned(remark);
  }
}

Task<void> KeptWorlds::stop_all() {
  while (!worlds_.empty()) {
    std::string key = worlds_.begin()->first;
    co_await stop(std::move(key));
  }
}

void KeptWorlds::kill_services() {
  for (const auto& [key, world] : worlds_) world->kill_services();
  if (stopping_) stopping_->kill_services();
}

std::vector<std::string> KeptWorlds::take_troubles() {
  std::vector<std::string> messages;
  for (const auto& [key, world] : worlds_) {
    if (world->trouble()) messages.push_back(world->trouble().message);
    world->clear_trouble();
  }
  return messages;
}

}  // namespace ricochet::runner
