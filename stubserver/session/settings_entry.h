#pragma once
#include "base/json/reader.h"
#include "stubserver/model/load_options.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// Adds the request and response of the settings entry. Reports stub/two-bodies when both responses
/// set one.
void add_settings_entry(const base::JsonReader& session, const LoadOptions& options, Rules& rules);

}  // namespace ricochet::stubserver
