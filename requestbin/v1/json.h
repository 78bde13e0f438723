#pragma once
#include <string>
#include <vector>

#include "base/json/fwd.h"
#include "journal/capture_log.h"
#include "journal/record.h"

namespace ricochet::requestbin {

/// RequestBin's JSON text: `", "` and `": "` between things, everything beyond ASCII as \uXXXX. All
/// strings must be UTF-8.
std::string dump_v1(const base::Json& value);

/// Exactly `color`, `name`, `private`, `request_count`: a published client breaks on a fifth key.
base::Json bin_to_v1(const journal::BinInfo& bin);
/// Exactly the 12 keys of RequestBin's request object. `max_raw` cuts `raw`, nothing else;
/// headers of the names in `ignored` are left out. An event
/// has the method EVENT and its topic as path.
base::Json record_to_v1(const journal::Record& record, std::size_t max_raw,
                        const std::vector<std::string>& ignored = {});
/// `{"error": "Bin not found"}`
std::string v1_error(const std::string& what);

}  // namespace ricochet::requestbin
