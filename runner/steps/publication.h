#pragma once
#include <optional>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "bus/bus.h"
#include "runner/model/scenario.h"

namespace ricochet::runner {

/// A record to publish, and how often.
struct Publication {
  bus::Record record;
  int deliveries = 1;
};

/// The keys of a record that says its topic.
const base::Shape& publication_shape();

/// Reads `{ "topic": ..., "key": ..., "headers": ..., "json": ... }`; findings go to its list,
/// nullopt then. `topic`: where it goes when it does not say so; empty: it must.
std::optional<Publication> read_publication(const base::JsonReader& place, const Scenario& scenario,
                                            const std::string& topic = {});

}  // namespace ricochet::runner
