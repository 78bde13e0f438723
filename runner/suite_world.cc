#include "runner/suite_world.h"

#include <utility>

namespace ricochet::runner {

bool stays(const WorldKeeper* keeper, const World& world) {
  return keeper != nullptr && keeper->keeps(world);
}

SuiteWorld::SuiteWorld(base::Loop& loop, const std::shared_ptr<const Suite>& suite,
                       WorldOptions options, WorldKeeper* keeper, std::size_t worker)
    : keeper_(keeper),
      worker_(worker),
      world_(keeper != nullptr ? keeper->take(*suite, worker) : nullptr),
      fresh_(world_ == nullptr) {
  if (fresh_)
    world_ = std::make_shared<World>(loop, suite, std::move(options));
  else
    since_ = loop.now();
}

Task<base::Status> SuiteWorld::start() {
  base::Status ready = {};
  if (fresh_)
    ready = co_await world_->start();
  else
    ready = co_await world_->begin_again();
  if (ready && keeper_ != nullptr) keeper_->is_up(world_, worker_);
  co_return ready;
}

Task<void> SuiteWorld::end() {
  if (stays(keeper_, *world_)) co_return;
  if (keeper_ != nullptr) keeper_->ends(world_);
  co_await world_->stop();
}

}  // namespace ricochet::runner
