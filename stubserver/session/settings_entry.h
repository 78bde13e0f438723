#pragma once
#include "base/json_reader.h"
#include "stubserver/model/load_options.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// Adds the scope's request and response. Reports stub/two-bodies when both responses set one.
void add_scope(const base::JsonReader& session, const LoadOptions& options, Rules& rules);

}  // namespace ricochet::stubserver
