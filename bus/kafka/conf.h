#pragma once
#include <string>

#include "base/result.h"
#include "bus/kafka/handles.h"
#include "bus/kafka/properties.h"

namespace ricochet::bus::kafka {

/// The library's configuration from our properties and the user's. Error: bus/bad-property.
base::Result<ConfPtr> make_conf(const Properties& ours, const Properties& theirs);
/// Where to look up what properties exist.
extern const char* const kPropertiesHint;

/// What each client gets besides the user's properties.
Properties producer_properties(const std::string& bootstrap);
Properties consumer_properties(const std::string& bootstrap);

}  // namespace ricochet::bus::kafka
