#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "journal/capture_log.h"
#include "journal/record.h"

namespace ricochet::requestbin::store {

/// What of a record stands in the column `head`: everything but its numbers, times and bodies, as
/// JSON that loses nothing. Bytes that are not UTF-8 are {"base64": "..."}. Thread-safe.
std::string encode_head(const journal::Record& record);
/// Fills `record` from that; false: the text is none of ours.
bool decode_head(std::string_view head, journal::Record& record);
/// The body goes to a column of its own.
void set_body(journal::Record& record, std::string body);

/// What of a bin stands in the column `info`: how it was made, without its counters.
std::string encode_bin(const journal::BinInfo& info);
bool decode_bin(std::string_view text, journal::BinInfo& info);

/// Microseconds of Unix time.
std::int64_t to_us(base::WallTime time);
base::WallTime from_us(std::int64_t us);

}  // namespace ricochet::requestbin::store
