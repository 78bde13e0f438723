#pragma once
#include <memory>

#include "base/json_reader.h"
#include "stubserver/response/response.h"
#include "stubserver/rule.h"

namespace ricochet::stubserver {

/// Gives the rule its response and what may stand beside one in every form of session: `state` and
/// `quota` (ours), `on`. Findings go to the session's list; the rule has no response then. A
/// `response` that is nullptr stays it.
void complete(Rule& rule, const base::JsonReader& session, PartContext& context,
              std::shared_ptr<const Response> response);

/// `on`: what is called after a match. nullptr: nothing, or there were findings.
std::unique_ptr<const Part> compile_on(const base::JsonReader& value, PartContext&);
/// `quota` (ours): how often who may ask.
std::unique_ptr<const Part> compile_quota(const base::JsonReader& value, PartContext&);

}  // namespace ricochet::stubserver
