#include "runner/live/kept_worlds.h"

#include <algorithm>
#include <utility>

#include "stubserver/rules/rule_set.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

std::shared_ptr<World> KeptWorlds::take(const Suite& suite, std::size_t worker) {
  for (const auto& kept : worlds_) {
    if (kept.suite == key_of(suite) && kept.worker == worker) return kept.world;
  }
  return nullptr;
}

void KeptWorlds::is_up(const std::shared_ptr<World>& world, std::size_t worker) {
  const bool known = std::any_of(worlds_.begin(), worlds_.end(),
                                 [&](const Kept& kept) { return kept.world == world; });
  if (!known) worlds_.push_back({key_of(world->suite()), worker, world});
  if (hooks_.up) hooks_.up(*world);
  show(*world);
}

void KeptWorlds::show(World& world) {
  if (shown_ == &world) return;
  shown_ = &world;
  if (hooks_.shown) hooks_.shown(world);
}

bool KeptWorlds::keeps(const World& world) const {
  return stays_(world.suite()) &&
         std::any_of(worlds_.begin(), worlds_.end(),
                     [&](const Kept& kept) { return kept.world.get() == &world; });
}

void KeptWorlds::ends(const std::shared_ptr<World>& world) {
  const std::size_t known =
      std::erase_if(worlds_, [&](const Kept& kept) { return kept.world == world; });
  if (known > 0 && hooks_.ends) hooks_.ends(*world);
  if (shown_ != world.get()) return;
  shown_ = nullptr;
  if (hooks_.hidden) hooks_.hidden();
  if (!worlds_.empty()) show(*worlds_.back().world);
}

bool KeptWorlds::reload(World& world, base::DiagList& diags) {
  for (const auto& spec : world.suite().stubs) {
    if (spec.file.empty()) continue;
    stubserver::LoadOptions load;
    load.file_root = folder_of(spec.file);
    auto rules = stubserver::RuleSet::load({spec.file}, load, diags);
    if (!rules) return false;
    world.stub(spec.name)->set_base(std::move(rules));
  }
  return true;
}

bool KeptWorlds::reload_stubs(const Suite& suite, base::DiagList& diags) const {
  bool fine = true;
  for (const auto& kept : worlds_) {
    if (kept.suite == key_of(suite)) fine = reload(*kept.world, diags) && fine;
  }
  return fine;
}

Task<void> KeptWorlds::stop(std::string key) {
  for (;;) {
    const auto found = std::find_if(worlds_.begin(), worlds_.end(),
                                    [&](const Kept& kept) { return kept.suite == key; });
    if (found == worlds_.end()) co_return;
    const std::shared_ptr<World> world = found->world;
    ends(world);
    stopping_ = world;
    co_await world->stop();
    stopping_ = nullptr;
    for (const auto& remark : world->take_remarks()) {
      if (hooks_.warned) hooks_.warned(remark);
    }
  }
}

Task<void> KeptWorlds::stop_all() {
  while (!worlds_.empty()) {
    std::string key = worlds_.front().suite;
    co_await stop(std::move(key));
  }
}

void KeptWorlds::kill_services() {
  for (const auto& kept : worlds_) kept.world->kill_services();
  if (stopping_) stopping_->kill_services();
}

std::vector<std::string> KeptWorlds::take_troubles() {
  std::vector<std::string> messages;
  for (const auto& kept : worlds_) {
    if (kept.world->trouble()) messages.push_back(kept.world->trouble().message);
    kept.world->clear_trouble();
  }
  return messages;
}

}  // namespace ricochet::runner
