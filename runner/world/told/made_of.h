#pragma once
#include "busview/bus_feed.h"
#include "runner/result/made_of.h"
#include "runner/result/outcome.h"
#include "runner/world/scenario_context.h"
#include "runner/world/trail/trail.h"

namespace ricochet::runner {

/// What a service made of the record that the step is about which came to `cause`: calls with their
/// answers, events, commits, and where it was given the record again. Only what carries a value
/// of that record is put down to it; of events and calls stands what the record does not say.
/// Of several records it is the one whose values the step asks for most, the last of equals; of a
/// step that asks for none the first that was fetched and not committed, else the last. Nothing
/// where nothing was published, or nothing is seen.
MadeOf made_of(ScenarioContext& context, const Cause& cause);

/// The same of a trail; `sees`: the feed shows who fetches and commits.
MadeOf made_of(const Trail& trail, const busview::BusFeed& feed, bool sees, const Cause& cause);

}  // namespace ricochet::runner
