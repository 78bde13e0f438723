#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "base/json_reader.h"
#include "requestbin/record.h"

namespace ricochet::requestbin {

/// A RECORD of the v2 API (docs/bins.md), as exports and topics of captures hold it, back as a
/// record. What can be reckoned from the rest (path, form, sha256, ...) is not read, numbers and id
/// are the log's to give; `received` is left alone. nullptr: the reader's list says why.
std::shared_ptr<Record> read_whole_record(const base::JsonReader& record);

/// "2026-11-21T09:12:00.000123Z" with 0 to 9 digits of a second, as format_rfc3339 writes it; UTC
/// only.
std::optional<base::WallTime> parse_rfc3339(std::string_view text);

}  // namespace ricochet::requestbin
