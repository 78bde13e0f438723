#pragma once
#include "base/json/fwd.h"
#include "journal/capture_log.h"

namespace ricochet::journal {

/// The whole record to the byte: ordered pairs in wire case; a body that is not UTF-8 is base64.
/// `epoch` is the log's start, for `offset_us`.
base::Json record_to_v2(const Record& record, base::TimePoint epoch);
/// Why a call was refused: {"status", "code", "reason", "bound", "listener", "head"}.
base::Json refused_to_v2(const Record& record);
/// Without body, headers and answer body: for long lists and the live stream.
base::Json record_summary_v2(const Record& record, base::TimePoint epoch);
base::Json bin_to_v2(const BinInfo& bin);
/// [[name, value]], in their order; what is not UTF-8 is told as Latin-1 and marked:
/// [name, value, "latin1"]; where the name is not UTF-8, which only a refused call has, it is
/// [name, value, "utf8" or "latin1", "latin1"].
base::Json fields_to_v2(const std::vector<match::Field>& fields);
/// {"size", "sha256", "encoding", "content", "truncated"}.
base::Json body_to_v2(const std::string& bytes, bool truncated = false);

}  // namespace ricochet::journal
