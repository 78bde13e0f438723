#pragma once
#include <cstdint>

#include "base/json/fwd.h"
#include "match/matcher.h"
#include "stubserver/rules/reloader.h"
#include "stubserver/serve/server.h"

// How the control API shows things; docs/stubs.md has the shapes.
namespace ricochet::stubserver {

base::Json session_json(const Rule& rule, std::uint64_t hits);
base::Json stub_json(const StubServer& server, const Reloader* reloader);
base::Json health_json(const ReloadStatus& status);
base::Json condition_json(const match::Condition& condition);

}  // namespace ricochet::stubserver
