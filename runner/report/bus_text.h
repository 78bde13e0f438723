#pragma once
#include <string>

#include "runner/result/bus_story.h"

namespace ricochet::runner {

/// Which records are told of: those that no group has committed, with what cannot be seen, or those
/// that are done.
enum class BusLines { kOpen, kCommitted };

/// How far each record got, a line each: published, fetched, committed, or the link that is broken.
/// Ends with a newline; empty: there is nothing to tell.
std::string text_of(const BusStory& story, BusLines lines);

}  // namespace ricochet::runner
