#include "runner/rest_at_end.h"

#include "base/duration.h"
#include "base/text/text.h"
#include "runner/world/bus_story.h"
#include "runner/world/rest.h"

namespace ricochet::runner {

namespace {

/// What keeps the service busy, in words; empty: nothing that can be seen.
std::string unrest_of(ScenarioContext& context) {
  World& world = context.world();
  if (const auto open = world.open_exchanges(); open > 0)
    return base::plural(open, "call") + (open == 1 ? " is" : " are") + " not answered yet";
  const auto sight = sight_of(world);
  const auto record = sight ? sight->uncommitted(context.published()) : std::nullopt;
  if (record)
    return "record " + std::to_string(record->where.offset) + " of " + record->where.topic +
           " is not committed by " + record->group;
  return {};
}

}  // namespace

Task<void> rest_at_end(ScenarioContext& context, ScenarioResult& result) {
  World& world = context.world();
  const Defaults& defaults = world.suite().defaults;
  if (context.life().scope() != 0 || defaults.rest.count() == 0) co_return;
  if (world.activity().last() < context.started()) co_return;
  std::function<bool()> nothing_open = [&context] { return unrest_of(context).empty(); };
  RestWanted wanted;
  wanted.quiet = defaults.settle;
  wanted.limit = defaults.rest;
  const bool rested = co_await come_to_rest(context.life(), wanted, nothing_open);
  if (rested || context.life().trouble()) co_return;
  std::string why = unrest_of(context);
  if (why.empty()) why = "calls and events go on";
  result.warnings.push_back("the service is not at rest " + base::format_duration(defaults.rest) +
                            " after the last step: " + why +
                            "; what it does now may be counted by the next scenario");
}

}  // namespace ricochet::runner
