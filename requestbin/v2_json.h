#pragma once
#include <string>
#include <vector>

#include "base/diag.h"
#include "base/json_fwd.h"
#include "requestbin/capture_log.h"
#include "requestbin/pending_await.h"
#include "requestbin/verdict.h"

namespace ricochet::requestbin {

/// The whole record to the byte: ordered pairs in wire case; a body that is not UTF-8 is base64.
/// `epoch` is the log's start, for `offset_us`.
base::Json record_to_v2(const Record& record, base::TimePoint epoch);
/// Without body, headers and answer body: for long lists.
base::Json record_summary_v2(const Record& record, base::TimePoint epoch);
base::Json bin_to_v2(const BinInfo& bin);
base::Json pending_to_v2(const PendingAwait& open, base::TimePoint now);
/// `message` first. At most 20 matched records (4 MiB of them) and the near misses are whole.
base::Json verdict_to_v2(const Verdict& verdict, base::TimePoint epoch);
/// {"errors": [{code, message, line, column, pointer, hint}], "text": as in a terminal}
base::Json diags_to_v2(const std::vector<base::Diag>& diags);

}  // namespace ricochet::requestbin
