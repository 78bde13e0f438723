#pragma once
#include <memory>

#include "match/subject.h"
#include "stubserver/model/rule.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// The first session with `cors` for which a browser asks ahead (Fetch Standard, section 4.8: an
/// OPTIONS with Origin and Access-Control-Request-Method), or nullptr. Ours: Moco leaves it to the
/// session to match OPTIONS itself. Of the session's conditions those on the path, the method and
/// the query count: what the request proper will bring besides is not there yet. Any-sessions are
/// left out, because they match the OPTIONS themselves.
std::shared_ptr<const Rule> find_preflight(const match::Subject& subject, const RuleSet& rules);

}  // namespace ricochet::stubserver
