#pragma once
#include <string>

#include "runner/result/bus_story.h"

namespace ricochet::runner {

/// How far each record got, a line each: published, fetched, committed, or the link that is broken.
/// Ends with a newline; empty: there is nothing to tell.
std::string text_of(const BusStory& story);

}  // namespace ricochet::runner
