#include "runner/world/scenario_life.h"

#include <memory>
#include <utility>

namespace ricochet::runner {

ScenarioLife::ScenarioLife(World& world, const Scenario& scenario, const std::string& mark)
    : world_(world),
      scenario_(scenario),
      scope_(world.scopes().begin(scenario.name, mark)),
      trouble_(world.trouble()),
      others_(world.loop()) {
  world_.began(*this);
}

ScenarioLife::~ScenarioLife() {
  world_.ended(*this);
  world_.scopes().end(scope_, world_.loop().now());
}

void ScenarioLife::interrupt(const Trouble& trouble) {
  if (!trouble_ || trouble.kind == ErrorKind::kInterrupted) trouble_ = trouble;
  const auto waits = waits_;
  for (const auto id : waits) world_.awaits().cancel(id, trouble_.message);
  others_.end();
}

void ScenarioLife::clear_trouble() {
  if (trouble_.kind != ErrorKind::kInterrupted) trouble_ = Trouble();
}

Task<base::Result<awaits::Verdict>> ScenarioLife::wait(
    awaits::Expectation expectation, std::function<void(awaits::AwaitId)> started) {
  // A refused wait has no verdict, so the callback carries either.
  using Ended = base::Result<awaits::Verdict>;
  auto start = [this, &expectation, &started](std::function<void(Ended)> done) {
    const auto id =
        world_.awaits().start(std::move(expectation), [this, done](awaits::Verdict verdict) {
          waits_.erase(verdict.id);
          done(Ended(std::move(verdict)));
        });
    if (!id) return world_.loop().post([done, diag = id.error()] { done(Ended(diag)); });
    waits_.insert(*id);
    if (started) started(*id);
  };
  Ended ended = co_await async<Ended>(start);
  co_return ended;
}

Task<bool> ScenarioLife::sleep(base::Duration time, std::function<void()>* wake) {
  if (trouble_) co_return false;
  base::Loop& loop = world_.loop();
  auto start = [this, &loop, time, wake](std::function<void(bool)> done) {
    const auto id = std::make_shared<std::uint64_t>(0);
    const auto timer = loop.call_after(time, [this, id, done] {
      if (others_.remove(*id)) done(true);
    });
    if (wake != nullptr) {
      *wake = [this, &loop, id, timer, done] {
        if (!others_.remove(*id)) return;
        loop.cancel(timer);
        loop.post([done] { done(true); });
      };
    }
    *id = others_.add([&loop, timer, done] {
      loop.cancel(timer);
      done(false);
    });
  };
  const bool undisturbed = co_await async<bool>(start);
  co_return undisturbed;
}

Task<bool> ScenarioLife::sleep_beside_bus(base::Duration time) {
  std::function<void()> wake;
  const auto on_bus = world_.feed_signal().add([&wake] {
    if (wake) wake();
  });
  const bool undisturbed = co_await sleep(time, &wake);
  world_.feed_signal().remove(on_bus);
  co_return undisturbed;
}

}  // namespace ricochet::runner
