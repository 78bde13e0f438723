#pragma once
#include <string>

#include "base/result.h"
#include "bus/kafka/handles.h"
#include "bus/kafka/properties.h"

namespace ricochet::bus::kafka {

/// The library's configuration from our properties and the user's. Error: bus/bad-property.
base::Result<ConfPtr> make_conf(const Properties& ours, const Properties& theirs);
/// Whether a client takes this property of the user's; an empty value is not looked at. Error:
/// bus/bad-property.
base::Status check_property(const std::string& name, const std::string& value);
/// Where to look up what properties exist.
extern const char* const kPropertiesHint;

/// What each client gets besides the user's properties.
Properties producer_properties(const std::string& bootstrap);
Properties consumer_properties(const std::string& bootstrap);

}  // namespace ricochet::bus::kafka
