#include "runner/rest_at_end.h"

#include <algorithm>
#include <chrono>

#include "base/duration.h"
#include "base/text/text.h"
#include "runner/world/bus_story.h"
#include "runner/world/rest.h"

namespace ricochet::runner {

namespace {

std::string not_committed(const bus::Position& record, const std::string& group) {
  return "record " + std::to_string(record.offset) + " of " + record.topic +
         " is not committed by " + group;
}

/// What keeps the service busy, in words; empty: nothing that can be seen.
std::string unrest_of(ScenarioContext& context) {
  World& world = context.world();
  if (const auto open = world.open_exchanges(); open > 0)
    return base::plural(open, "call") + (open == 1 ? " is" : " are") + " not answered yet";
  const auto sight = sight_of(world);
  const auto record = sight ? sight->uncommitted(context.published()) : std::nullopt;
  if (record) return not_committed(record->where, record->group);
  return {};
}

Task<bool> has_members(ScenarioContext& context, const std::string& group) {
  bus::Bus* bus = context.world().bus();
  auto start = [bus, &group](auto done) { bus->describe_group(group, std::move(done)); };
  const auto view = co_await context.life().unless_trouble<base::Result<bus::GroupView>>(start);
  co_return view&&* view && (*view)->members > 0;
}

/// The same of a broker that is not ours, which can only be asked what is committed. A group that
/// has not committed anything of a topic is not known to read it.
Task<std::string> uncommitted_elsewhere(ScenarioContext& context) {
  World& world = context.world();
  if (world.broker() != nullptr || world.bus() == nullptr || !world.suite().bus) co_return "";
  for (const auto& [group, spec] : world.suite().bus->groups) {
    const auto told = co_await context.committed(group);
    if (!told || !*told) continue;
    const auto& committed = **told;
    for (const auto& record : context.published()) {
      bool reads = false, done = false;
      for (const auto& one : committed) {
        if (one.topic != record.topic) continue;
        reads = true;
        done |= one.partition == record.partition && one.offset > record.offset;
      }
      if (done || !reads) continue;
      const bool works = co_await has_members(context, group);
      if (works) co_return not_committed(record, group);
      break;
    }
  }
  co_return "";
}

constexpr base::Duration kAskAgain = std::chrono::milliseconds(50);

}  // namespace

Task<void> rest_at_end(ScenarioContext& context, ScenarioResult& result) {
  World& world = context.world();
  const Defaults& defaults = world.suite().defaults;
  if (context.life().scope() != 0 || defaults.rest.count() == 0) co_return;
  if (world.activity().last() < context.started()) co_return;
  std::function<bool()> nothing_open = [&context] { return unrest_of(context).empty(); };
  base::Loop& loop = world.loop();
  const base::TimePoint end = loop.now() + defaults.rest;
  RestWanted wanted;
  wanted.quiet = defaults.settle;
  std::string why;
  bool rested = true;
  while (rested) {
    wanted.limit = end - loop.now();
    rested = co_await come_to_rest(context.life(), wanted, nothing_open);
    if (context.life().trouble()) co_return;
    if (!rested) break;
    why = co_await uncommitted_elsewhere(context);
    if (why.empty()) co_return;
    const auto pause = std::min<base::Duration>(kAskAgain, end - loop.now());
    const bool undisturbed = co_await context.life().sleep(pause);
    if (!undisturbed) co_return;
  }
  const std::string seen = unrest_of(context);
  if (!seen.empty()) why = seen;
  if (why.empty()) why = "calls and events go on";
  result.warnings.push_back("the service is not at rest " + base::format_duration(defaults.rest) +
                            " after the last step: " + why +
                            "; what it does now may be counted by the next scenario");
}

}  // namespace ricochet::runner
