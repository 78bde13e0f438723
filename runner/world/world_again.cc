#include <utility>

#include "bus/broker/broker.h"
#include "bus/bus.h"
#include "runner/world/stray_work.h"
#include "runner/world/world.h"
#include "stubserver/serve/server.h"

namespace ricochet::runner {

Task<base::Status> World::begin_again() {
  clear_trouble();
  if (stray_work_) stray_work_->forget();
  scopes_.begin_again();
  for (const auto& [name, stub] : stubs_) stub->begin_again();
  co_return co_await revive();
}

/// One that crashed meanwhile is trouble, which the first scenario tells; that the others were not
/// waited for is of no interest then.
Task<base::Status> World::revive() {
  base::Status alive = co_await services_.revive();
  if (trouble_.kind == ErrorKind::kSutCrashed) alive = {};
  co_return alive;
}

Task<base::Status> World::restart_services() {
  co_await services_.stop();
  base::Status up = co_await revive();
  co_return up;
}

Task<void> World::wind_down() {
  co_await services_.stop();
  if (bus_ && suite_->bus && suite_->bus->delete_topics && broker_ == nullptr) {
    base::Status deleted = co_await async<base::Status>(
        [this](auto done) { bus_->delete_made_topics(std::move(done)); });
    if (!deleted) remarks_.push_back(deleted.error().message);
  }
}

Task<void> World::begin_scenario() {
  // Where several may run at a time, each has its own.
  if (!scopes_.on()) {
    for (const auto& [name, stub] : stubs_) stub->reset_positions();
  }
  if (std::exchange(first_scenario_, false)) co_return;  // the start is its own
  co_await services_.stop(/*only_per_scenario=*/true);
  if (suite_->bus && suite_->bus->reset && broker() != nullptr) broker()->reset();
  scenario_began_ = loop_.now();
}

}  // namespace ricochet::runner
